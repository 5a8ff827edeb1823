//! The form of a rotation. It has fields for every track there is, so it is read as pairs.

use std::collections::HashSet;

use model::fields::FieldErrors;
use model::ids::{ShowId, TrackId};
use model::rotations::{Rotation, RotationHours, RotationMode};

/// The days of a week, as hours count them.
pub const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// The longest cross-fade, in milliseconds.
const LONGEST_FADE: i32 = 15_000;
/// The most idents may be apart, in tracks.
const MOST_APART: i32 = 100;
/// Minutes of a day.
const DAY: i16 = 1440;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub struct RotationForm {
    /// Whether it plays.
    pub enabled: bool,
    /// A word of [`RotationMode`].
    pub mode: String,
    /// Seconds.
    pub crossfade: String,
    /// After how many tracks an ident comes.
    pub idents_every: String,
    /// As in `Europe/Amsterdam`.
    pub time_zone: String,
    /// The tracks that are chosen, with the numbers they were given.
    pub tracks: Vec<(TrackId, i64)>,
    /// Those of them that are idents.
    pub idents: HashSet<TrackId>,
    /// From and until, for each day of the week.
    pub hours: Vec<(String, String)>,
}

impl RotationForm {
    /// As it was sent.
    #[must_use]
    pub fn sent(fields: &[(String, String)]) -> Self {
        let all = |name: &'static str| fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
        let one = |name| all(name).next().cloned().unwrap_or_default();
        let number = |track: &TrackId| one_of(fields, &format!("number-{track}")).parse().unwrap_or(i64::MAX);
        let chosen: Vec<TrackId> = all("track").filter_map(|id| id.parse().ok()).collect();
        Self {
            enabled: !one("enabled").is_empty(),
            mode: one("mode"),
            crossfade: one("crossfade"),
            idents_every: one("idents_every"),
            time_zone: one("time_zone"),
            tracks: chosen.into_iter().map(|track| (track, number(&track))).collect(),
            idents: all("ident").filter_map(|id| id.parse().ok()).collect(),
            hours: all("from").cloned().zip(all("until").cloned()).collect(),
        }
    }

    /// As it is kept.
    #[must_use]
    pub fn filled(rotation: &Rotation, tracks: &[(TrackId, bool)], hours: &[RotationHours]) -> Self {
        let of_day = |day: i16| hours.iter().find(|span| span.weekday == day);
        let time = |minute: i16| format!("{:02}:{:02}", minute % DAY / 60, minute % 60);
        Self {
            enabled: rotation.enabled,
            mode: rotation.mode.word().to_owned(),
            crossfade: seconds(rotation.crossfade_ms),
            idents_every: rotation.idents_every.to_string(),
            time_zone: rotation.time_zone.clone(),
            tracks: tracks.iter().zip(1..).map(|((track, _), number)| (*track, number)).collect(),
            idents: tracks.iter().filter(|(_, is_ident)| *is_ident).map(|(track, _)| *track).collect(),
            hours: (0..7)
                .map(|day| {
                    of_day(day).map(|span| (time(span.from_minute), time(span.until_minute))).unwrap_or_default()
                })
                .collect(),
        }
    }

    /// The rotation, its tracks in order, and its hours; of the tracks only those that may be played.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self, show: ShowId, playable: &HashSet<TrackId>) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut chosen: Vec<_> = self.tracks.iter().filter(|(track, _)| playable.contains(track)).copied().collect();
        chosen.sort_by_key(|(_, number)| *number);
        let is_ident = |track: &TrackId| self.idents.contains(track);
        let tracks: Vec<_> = chosen.iter().map(|(track, _)| (*track, is_ident(track))).collect();
        if self.enabled && tracks.iter().all(|(_, is_ident)| *is_ident) {
            errors.add("tracks", "Choose at least one track that is no ident.");
        }
        let idents_every = whole(&self.idents_every).filter(|number| (0..=MOST_APART).contains(number));
        if idents_every.is_none() {
            errors.add("idents_every", "Write a whole number from 0 to 100.");
        }
        let crossfade_ms = fade(&self.crossfade);
        if crossfade_ms.is_none() {
            errors.add("crossfade", "Write seconds from 0 to 15, as in 2.5.");
        }
        if self.time_zone.parse::<chrono_tz::Tz>().is_err() {
            errors.add("time_zone", "Choose a time zone of the list.");
        }
        let hours = self.hours(&mut errors);
        let rotation = Rotation {
            show_id: show,
            mode: self.mode.parse().unwrap_or(RotationMode::Shuffle),
            crossfade_ms: crossfade_ms.unwrap_or_default(),
            idents_every: idents_every.unwrap_or_default(),
            time_zone: self.time_zone.clone(),
            enabled: self.enabled,
        };
        errors.or(Checked { rotation, tracks, hours })
    }

    fn hours(&self, errors: &mut FieldErrors) -> Vec<RotationHours> {
        let mut hours = Vec::new();
        for ((from, until), (weekday, day)) in self.hours.iter().zip((0..).zip(DAYS)) {
            match (minute(from), minute(until)) {
                (None, None) if from.is_empty() && until.is_empty() => {}
                (Some(from_minute), Some(until)) => {
                    // An end that is not after the beginning is on the next day: 22:00 to 02:00, or 00:00 to 00:00 for all of it.
                    let until_minute = if until > from_minute { until } else { until + DAY };
                    hours.push(RotationHours { weekday, from_minute, until_minute });
                }
                _ => {
                    errors.add("hours", format!("{day}: write when it begins and when it ends, as in 08:00 and 22:00."))
                }
            }
        }
        hours
    }
}

/// A rotation that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The rotation.
    pub rotation: Rotation,
    /// Its tracks in order, each with whether it is an ident.
    pub tracks: Vec<(TrackId, bool)>,
    /// When it plays.
    pub hours: Vec<RotationHours>,
}

fn one_of(fields: &[(String, String)], name: &str) -> String {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn whole(typed: &str) -> Option<i32> {
    let typed = typed.trim();
    if typed.is_empty() { Some(0) } else { typed.parse().ok() }
}

/// Seconds with a point or a comma, in milliseconds.
fn fade(typed: &str) -> Option<i32> {
    let typed = typed.trim().replace(',', ".");
    let (whole, rest) = typed.split_once('.').unwrap_or((&typed, ""));
    let seconds: i32 = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|seconds| *seconds <= 15)? };
    let digits: String = format!("{rest:0<3}").chars().take(3).collect();
    let rest: i32 = if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    Some(seconds * 1000 + rest).filter(|ms| (0..=LONGEST_FADE).contains(ms))
}

fn seconds(ms: i32) -> String {
    match (ms / 1000, ms % 1000) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:03}").trim_end_matches('0').to_owned(),
    }
}

/// `08:30` as minutes of a day.
fn minute(typed: &str) -> Option<i16> {
    let (hours, minutes) = typed.trim().split_once(':')?;
    let minutes = minutes.get(..2)?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests;
