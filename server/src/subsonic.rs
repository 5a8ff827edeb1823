//! OpenSubsonic under `/rest`: the language of the music apps that fans have already. An app signs in with a password of its own
//! (`/account/apps`); it gets the public catalogue and what its owner bought, in the quality they are entitled to.
//!
//! A method is a handler that takes a [`caller::Caller`] and gives an [`answer::Answer`], which becomes XML, JSON or JSONP as the app
//! asked. What it cannot give is [`refused::Refused`]. To add a method: a handler in the file of its noun, a line in
//! `routes/subsonic.rs`.

pub mod albums;
pub mod answer;
pub mod artists;
pub mod asked;
pub mod bookmarks;
pub mod caller;
pub mod catalogue;
pub mod covers;
pub mod downloads;
pub mod dress;
pub mod folders;
pub mod genres;
pub mod hls;
pub mod ids;
pub mod indexes;
pub mod info;
pub mod lists;
pub mod lyrics;
pub mod missing;
pub mod offers;
pub mod pieces;
pub mod playlists;
pub mod podcasts;
pub mod queues;
pub mod radio;
pub mod refused;
pub mod scans;
pub mod scrobbles;
pub mod search;
pub mod shapes;
pub mod shares;
pub mod similar;
pub mod songs;
pub mod stars;
pub mod streams;
pub mod system;
pub mod users;
pub mod xml;

/// The version of the Subsonic API that is spoken.
pub const VERSION: &str = "1.16.1";
/// How often an address may fail to sign in.
pub const FAILURES: model::throttles::Limit =
    model::throttles::Limit { name: "subsonic", attempts: 40, window: chrono::Duration::minutes(15) };
/// The most songs that one answer holds.
pub const MOST_SONGS: i64 = 500;
