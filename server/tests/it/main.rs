//! Journeys over the real router, a real database, real storage and the real worker.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should say where"
)]

mod discovery;
mod embeds;
mod library;
mod play_queues;
mod playlists;
mod subsonic;
mod support;

mod accounts;
mod admin;
mod api;
mod api_shows;
mod artist_posts;
mod books;
mod capture;
mod catalogue;
mod chat;
mod codes;
mod commands;
mod comments;
mod downloads;
mod every_route;
mod extras;
mod fairness;
mod fans;
mod federation;
mod federation_cli;
mod feeds;
mod full_disk;
mod health;
mod hidden;
mod history;
mod letters;
mod live_edge;
mod live_owner;
mod logs;
mod media;
mod memberships;
mod metrics;
mod moderation;
mod notices;
mod notifications;
mod openapi;
mod pipeline;
mod place;
mod plays;
mod post_pictures;
mod public_pages;
mod publication;
mod purchases;
mod recordings;
mod recovery;
mod rights;
mod rotation;
mod scrobbling;
mod search;
mod shows;
mod statistics;
mod studio;
mod studio_shows;
mod tickets;
mod titles;
mod uploads;
