//! Notices: what is worth knowing about an accepted file and stops nothing. Most come from the file itself and stand with its
//! master; two are found by looking at others: loudness far from the album's, and the same recording elsewhere.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Binary, Text, Uuid};
use diesel::{ExpressionMethods, JoinOnDsl, NullableExpressionMethods, QueryDsl, QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, MasterId, ReleaseId, TrackId};
use crate::schema::{encodings, masters, releases, tracks};
use crate::{Connection, changes, fixed};

/// How far a track's loudness may lie from its album's before it is told, in LU.
const FAR_LU: f64 = 6.0;
/// How much longer or shorter the same recording may be: silence at its ends is cut differently.
const LENGTH_MS: i64 = 20_000;
/// How many places of one recording are named.
const PLACES: usize = 3;

/// A remark on an accepted file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// A stable word.
    pub code: String,
    /// Sentences for the artist.
    pub message: String,
    /// Where in the track it is.
    #[serde(default)]
    pub at_ms: Option<i64>,
}

/// Keeps what was noticed in a master, as `tonewood-media` says it: a list of [`Notice`].
///
/// # Errors
/// When the database fails.
pub async fn keep(connection: &mut Connection, master: MasterId, notices: &serde_json::Value) -> QueryResult<()> {
    diesel::update(masters::table.find(master)).set(masters::notices.eq(notices)).execute(connection).await?;
    Ok(())
}

/// A fingerprint to compare with.
#[derive(Debug, Clone, QueryableByName)]
pub struct Heard {
    /// Of which master.
    #[diesel(sql_type = Uuid)]
    pub master_id: MasterId,
    /// Its words, little-endian.
    #[diesel(sql_type = Binary)]
    pub fingerprint: Vec<u8>,
}

/// The fingerprint of a master that its track plays from; none for a master that is not encoded or not in use.
///
/// # Errors
/// When the database fails.
pub async fn heard(connection: &mut Connection, master: MasterId) -> QueryResult<Option<Heard>> {
    let found: Vec<Heard> =
        fixed::query(include_str!("notices/heard.sql")).bind::<Uuid, _>(master).load(connection).await?;
    Ok(found.into_iter().next())
}

/// Fingerprints of masters of other tracks that are about as long, by id, `limit` at a time from behind `after`.
///
/// # Errors
/// When the database fails.
pub async fn comparable(
    connection: &mut Connection,
    master: MasterId,
    after: Option<MasterId>,
    limit: i64,
) -> QueryResult<Vec<Heard>> {
    fixed::query(include_str!("notices/comparable.sql"))
        .bind::<Uuid, _>(master)
        .bind::<BigInt, _>(LENGTH_MS)
        .bind::<Uuid, _>(after.unwrap_or(MasterId(uuid::Uuid::nil())))
        .bind::<BigInt, _>(limit)
        .load(connection)
        .await
}

/// Notes that a master holds the same recording as others; they have it noted too.
///
/// # Errors
/// When the database fails.
pub async fn note_same(connection: &mut Connection, master: MasterId, others: &[MasterId]) -> QueryResult<()> {
    fixed::query(
        "INSERT INTO same_recordings (master_id, other_id)
         SELECT $1, id FROM masters WHERE id = ANY ($2) UNION ALL SELECT id, $1 FROM masters WHERE id = ANY ($2)
         ON CONFLICT DO NOTHING",
    )
    .bind::<Uuid, _>(master)
    .bind::<Array<Uuid>, _>(others)
    .execute(connection)
    .await?;
    let releases: Vec<ReleaseId> =
        tracks::table.filter(tracks::master_id.eq(master)).select(tracks::release_id).load(connection).await?;
    for release in releases {
        changes::notify(connection, release).await?;
    }
    Ok(())
}

/// Everything worth knowing about the tracks of a release, as `reader` may read it: a recording that is elsewhere is named only
/// where the reader manages its artist or it is published, and otherwise not spoken of at all.
///
/// # Errors
/// When the database fails.
pub async fn of_release(
    connection: &mut Connection,
    release: ReleaseId,
    reader: AccountId,
) -> QueryResult<HashMap<TrackId, Vec<Notice>>> {
    let stored: Vec<(TrackId, serde_json::Value)> = tracks::table
        .inner_join(masters::table.on(tracks::master_id.eq(masters::id.nullable())))
        .filter(tracks::release_id.eq(release))
        .select((tracks::id, masters::notices))
        .load(connection)
        .await?;
    let mut all: HashMap<TrackId, Vec<Notice>> = HashMap::new();
    for (track, notices) in stored {
        let notices: Vec<Notice> = serde_json::from_value(notices)
            .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
        all.entry(track).or_default().extend(notices);
    }
    for (track, notice) in far_from_album(connection, release).await? {
        all.entry(track).or_default().push(notice);
    }
    for (track, notice) in elsewhere(connection, release, reader).await? {
        all.entry(track).or_default().push(notice);
    }
    Ok(all)
}

/// Tracks much louder or softer than their album.
async fn far_from_album(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<(TrackId, Notice)>> {
    let album: Option<f64> = releases::table.find(release).select(releases::loudness_lufs).first(connection).await?;
    let Some(album) = album else { return Ok(Vec::new()) };
    let tracks: Vec<(TrackId, Option<f64>)> = tracks::table
        .inner_join(encodings::table.on(tracks::encoding_id.eq(encodings::id.nullable())))
        .filter(tracks::release_id.eq(release))
        .select((tracks::id, encodings::loudness_lufs))
        .load(connection)
        .await?;
    let far = tracks.into_iter().filter_map(|(track, lufs)| {
        let lufs = lufs?;
        ((lufs - album).abs() > FAR_LU).then(|| (track, loudness_notice(lufs, album)))
    });
    Ok(far.collect())
}

fn loudness_notice(track: f64, album: f64) -> Notice {
    let how = if track > album { "louder" } else { "softer" };
    let message = format!(
        "This track is {:.1} LU {how} than the whole release: {track:.1} LUFS beside {album:.1}. If it is meant to be, leave it.",
        (track - album).abs()
    );
    Notice { code: "far_from_album".to_owned(), message: message.replace('-', "−"), at_ms: None }
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Uuid)]
    track_id: TrackId,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    artist: String,
    #[diesel(sql_type = Text)]
    release: String,
}

/// Tracks whose recording is on this instance elsewhere.
async fn elsewhere(
    connection: &mut Connection,
    release: ReleaseId,
    reader: AccountId,
) -> QueryResult<Vec<(TrackId, Notice)>> {
    let places: Vec<Place> = fixed::query(include_str!("notices/elsewhere.sql"))
        .bind::<Uuid, _>(release)
        .bind::<Uuid, _>(reader)
        .load(connection)
        .await?;
    let mut of_track: Vec<(TrackId, Vec<String>)> = Vec::new();
    for place in places {
        let words = format!("“{}” by {}, on {}", place.title, place.artist, place.release);
        match of_track.last_mut().filter(|(track, _)| *track == place.track_id) {
            Some((_, places)) => places.push(words),
            None => of_track.push((place.track_id, vec![words])),
        }
    }
    Ok(of_track.into_iter().map(|(track, places)| (track, elsewhere_notice(&places))).collect())
}

fn elsewhere_notice(places: &[String]) -> Notice {
    let mut named: Vec<String> = places.iter().take(PLACES).cloned().collect();
    if places.len() > PLACES {
        named.push(format!("and {} more", places.len() - PLACES));
    }
    let message = format!("The same recording is on this instance already: {}.", named.join("; "));
    Notice { code: "same_recording".to_owned(), message, at_ms: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loudness_reads_like_a_sentence() {
        let notice = loudness_notice(-8.04, -15.4);
        assert!(
            notice.message.starts_with("This track is 7.4 LU louder than the whole release: −8.0 LUFS beside −15.4.")
        );
        assert!(loudness_notice(-30.0, -15.0).message.contains("15.0 LU softer"));
    }

    #[test]
    fn of_many_places_a_few_are_named() {
        let places: Vec<String> = (1..=5).map(|n| format!("“Ebb {n}” by Ode, on Tide")).collect();
        let message = elsewhere_notice(&places).message;
        assert!(message.ends_with("“Ebb 3” by Ode, on Tide; and 2 more."), "{message}");
        assert!(elsewhere_notice(&places[..1]).message.ends_with(": “Ebb 1” by Ode, on Tide."));
    }
}
