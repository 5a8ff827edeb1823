//! The form of a show.

use chrono::{Duration, NaiveDateTime};
use model::money::Currency;
use model::shows::{Show, ShowInput};

use crate::studio::multipart::PictureForm;

/// The fields as they stand in the form.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the show")]
pub struct ShowForm {
    pub title: String,
    pub slug: String,
    pub about: String,
    pub kind: String,
    pub starts_at: String,
    pub ends_at: String,
    pub zone: String,
    pub gate: String,
    pub password: String,
    pub ticket: String,
    pub sessions_at_once: String,
    pub chat: String,
    pub slow_mode_seconds: String,
    pub records: Option<()>,
    pub replays: Option<()>,
    pub allows_takeover: Option<()>,
    pub announces: Option<()>,
    pub post_after: String,
}

impl ShowForm {
    /// What most shows are: open, recorded, announced.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            zone: "0".to_owned(),
            sessions_at_once: "2".to_owned(),
            slow_mode_seconds: "0".to_owned(),
            records: Some(()),
            replays: Some(()),
            announces: Some(()),
            ..Self::default()
        }
    }

    /// As it was sent.
    #[must_use]
    pub fn sent(form: &PictureForm) -> Self {
        let tick = |name| Some(()).filter(|()| !form.text(name).is_empty());
        Self {
            title: form.text("title"),
            slug: form.text("slug"),
            about: form.text("about"),
            kind: form.text("kind"),
            starts_at: form.text("starts_at"),
            ends_at: form.text("ends_at"),
            zone: form.text("zone"),
            gate: form.text("gate"),
            password: form.text("password"),
            ticket: form.text("ticket"),
            sessions_at_once: form.text("sessions_at_once"),
            chat: form.text("chat"),
            slow_mode_seconds: form.text("slow_mode_seconds"),
            records: tick("records"),
            replays: tick("replays"),
            allows_takeover: tick("allows_takeover"),
            announces: tick("announces"),
            post_after: form.text("post_after"),
        }
    }

    /// As a show has it; times are in UTC. The password is not known to anybody.
    #[must_use]
    pub fn filled(show: &Show, currency: Currency) -> Self {
        let tick = |is: bool| Some(()).filter(|()| is);
        let time = |at: Option<chrono::DateTime<chrono::Utc>>| {
            at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
        };
        Self {
            title: show.title.clone(),
            slug: show.slug.clone(),
            about: show.about.clone(),
            kind: show.kind.word().to_owned(),
            starts_at: time(show.starts_at),
            ends_at: time(show.ends_at),
            zone: "0".to_owned(),
            gate: show.gate.word().to_owned(),
            password: String::new(),
            ticket: show.ticket_minor.map(|minor| currency.plain(minor)).unwrap_or_default(),
            sessions_at_once: show.sessions_at_once.to_string(),
            chat: show.chat.word().to_owned(),
            slow_mode_seconds: show.slow_mode_seconds.to_string(),
            records: tick(show.records),
            replays: tick(show.replays),
            allows_takeover: tick(show.allows_takeover),
            announces: tick(show.announces),
            post_after: show.post_after.word().to_owned(),
        }
    }

    /// As the model takes it.
    #[must_use]
    pub fn input(&self) -> ShowInput {
        ShowInput {
            kind: self.kind.clone(),
            title: self.title.clone(),
            slug: self.slug.clone(),
            about: self.about.clone(),
            starts_at: moment(&self.starts_at, &self.zone),
            ends_at: moment(&self.ends_at, &self.zone),
            gate: self.gate.clone(),
            password: self.password.clone(),
            ticket: self.ticket.clone(),
            sessions_at_once: self.sessions_at_once.clone(),
            chat: self.chat.clone(),
            slow_mode_seconds: self.slow_mode_seconds.clone(),
            allows_takeover: self.allows_takeover.is_some(),
            records: self.records.is_some(),
            replays: self.replays.is_some(),
            announces: self.announces.is_some(),
            post_after: self.post_after.clone(),
        }
    }
}

/// A local time in a zone of so many minutes east of Greenwich, in UTC; what is no time stays, and is refused with its field.
fn moment(at: &str, zone: &str) -> String {
    let read = |format| NaiveDateTime::parse_from_str(at.trim(), format);
    let local = read("%Y-%m-%dT%H:%M").or_else(|_| read("%Y-%m-%dT%H:%M:%S")).or_else(|_| read("%Y-%m-%d %H:%M"));
    let minutes = zone.parse::<i64>().ok().filter(|minutes| (-840..=840).contains(minutes)).unwrap_or(0);
    match local {
        Ok(local) => (local - Duration::minutes(minutes)).format("%Y-%m-%dT%H:%M").to_string(),
        Err(_) => at.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_is_told_in_utc() {
        assert_eq!(moment("2026-11-21T20:00", "60"), "2026-11-21T19:00");
        assert_eq!(moment("2026-12-31 23:30", "-300"), "2027-01-01T04:30");
        assert_eq!(moment("tonight", "60"), "tonight");
        assert_eq!(moment("", "60"), "");
    }
}
