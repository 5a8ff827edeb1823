//! Facts in words: how long, how much, when, how good.

use chrono::NaiveDate;
use model::releases::{PriceMode, Release, ReleaseKind};
use model::{lrc, money};

use crate::releases::record::{Entry, Record};

/// "Album, 9 tracks, 41 minutes. Released 14 November 2026. Lossless 24/48.": nothing that is not so.
#[must_use]
pub fn facts(record: &Record) -> String {
    let release = &record.sleeve.release;
    let count = record.entries.len();
    let mut text = release.kind.name().to_owned();
    text.push_str(&match count {
        0 => ", no tracks yet".to_owned(),
        1 => ", 1 track".to_owned(),
        _ => format!(", {count} tracks"),
    });
    if record.duration_ms() > 0 {
        text.push_str(&format!(", {}", minutes(record.duration_ms())));
    }
    text.push('.');
    if let (Some(date), true) = (release.release_date, release.published_at.is_some()) {
        text.push_str(&format!(" Released {}.", day(date)));
    }
    if let Some(quality) = lossless(&record.entries.iter().collect::<Vec<_>>()) {
        text.push_str(&match release.price_mode {
            PriceMode::Free => format!(" Lossless {quality}."),
            _ => format!(" From {quality} masters."),
        });
    }
    text
}

/// "Digital album".
#[must_use]
pub fn digital(release: &Release) -> String {
    match release.kind {
        ReleaseKind::Ep => "Digital EP".to_owned(),
        kind => format!("Digital {}", kind.name().to_lowercase()),
    }
}

/// "24/48" when every track has a lossless master: the best of them, in bits and kHz.
#[must_use]
pub fn lossless(entries: &[&Entry]) -> Option<String> {
    let masters: Vec<_> = entries.iter().map(|entry| entry.master.as_ref()).collect::<Option<_>>()?;
    if masters.is_empty() || !masters.iter().all(|master| master.lossless) {
        return None;
    }
    let rate = masters.iter().map(|master| master.sample_rate).max()?;
    let bits = masters.iter().filter_map(|master| master.bits).max()?;
    let whole = rate / 1000;
    let khz = if rate % 1000 == 0 { whole.to_string() } else { format!("{whole}.{}", rate % 1000 / 100) };
    let same = masters.iter().all(|master| master.sample_rate == rate && master.bits == Some(bits));
    Some(format!("{}{bits}/{khz}", if same { "" } else { "up to " }))
}

/// "41 minutes", "1 hour 12 minutes", "45 seconds".
#[must_use]
pub fn minutes(duration_ms: i64) -> String {
    let seconds = (duration_ms + 500) / 1000;
    let total = (seconds + 30) / 60;
    let counted = |n: i64, noun: &str| if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") };
    match (total / 60, total % 60) {
        (0, _) if seconds < 60 => counted(seconds, "second"),
        (0, minutes) => counted(minutes, "minute"),
        (hours, 0) => counted(hours, "hour"),
        (hours, minutes) => format!("{} {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}

/// "4:14", "1:02:09".
#[must_use]
pub fn clock(duration_ms: i64) -> String {
    let seconds = (duration_ms + 500) / 1000;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// A length as `datetime` wants it: "PT254S".
#[must_use]
pub fn iso(duration_ms: i64) -> String {
    format!("PT{}S", (duration_ms + 500) / 1000)
}

/// "14 November 2026".
#[must_use]
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// "312 MB", "4.2 MB", "880 KB"; thousands, as shops and disks count.
#[must_use]
pub fn size(bytes: i64) -> String {
    let tenths = |unit: i64| {
        let tenths = (bytes * 10 + unit / 2) / unit;
        if tenths < 100 { format!("{}.{}", tenths / 10, tenths % 10) } else { ((tenths + 5) / 10).to_string() }
    };
    match bytes {
        ..1_000_000 => format!("{} KB", (bytes + 999) / 1000),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

/// An amount in its currency's smallest unit: "€9.00", "¥900", "CHF 9.00".
#[must_use]
pub fn money(amount_minor: i64, currency: &str) -> String {
    money::shown(currency, amount_minor)
}

/// The words of a song, without the times of LRC.
#[must_use]
pub fn lyrics(entry: &Entry) -> String {
    lrc::words(&entry.track.lyrics, &entry.track.lyrics_synced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_as_people_tell_them() {
        assert_eq!(minutes(41 * 60_000 + 10_000), "41 minutes");
        assert_eq!(minutes(61_000), "1 minute");
        assert_eq!(minutes(45_200), "45 seconds");
        assert_eq!(minutes(72 * 60_000), "1 hour 12 minutes");
        assert_eq!(minutes(120 * 60_000), "2 hours");
        assert_eq!(clock(254_000), "4:14");
        assert_eq!(clock(3_729_400), "1:02:09");
        assert_eq!(iso(254_400), "PT254S");
    }

    #[test]
    fn amounts_have_their_units() {
        assert_eq!(size(900), "1 KB");
        assert_eq!(size(4_230_000), "4.2 MB");
        assert_eq!(size(312_400_000), "312 MB");
        assert_eq!(size(9_960_000), "10 MB");
        assert_eq!(size(1_240_000_000), "1.2 GB");
        assert_eq!(money(900, "EUR"), "€9.00");
        assert_eq!(money(905, "CHF"), "CHF\u{a0}9.05");
        assert_eq!(money(900, "JPY"), "¥900");
        assert_eq!(money(9005, "KWD"), "KWD\u{a0}9.005");
    }
}
