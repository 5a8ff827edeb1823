//! What never changes of an encoding: whose sound it is and where it is cut.

use model::encodings::{self, Encoding};
use model::ids::{EncodingId, ReleaseId, TrackId};
use model::tracks;

use crate::app::App;
use crate::error::PageError;

/// Whose sound an encoding is and where it is cut.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Of which release.
    pub release: ReleaseId,
    /// Of which track.
    pub track: TrackId,
    /// How long it plays, in milliseconds.
    pub duration_ms: i64,
    rate: i64,
    cuts: serde_json::Value,
}

impl Piece {
    /// The piece of this encoding. It is not asked for each segment, but time and again: a track may be removed.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn find(app: &App, id: EncodingId) -> Result<Self, PageError> {
        if let Some(known) = app.media_cache.get(&id).await {
            return Ok(known);
        }
        let mut db = app.db().await?;
        let encoding = encodings::find(&mut db, id).await?.ok_or_else(PageError::not_found)?;
        let track = tracks::find(&mut db, encoding.track_id).await?.ok_or_else(PageError::not_found)?;
        drop(db);
        let piece = Self::of(&encoding, track.release_id);
        app.media_cache.insert(id, piece.clone()).await;
        Ok(piece)
    }

    /// The piece of an encoding that is at hand.
    #[must_use]
    pub fn of(encoding: &Encoding, release: ReleaseId) -> Self {
        let rate = i64::from(encoding.sample_rate).max(1);
        Self {
            release,
            track: encoding.track_id,
            duration_ms: encoding.frames * 1000 / rate,
            rate,
            cuts: encoding.cuts.clone(),
        }
    }

    /// How many segments hold the first milliseconds: the last of them may hold a little more.
    #[must_use]
    pub fn segments_within(&self, ms: u32) -> usize {
        within(&self.cuts, self.rate, ms).0
    }
}

/// How many segments hold the first milliseconds, and their frames.
#[must_use]
pub fn within(cuts: &serde_json::Value, rate: i64, ms: u32) -> (usize, i64) {
    let wanted = i64::from(ms) * rate / 1000;
    let (mut segments, mut frames) = (0, 0);
    for run in cuts.as_array().into_iter().flatten() {
        let length = run.get(0).and_then(serde_json::Value::as_i64).unwrap_or(0);
        for _ in 0..run.get(1).and_then(serde_json::Value::as_u64).unwrap_or(0) {
            if frames >= wanted {
                return (segments, frames);
            }
            segments += 1;
            frames += length;
        }
    }
    (segments, frames)
}

/// The cuts of the first segments only, written as the others are.
#[must_use]
pub fn first_cuts(cuts: &serde_json::Value, segments: usize) -> serde_json::Value {
    let mut left = u64::try_from(segments).unwrap_or(u64::MAX);
    let mut kept = Vec::new();
    for run in cuts.as_array().into_iter().flatten() {
        let length = run.get(0).and_then(serde_json::Value::as_i64).unwrap_or(0);
        let count = run.get(1).and_then(serde_json::Value::as_u64).unwrap_or(0).min(left);
        left -= count;
        if count > 0 {
            kept.push(serde_json::json!([length, count]));
        }
    }
    kept.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_segment_that_holds_the_last_moment_is_the_last() {
        let cuts = json!([[219_136, 1], [221_184, 8], [1000, 1]]);
        assert_eq!(within(&cuts, 44_100, 30_000), (6, 219_136 + 5 * 221_184));
        assert_eq!(within(&cuts, 44_100, 1), (1, 219_136));
        assert_eq!(within(&cuts, 44_100, 90_000), (10, 219_136 + 8 * 221_184 + 1000));
        assert_eq!(first_cuts(&cuts, 6), json!([[219_136, 1], [221_184, 5]]));
        assert_eq!(first_cuts(&cuts, 99), cuts);
        assert_eq!(within(&json!([]), 44_100, 30_000), (0, 0));
    }
}
