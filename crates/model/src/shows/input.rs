//! The fields of a show as somebody typed them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::AsChangeset;
use diesel::Insertable;

use super::{ChatMode, Gate, PostAfter, Show, ShowKind, slug};
use crate::fields::FieldErrors;
use crate::money::Currency;
use crate::schema::shows;

/// The fewest characters of a show's password: it is told to many, and guesses are counted.
const PASSWORD_CHARS: usize = 6;
/// The most bytes of a show's password.
const PASSWORD_BYTES: usize = crate::passwords::MAX_BYTES;
/// The longest slow mode, in seconds.
const SLOWEST: i32 = 600;
/// The most listens at once with one ticket.
const MOST_AT_ONCE: i32 = 20;

/// Fields as they were sent.
#[derive(Debug, Clone, Default)]
pub struct ShowInput {
    /// `set` or `station`; empty for a set.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The word in its address; empty for one made of the title, or for the one it has.
    pub slug: String,
    /// Markdown.
    pub about: String,
    /// When it begins, in UTC as in `2026-11-21T20:00`, or with an offset as in RFC 3339; empty where that is open.
    pub starts_at: String,
    /// When it ends, likewise.
    pub ends_at: String,
    /// A word of [`Gate`]; empty for open.
    pub gate: String,
    /// The password; empty to keep the one it has.
    pub password: String,
    /// What a ticket costs.
    pub ticket: String,
    /// How many may listen with one ticket at once; empty for 2.
    pub sessions_at_once: String,
    /// A word of [`ChatMode`]; empty for accounts.
    pub chat: String,
    /// Seconds between two lines of one person; empty for none.
    pub slow_mode_seconds: String,
    /// Whether a second source takes the first one's place.
    pub allows_takeover: bool,
    /// Whether it is recorded.
    pub records: bool,
    /// Whether it can be heard again.
    pub replays: bool,
    /// Whether followers hear that it is live.
    pub announces: bool,
    /// A word of [`PostAfter`]; empty for edited.
    pub post_after: String,
}

/// What a form says of a show, checked.
#[derive(Debug, Clone)]
pub struct ShowFields {
    /// The columns.
    pub(super) row: Row,
    /// The word in its address; `None` for one made of the title, or for the one it has.
    pub(super) slug: Option<String>,
    /// A new password.
    pub(super) password: Option<String>,
}

#[derive(Debug, Clone, AsChangeset, Insertable)]
#[diesel(table_name = shows, treat_none_as_null = true)]
pub(super) struct Row {
    pub kind: ShowKind,
    pub title: String,
    pub about: String,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub gate: Gate,
    pub ticket_minor: Option<i64>,
    pub ticket_currency: Option<String>,
    pub sessions_at_once: i32,
    pub chat: ChatMode,
    pub slow_mode_seconds: i32,
    pub allows_takeover: bool,
    pub records: bool,
    pub replays: bool,
    pub announces: bool,
    pub post_after: PostAfter,
}

impl ShowFields {
    /// An open set that is recorded and announced, with a title and nothing else; made without a form, by a source that comes.
    #[must_use]
    pub fn titled(title: &str, starts_at: DateTime<Utc>) -> Self {
        let row = Row {
            kind: ShowKind::Set,
            title: title.chars().take(200).collect(),
            about: String::new(),
            starts_at: Some(starts_at),
            ends_at: None,
            gate: Gate::Open,
            ticket_minor: None,
            ticket_currency: None,
            sessions_at_once: 2,
            chat: ChatMode::Accounts,
            slow_mode_seconds: 0,
            allows_takeover: false,
            records: true,
            replays: true,
            announces: true,
            post_after: PostAfter::Edited,
        };
        Self { row, slug: None, password: None }
    }
}

impl ShowInput {
    /// The fields they make, with a ticket's price in `currency`; `before` is the show that is changed.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self, currency: Currency, before: Option<&Show>) -> Result<ShowFields, FieldErrors> {
        let mut errors = FieldErrors::default();
        let title = errors.line("title", Some(&self.title), 200).unwrap_or_default();
        if title.is_empty() {
            errors.add("title", "Give the show a title.");
        }
        let about = errors.text("about", Some(&self.about), 5000).unwrap_or_default();
        let starts_at = moment(&mut errors, "starts_at", &self.starts_at);
        let ends_at = moment(&mut errors, "ends_at", &self.ends_at);
        match (starts_at, ends_at) {
            (Some(start), Some(end)) if end <= start => errors.add("ends_at", "It has to end after it begins."),
            (None, Some(_)) if self.starts_at.trim().is_empty() => errors.add("starts_at", "Say when it begins, too."),
            _ => {}
        }
        let gate = word(&mut errors, "gate", &self.gate, Gate::Open);
        let password = self.password(&mut errors, gate, before);
        let ticket_minor = (gate == Gate::Ticket).then(|| price(&mut errors, &self.ticket, currency)).flatten();
        let row = Row {
            kind: word(&mut errors, "kind", &self.kind, ShowKind::Set),
            title,
            about,
            starts_at,
            ends_at,
            gate,
            ticket_minor,
            ticket_currency: ticket_minor.map(|_| currency.code.to_owned()),
            sessions_at_once: whole(&mut errors, "sessions_at_once", &self.sessions_at_once, (2, 1, MOST_AT_ONCE)),
            chat: word(&mut errors, "chat", &self.chat, ChatMode::Accounts),
            slow_mode_seconds: whole(&mut errors, "slow_mode_seconds", &self.slow_mode_seconds, (0, 0, SLOWEST)),
            allows_takeover: self.allows_takeover,
            records: self.records,
            replays: self.replays,
            announces: self.announces,
            post_after: word(&mut errors, "post_after", &self.post_after, PostAfter::Edited),
        };
        let slug = self.slug(&mut errors, before);
        errors.or(ShowFields { row, slug, password })
    }

    fn password(&self, errors: &mut FieldErrors, gate: Gate, before: Option<&Show>) -> Option<String> {
        if gate != Gate::Password {
            return None;
        }
        let has_one = before.is_some_and(|show| show.password_hash.is_some());
        let typed = self.password.trim();
        if typed.is_empty() {
            if !has_one {
                errors.add("password", "Choose the password that lets people in.");
            }
            return None;
        }
        if typed.chars().count() < PASSWORD_CHARS || typed.len() > PASSWORD_BYTES {
            errors.add("password", "The password needs at least 6 characters, and at most 256 bytes.");
        }
        Some(typed.to_owned())
    }

    fn slug(&self, errors: &mut FieldErrors, before: Option<&Show>) -> Option<String> {
        let typed = self.slug.trim();
        if typed.is_empty() || before.is_some_and(|show| show.slug == typed) {
            return None;
        }
        if before.is_some_and(|show| show.started_at.is_some()) {
            errors.add("slug", "The address stays as it is once the show has begun: people have it.");
        } else if let Some(problem) = slug::problem(typed) {
            errors.add("slug", problem);
        }
        Some(typed.to_owned())
    }
}

fn word<T: std::str::FromStr>(errors: &mut FieldErrors, field: &str, typed: &str, otherwise: T) -> T {
    if typed.is_empty() {
        return otherwise;
    }
    typed.parse().unwrap_or_else(|_| {
        errors.add(field, "Choose one of those that are offered.");
        otherwise
    })
}

fn moment(errors: &mut FieldErrors, field: &str, typed: &str) -> Option<DateTime<Utc>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(typed) {
        return Some(moment.to_utc());
    }
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let found = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(typed, form).ok());
    if found.is_none() {
        errors.add(field, "Write a day and a time, as in 2026-11-21T20:00.");
    }
    found.map(|moment| moment.and_utc())
}

fn price(errors: &mut FieldErrors, typed: &str, currency: Currency) -> Option<i64> {
    currency.price(typed).map_err(|sentence| errors.add("ticket", sentence)).ok()
}

fn whole(errors: &mut FieldErrors, field: &str, typed: &str, (otherwise, least, most): (i32, i32, i32)) -> i32 {
    let typed = typed.trim();
    if typed.is_empty() {
        return otherwise;
    }
    match typed.parse() {
        Ok(number) if (least..=most).contains(&number) => number,
        _ => {
            errors.add(field, format!("Write a whole number from {least} to {most}."));
            otherwise
        }
    }
}

#[cfg(test)]
mod tests;
