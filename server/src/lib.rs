//! The web pages, the API and the `tonewood` program.
//!
//! A handler reads like a recipe: who comes ([`visit`]), what the domain says (`model`), the page it makes ([`page`]).
//! No SQL stands here, and no codec is linked. To add a page: its line in `routes/`, a handler file named after the verb in
//! the noun's folder, its template under the same path in `templates/`.

pub mod accounts;
pub mod admin;
pub mod api;
pub mod app;
pub mod artists;
pub mod assets;
pub mod blocks;
pub mod books;
pub mod chat;
pub mod codes;
pub mod commands;
pub mod comments;
pub mod cookies;
pub mod csrf;
pub mod csv_table;
pub mod downloads;
pub mod error;
pub mod error_page;
pub mod extras;
pub mod fans;
pub mod federation;
pub mod feed;
pub mod flash;
pub mod follows;
pub mod form;
pub mod health;
pub mod home;
pub mod listen;
pub mod live;
pub mod media;
pub mod memberships;
pub mod metrics;
pub mod page;
pub mod posts;
pub mod preview;
pub mod purchases;
pub mod reactions;
pub mod receipts;
pub mod releases;
pub mod remote;
pub mod routes;
pub mod sandbox;
pub mod search;
pub mod security;
pub mod seeding;
pub mod serve;
pub mod sheet;
pub mod shows;
pub mod studio;
pub mod subscriptions;
pub mod tips;
pub mod trace;
pub mod tracks;
pub mod uploads;
pub mod visit;
pub mod webhooks;
