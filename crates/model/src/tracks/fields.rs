//! The fields of a track as a form or a program sends them, and the rules they must meet.

use crate::fields::FieldErrors;
use crate::money::Currency;
use crate::releases::PriceMode;
use crate::releases::fields::price_of;
use crate::tracks::TrackChanges;
use crate::{isrc, lrc};

/// Fields as they were sent; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the track")]
pub struct TrackInput {
    pub title: Option<String>,
    pub artist_name: Option<String>,
    pub isrc: Option<String>,
    pub explicit: Option<bool>,
    pub lyrics: Option<String>,
    pub lyrics_synced: Option<String>,
    /// How it is priced by itself: fixed or minimum; empty where it is had with its release only.
    pub price_mode: Option<String>,
    /// What it is typed as, and the currency of its release.
    pub price_amount: Option<(String, Currency)>,
}

impl TrackInput {
    /// The changes they make.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self) -> Result<TrackChanges, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut changes = TrackChanges {
            title: errors.line("title", self.title.as_ref(), 200),
            artist_name: errors.line("artist_name", self.artist_name.as_ref(), 200),
            isrc: None,
            explicit: self.explicit,
            lyrics: errors.text("lyrics", self.lyrics.as_ref(), 50_000),
            lyrics_synced: errors.text("lyrics_synced", self.lyrics_synced.as_ref(), 50_000),
            ..TrackChanges::default()
        };
        if changes.title.as_deref().is_some_and(str::is_empty) {
            errors.add("title", "Give the track a title.");
        }
        if let Some(typed) = &self.isrc {
            changes.isrc = isrc::normal(typed).map_err(|message| errors.add("isrc", message)).ok();
        }
        if let Some(Err(bad)) = changes.lyrics_synced.as_deref().map(lrc::parse) {
            errors.add("lyrics_synced", bad.to_string());
        }
        self.check_price(&mut errors, &mut changes);
        errors.or(changes)
    }

    fn check_price(&self, errors: &mut FieldErrors, changes: &mut TrackChanges) {
        let Some(word) = self.price_mode.as_deref() else { return };
        let mode = match word {
            "" => None,
            "fixed" => Some(PriceMode::Fixed),
            "minimum" => Some(PriceMode::Minimum),
            _ => return errors.add("price_mode", "Choose one of: fixed, minimum, or none."),
        };
        let amount = match (&self.price_amount, mode) {
            (Some((typed, currency)), Some(_)) if !typed.trim().is_empty() => match currency.parse(typed) {
                // Nothing typed and nothing asked are the same, and have a sentence of their own.
                Ok(0) => 0,
                Ok(amount) => match price_of(mode, amount, *currency) {
                    Ok(amount) => amount,
                    Err(message) => return errors.add("price_amount", message),
                },
                Err(message) => return errors.add("price_amount", message),
            },
            _ => 0,
        };
        if mode == Some(PriceMode::Fixed) && amount == 0 {
            return errors.add("price_amount", "Enter the price, or sell it with the release only.");
        }
        changes.price_mode = Some(mode);
        changes.price_amount_minor = Some(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let input = TrackInput {
            title: Some(String::new()),
            isrc: Some("12".to_owned()),
            lyrics_synced: Some("[00:01.00]one\ntwo".to_owned()),
            ..TrackInput::default()
        };
        let errors = input.check().unwrap_err();
        assert_eq!(errors.get("title"), "Give the track a title.");
        assert!(errors.get("isrc").starts_with("An ISRC has 12 characters"));
        assert!(errors.get("lyrics_synced").starts_with("Line 2 has no time: “two”"));
    }
}
