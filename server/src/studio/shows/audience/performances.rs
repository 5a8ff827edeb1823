//! `GET /studio/shows/{id}/performances.csv`: what was played to how many, for collecting societies. It is made of the marks.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use model::ids::TrackId;
use model::show_marks::{self, ShowMark};
use model::show_segments::{self, ShowSegment};
use model::{Connection, show_sessions, tracks};

use crate::csv_table;
use crate::error::PageError;
use crate::visit::SignedIn;

const HEAD: [&str; 6] = ["title", "artist", "isrc", "start", "duration_seconds", "listeners"];

/// A mark with when it was heard.
struct Performance {
    mark: ShowMark,
    start: DateTime<Utc>,
    duration_ms: i64,
}

/// A line for each mark: what, whose, ISRC where it is a track from here, when, for how long, how many heard some of it.
///
/// # Errors
/// 404 for a show of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let marks = show_marks::of_show(&mut db, show.id).await?;
    let segments = show_segments::recording(&mut db, show.id).await?;
    let performances = played(marks, &segments);
    let spans: Vec<_> =
        performances.iter().map(|one| (one.start, one.start + TimeDelta::milliseconds(one.duration_ms))).collect();
    let listeners = show_sessions::during(&mut db, show.id, &spans).await?;
    let isrcs = isrcs(&mut db, &performances).await?;
    drop(db);
    let lines = performances.into_iter().zip(listeners).map(|(one, listeners)| {
        let by = if one.mark.artist_name.is_empty() { artist.name.clone() } else { one.mark.artist_name };
        let isrc = one.mark.track_id.and_then(|track| isrcs.get(&track).cloned()).unwrap_or_default();
        let start = one.start.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        vec![one.mark.title, by, isrc, start, (one.duration_ms / 1000).to_string(), listeners.to_string()]
    });
    Ok(csv_table::answer(&format!("performances-{}.csv", show.slug), &HEAD, lines))
}

async fn isrcs(db: &mut Connection, performances: &[Performance]) -> Result<HashMap<TrackId, String>, PageError> {
    let mut found = HashMap::new();
    for id in performances.iter().filter_map(|one| one.mark.track_id) {
        if let Entry::Vacant(place) = found.entry(id) {
            let isrc = tracks::find(db, id).await?.map(|track| track.isrc);
            place.insert(isrc.unwrap_or_default());
        }
    }
    Ok(found)
}

/// The marks with the moments of the wall clock at which they were heard, each as long as until the next one. Marks behind the
/// end of the recording are left out.
fn played(marks: Vec<ShowMark>, segments: &[ShowSegment]) -> Vec<Performance> {
    let end: i64 = segments.iter().map(ShowSegment::duration_ms).sum();
    let ends: Vec<i64> = marks.iter().skip(1).map(|mark| mark.at_ms).chain([end]).collect();
    marks
        .into_iter()
        .zip(ends)
        .filter_map(|(mark, until)| {
            let start = moment(segments, mark.at_ms)?;
            let duration_ms = (until.min(end) - mark.at_ms).max(0);
            Some(Performance { mark, start, duration_ms })
        })
        .collect()
}

/// When a place in the recording was heard. Recorded time leaves gaps out, the clock does not.
fn moment(segments: &[ShowSegment], at_ms: i64) -> Option<DateTime<Utc>> {
    let mut before = 0;
    for segment in segments {
        let length = segment.duration_ms();
        if at_ms < before + length {
            return Some(segment.begins_at + TimeDelta::milliseconds(at_ms - before));
        }
        before += length;
    }
    None
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use model::ids::{ShowId, ShowMarkId};
    use model::show_marks::MarkOrigin;

    use super::*;

    fn segment(number: i64, second: u32) -> ShowSegment {
        ShowSegment {
            show_id: ShowId::new(),
            number,
            run_number: 1,
            begins_at: Utc.with_ymd_and_hms(2026, 11, 21, 20, 0, second).unwrap(),
            frames: 192_000,
            renditions: serde_json::json!({}),
            recording_bytes: Some(1),
        }
    }

    #[test]
    fn gaps_are_in_the_clock_and_not_in_the_recording() {
        let segments = [segment(0, 0), segment(1, 30)];
        let mark = |at_ms| ShowMark {
            id: ShowMarkId::new(),
            show_id: ShowId::new(),
            at_ms,
            title: "Ebb".to_owned(),
            artist_name: String::new(),
            origin: MarkOrigin::Artist,
            track_id: None,
        };
        let played = played(vec![mark(1000), mark(5000), mark(9000)], &segments);
        let told: Vec<_> = played.iter().map(|one| (one.start.format("%M:%S").to_string(), one.duration_ms)).collect();
        assert_eq!(told, [("00:01".to_owned(), 4000), ("00:31".to_owned(), 3000)]);
    }
}
