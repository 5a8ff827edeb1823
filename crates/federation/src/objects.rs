//! The documents others are sent and may fetch. Pure: [`crate::facts`] go in, JSON comes out; no clock, no database, no request.
//!
//! What each peer needs of them stands in `objects/demands.rs` as tests.

pub mod activity;
mod actor;
mod album;
mod attachment;
mod audience;
mod audio;
pub mod collection;
pub mod context;
pub mod discovery;
mod event;
pub mod hashtags;
mod html;
mod language;
mod note;
mod post;
pub mod quote;
mod time;
mod tombstone;

#[cfg(test)]
mod demands;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use actor::{ED25519_KEY, MAIN_KEY, actor};
pub use album::album;
pub use audience::Audience;
pub use audio::audio;
pub use context::PUBLIC;
pub use event::event;
pub use note::{release_note, track_note};
pub use post::post;
pub use time::Duration;
pub use tombstone::tombstone;

/// The document without its members that are null.
fn sparse(document: Value) -> Value {
    match document {
        Value::Object(members) => members.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

/// The text, unless it is empty.
fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}
