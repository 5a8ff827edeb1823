//! The fields of a show as programs send them.

use chrono::{DateTime, SecondsFormat, Utc};
use model::fields::{FieldError, FieldErrors};
use model::money::Currency;
use model::shows::{Show, ShowInput};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::error::ApiError;

/// The fields of a show. Those left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ShowBody {
    /// Handle or id of the artist; needed for a new show.
    pub artist: Option<String>,
    /// Needed for a new show.
    pub title: Option<String>,
    /// The word in its address, and its mount; made of the title if left out.
    pub slug: Option<String>,
    /// Markdown.
    pub about: Option<String>,
    /// `set` (if left out) or `station`.
    pub kind: Option<String>,
    /// RFC 3339, as in `2026-12-01T20:00:00+01:00`; empty takes it away.
    pub starts_at: Option<String>,
    /// RFC 3339; for calendars, nobody is cut off.
    pub ends_at: Option<String>,
    /// `open` (if left out), `password`, `members` or `ticket`.
    pub gate: Option<String>,
    /// The password of that gate, at least 6 characters.
    pub password: Option<String>,
    /// What a ticket costs, tax included, in the smallest unit of the artist's currency.
    pub ticket_minor: Option<i64>,
    /// How many may listen with one ticket, membership or signed address at once, 1 to 20.
    pub sessions_at_once: Option<i32>,
    /// `accounts` (if left out), `guests` or `off`.
    pub chat: Option<String>,
    /// Seconds between two lines of one person, 0 to 600.
    pub slow_mode_seconds: Option<i32>,
    /// Whether a second source takes the first one's place.
    pub allows_takeover: Option<bool>,
    /// Whether it is recorded; yes if left out.
    pub records: Option<bool>,
    /// Whether it can be heard again at its address; yes if left out.
    pub replays: Option<bool>,
    /// Whether followers hear that it is live; yes if left out.
    pub announces: Option<bool>,
    /// What becomes of that post: `edited` (if left out) or `deleted`.
    pub post_after: Option<String>,
}

impl ShowBody {
    /// As the model takes it: what is left out is as `before` has it, or as shows mostly are.
    #[must_use]
    pub fn input(&self, before: Option<&Show>, currency: Currency) -> ShowInput {
        let old = before.map(|show| kept(show, currency)).unwrap_or_else(usual);
        let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
        ShowInput {
            kind: text(&self.kind, old.kind),
            title: text(&self.title, old.title),
            slug: text(&self.slug, old.slug),
            about: text(&self.about, old.about),
            starts_at: text(&self.starts_at, old.starts_at),
            ends_at: text(&self.ends_at, old.ends_at),
            gate: text(&self.gate, old.gate),
            password: text(&self.password, String::new()),
            ticket: self.ticket_minor.map_or(old.ticket, |minor| currency.plain(minor)),
            sessions_at_once: self.sessions_at_once.map_or(old.sessions_at_once, |number| number.to_string()),
            chat: text(&self.chat, old.chat),
            slow_mode_seconds: self.slow_mode_seconds.map_or(old.slow_mode_seconds, |number| number.to_string()),
            allows_takeover: self.allows_takeover.unwrap_or(old.allows_takeover),
            records: self.records.unwrap_or(old.records),
            replays: self.replays.unwrap_or(old.replays),
            announces: self.announces.unwrap_or(old.announces),
            post_after: text(&self.post_after, old.post_after),
        }
    }
}

fn usual() -> ShowInput {
    ShowInput { records: true, replays: true, announces: true, ..ShowInput::default() }
}

fn kept(show: &Show, currency: Currency) -> ShowInput {
    let time =
        |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)).unwrap_or_default();
    ShowInput {
        kind: show.kind.word().to_owned(),
        title: show.title.clone(),
        slug: show.slug.clone(),
        about: show.about.clone(),
        starts_at: time(show.starts_at),
        ends_at: time(show.ends_at),
        gate: show.gate.word().to_owned(),
        password: String::new(),
        ticket: show.ticket_minor.map(|minor| currency.plain(minor)).unwrap_or_default(),
        sessions_at_once: show.sessions_at_once.to_string(),
        chat: show.chat.word().to_owned(),
        slow_mode_seconds: show.slow_mode_seconds.to_string(),
        allows_takeover: show.allows_takeover,
        records: show.records,
        replays: show.replays,
        announces: show.announces,
        post_after: show.post_after.word().to_owned(),
    }
}

/// 422 with the fields as programs name them.
#[must_use]
pub fn invalid(errors: &FieldErrors) -> ApiError {
    let name = |field: &str| if field == "ticket" { "ticket_minor".to_owned() } else { field.to_owned() };
    let named = errors.0.iter().map(|one| FieldError { field: name(&one.field), message: one.message.clone() });
    ApiError::invalid(&FieldErrors(named.collect()))
}
