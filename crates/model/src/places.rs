//! Places: where each track of a release stands, frame by frame, and what runs on before and after it. Tracks are encoded
//! for their places, all on one grid of the codec, so that they play on without a seam.

use chrono::{Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::encodings::Encoding;
use crate::ids::{MasterId, ReleaseId, TrackId};
use crate::jobs::{self, AlignRelease};
use crate::masters::{self, Master};
use crate::schema::tracks;

/// Frames that the AAC encoder puts before the first of a track.
const ENCODER_DELAY: i64 = 2048;
/// Frames in one of its packets: the grid.
const PACKET: i64 = 1024;
/// How long a release is left alone after a change, so that ten changes in a row make one run.
const QUIET_SECONDS: i64 = 4;

/// Where a track stands in its release. All neighbours in a release's order run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The track.
    pub track: TrackId,
    /// Its master.
    pub master: MasterId,
    /// The AAC rungs' rate on the whole release: 44,100 or 48,000.
    pub rate: i32,
    /// Frames of the release before the track, at that rate.
    pub start: i64,
    /// The track's own frames, at that rate.
    pub frames: i64,
    /// The master of the track before it.
    pub previous: Option<MasterId>,
    /// The master of the track after it.
    pub next: Option<MasterId>,
}

impl Place {
    /// Frames before the first of the track in every AAC rung: the encoder's delay, and what puts the track on the grid.
    #[must_use]
    pub const fn priming(&self) -> i64 {
        ENCODER_DELAY + self.start % PACKET
    }

    /// Whether an encoding was made for this place. Its `start` may be off by whole packets: that is only a number, and does
    /// not change a sample.
    #[must_use]
    pub fn suits(&self, encoding: &Encoding) -> bool {
        encoding.master_id == self.master
            && encoding.sample_rate == self.rate
            && i64::from(encoding.priming) == self.priming()
            && encoding.previous_master_id == self.previous
            && encoding.next_master_id == self.next
    }

    /// Whether an encoding was made for this place and knows it: it joins its neighbours.
    #[must_use]
    pub fn is_of(&self, encoding: &Encoding) -> bool {
        self.suits(encoding) && encoding.start == self.start
    }
}

/// The rate at which the AAC rungs of a master would be made if it stood alone.
#[must_use]
pub const fn ladder_rate(master_rate: i32) -> i32 {
    if master_rate % 11_025 == 0 { 44_100 } else { 48_000 }
}

/// The places of tracks with these masters, in the order of their release.
#[must_use]
pub fn of(masters: &[&Master]) -> Vec<Place> {
    let all_44100 = masters.iter().all(|master| ladder_rate(master.sample_rate) == 44_100);
    let rate = if all_44100 { 44_100 } else { 48_000 };
    let mut start = 0;
    let mut places: Vec<Place> = Vec::with_capacity(masters.len());
    for (index, master) in masters.iter().enumerate() {
        let frames = scaled(master.frames, i64::from(master.sample_rate), i64::from(rate));
        places.push(Place {
            track: master.track_id,
            master: master.id,
            rate,
            start,
            frames,
            previous: index.checked_sub(1).and_then(|index| masters.get(index)).map(|master| master.id),
            next: masters.get(index + 1).map(|master| master.id),
        });
        start += frames;
    }
    places
}

/// Frames at one rate as frames at another, rounded.
fn scaled(frames: i64, from: i64, to: i64) -> i64 {
    if from <= 0 || from == to { frames } else { (frames * to + from / 2) / from }
}

/// The places of a release's tracks, in order. A track whose file has not been accepted yet has none.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<Place>> {
    Ok(of_releases(connection, &[release]).await?.into_iter().flat_map(|(_, places)| places).collect())
}

/// The same of several releases.
///
/// # Errors
/// When the database fails.
pub async fn of_releases(
    connection: &mut Connection,
    releases: &[ReleaseId],
) -> QueryResult<Vec<(ReleaseId, Vec<Place>)>> {
    let rows: Vec<(ReleaseId, Option<MasterId>)> = tracks::table
        .filter(tracks::release_id.eq_any(releases))
        .filter(tracks::master_id.is_not_null())
        .order((tracks::release_id, tracks::position.asc()))
        .select((tracks::release_id, tracks::master_id))
        .load(connection)
        .await?;
    let ids: Vec<MasterId> = rows.iter().filter_map(|(_, master)| *master).collect();
    let masters = masters::find_all(connection, &ids).await?;
    let find = |id: &Option<MasterId>| masters.iter().find(|master| Some(master.id) == *id);
    let of_one = |rows: &[(ReleaseId, Option<MasterId>)]| {
        let release = rows.first().map(|(release, _)| *release)?;
        let masters: Vec<&Master> = rows.iter().filter_map(|(_, id)| find(id)).collect();
        Some((release, of(&masters)))
    };
    Ok(rows.chunk_by(|a, b| a.0 == b.0).filter_map(of_one).collect())
}

/// Order, membership, a master or a length changed: soon, when nothing more changes, what no longer stands where it was
/// encoded for is encoded anew.
///
/// # Errors
/// When the database fails.
pub async fn changed(connection: &mut Connection, release: ReleaseId) -> QueryResult<()> {
    let soon = Utc::now() + Duration::seconds(QUIET_SECONDS);
    jobs::enqueue_at(connection, &AlignRelease { release_id: release }, soon).await
}

#[cfg(test)]
mod tests;
