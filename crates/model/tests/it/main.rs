//! What people say to each other, against a database alone: posts, reactions, notifications, feeds, blocks and reports.
//! And what they buy from each other.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should say where")]

mod blocks;
mod collection;
mod comments;
mod discovery;
mod favourites;
mod feeds;
mod history;
mod live;
mod notifications;
mod play_queues;
mod playlists;
mod plays;
mod posts;
mod purchases;
mod reactions;
mod remote_releases;
mod reports;
mod search;
mod support;
