//! The recording of a show: its waveform, its marks, its cuts.

pub mod cut;
pub mod file;
pub mod import;
pub mod index;
pub mod update;
pub mod wave;

use model::Connection;
use model::ids::ShowId;
use model::show_marks::{MarkOrigin, NewShowMark, ShowMark};
use model::show_segments;

/// The most marks that a show can have.
pub const AT_MOST: usize = 1000;

/// How long the recording is, in milliseconds.
///
/// # Errors
/// When the database fails.
pub async fn length_ms(db: &mut Connection, show: ShowId) -> diesel::QueryResult<i64> {
    show_segments::recorded_ms(db, show).await
}

/// A mark as one to be set, where it was.
#[must_use]
pub fn as_new(mark: &ShowMark) -> NewShowMark {
    NewShowMark {
        at_ms: mark.at_ms,
        title: mark.title.clone(),
        artist_name: mark.artist_name.clone(),
        origin: mark.origin,
        track: mark.track_id,
    }
}

/// A mark that the artist sets by hand.
#[must_use]
pub const fn by_hand(at_ms: i64, title: String, artist_name: String) -> NewShowMark {
    NewShowMark { at_ms, title, artist_name, origin: MarkOrigin::Artist, track: None }
}
