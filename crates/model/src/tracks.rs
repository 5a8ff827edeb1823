//! Tracks: the positions of a release, and how far each file has come.

pub mod fields;
mod slug;
pub mod whole;

use chrono::{DateTime, Utc};
use diesel::{
    AsChangeset, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{EncodingId, MasterId, ReleaseId, TrackId, UploadId};
use crate::releases::{PriceMode, telling};
use crate::schema::tracks;
use crate::{Connection, changes, places, slugs};

crate::sql_types::words! {
    /// How far a track's file has come.
    TrackState {
        /// The file is here, or comes in; nobody has looked at it.
        Queued = "queued",
        /// The worker is at it; it may play already.
        Processing = "processing",
        /// Every rung is made.
        Ready = "ready",
        /// The file cannot be used.
        Refused = "refused",
    }
}

/// A track as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tracks, check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the fields are those of the feature map, named as there")]
pub struct Track {
    pub id: TrackId,
    pub release_id: ReleaseId,
    /// From 1.
    pub position: i32,
    pub slug: String,
    pub title: String,
    /// Empty where the release's artist made it.
    pub artist_name: String,
    pub isrc: String,
    pub explicit: bool,
    pub lyrics: String,
    /// LRC.
    pub lyrics_synced: String,
    /// What the file was called.
    pub filename: String,
    pub state: TrackState,
    /// 0 to 1.
    pub progress: f32,
    pub refusal_code: Option<String>,
    pub refusal_message: Option<String>,
    /// Where the damage is.
    pub refusal_at_ms: Option<i64>,
    /// The upload it waits for.
    pub upload_id: Option<UploadId>,
    pub master_id: Option<MasterId>,
    /// What it plays from; set as soon as the first rungs are made.
    pub encoding_id: Option<EncodingId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// How it is priced by itself; `None` where it is had with its release only.
    pub price_mode: Option<PriceMode>,
    /// In the smallest unit of its release's currency.
    pub price_amount_minor: i64,
}

/// The fields a form or the API changes; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = tracks)]
#[expect(missing_docs, reason = "the fields are those of the feature map, named as there")]
pub struct TrackChanges {
    pub title: Option<String>,
    pub artist_name: Option<String>,
    pub isrc: Option<String>,
    pub explicit: Option<bool>,
    pub lyrics: Option<String>,
    pub lyrics_synced: Option<String>,
    pub price_mode: Option<Option<PriceMode>>,
    pub price_amount_minor: Option<i64>,
}

/// Adds a track for a file of this name. At `position` if that is free and from 1 to 999, else after the last.
///
/// # Errors
/// When the database fails.
pub async fn create(
    connection: &mut Connection,
    release: ReleaseId,
    filename: &str,
    position: Option<i32>,
    upload: UploadId,
) -> QueryResult<Track> {
    // The release's row serialises those who add to it, so that no two take one position.
    crate::releases::lock(connection, release).await?.ok_or(diesel::result::Error::NotFound)?;
    let present = of_release(connection, release).await?;
    let last = present.iter().map(|track| track.position).max().unwrap_or(0);
    let position = position
        .filter(|wanted| (1..=999).contains(wanted) && present.iter().all(|track| track.position != *wanted))
        .unwrap_or(last + 1);
    let title = title_from(filename);
    let mut taken: Vec<String> = present.into_iter().map(|track| track.slug).collect();
    taken.push(slug::RESERVED.to_owned());
    let track = diesel::insert_into(tracks::table)
        .values((
            tracks::id.eq(TrackId::new()),
            tracks::release_id.eq(release),
            tracks::position.eq(position),
            tracks::slug.eq(slugs::free(&slugs::from_title(&title, "track"), &taken)),
            tracks::title.eq(title),
            tracks::filename.eq(filename),
            tracks::state.eq(TrackState::Queued),
            tracks::upload_id.eq(Some(upload)),
        ))
        .returning(Track::as_returning())
        .get_result(connection)
        .await?;
    changes::notify(connection, release).await?;
    Ok(track)
}

/// A title from a file's name: without folder, ending, leading track number and underscores.
#[must_use]
pub fn title_from(filename: &str) -> String {
    let base = filename.rsplit(['/', '\\']).next().unwrap_or(filename);
    let stem = match base.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 5 => stem,
        _ => base,
    };
    let spaced = stem.replace('_', " ");
    let trimmed = spaced.trim();
    let digits = trimmed.chars().take_while(char::is_ascii_digit).count();
    let rest = trimmed.get(digits..).unwrap_or_default();
    let after = rest.trim_start_matches([' ', '.', '-', '–', ')']);
    let title =
        if (1..=3).contains(&digits) && !after.is_empty() && after.len() < rest.len() { after } else { trimmed };
    let title: String = title.chars().filter(|c| !c.is_control()).take(200).collect();
    if title.is_empty() { "Untitled".to_owned() } else { title }
}

/// The track with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: TrackId) -> QueryResult<Option<Track>> {
    tracks::table.find(id).select(Track::as_select()).first(connection).await.optional()
}

/// The tracks of a release in order.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<Track>> {
    tracks::table
        .filter(tracks::release_id.eq(release))
        .order(tracks::position.asc())
        .select(Track::as_select())
        .load(connection)
        .await
}

/// The tracks of several releases, each release's in order.
///
/// # Errors
/// When the database fails.
pub async fn of_releases(connection: &mut Connection, releases: &[ReleaseId]) -> QueryResult<Vec<Track>> {
    tracks::table
        .filter(tracks::release_id.eq_any(releases))
        .order((tracks::release_id, tracks::position.asc()))
        .select(Track::as_select())
        .load(connection)
        .await
}

/// Changes a track's fields.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection, id: TrackId, fields: &TrackChanges) -> QueryResult<Track> {
    let track = diesel::update(tracks::table.find(id))
        .set((fields, tracks::updated_at.eq(Utc::now())))
        .returning(Track::as_returning())
        .get_result(connection)
        .await?;
    let track = slug::follow(connection, track).await?;
    telling::tell_of_change(connection, track.release_id).await?;
    changes::notify(connection, track.release_id).await?;
    Ok(track)
}

/// Puts the tracks of a release into the order of `ids`; tracks not named follow in their old order. Inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn reorder(connection: &mut Connection, release: ReleaseId, ids: &[TrackId]) -> QueryResult<()> {
    let present = of_release(connection, release).await?;
    let named: Vec<TrackId> = ids.iter().copied().filter(|id| present.iter().any(|track| track.id == *id)).collect();
    let rest = present.iter().map(|track| track.id).filter(|id| !named.contains(id));
    for (position, id) in (1..).zip(named.iter().copied().chain(rest)) {
        diesel::update(tracks::table.find(id)).set(tracks::position.eq(position)).execute(connection).await?;
    }
    places::changed(connection, release).await?;
    telling::tell_of_change(connection, release).await?;
    changes::notify(connection, release).await
}

/// Puts a track at a position from 1; the others make way. Inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn move_to(connection: &mut Connection, track: &Track, position: usize) -> QueryResult<()> {
    let present = of_release(connection, track.release_id).await?;
    let mut ids: Vec<TrackId> = present.iter().map(|other| other.id).filter(|id| *id != track.id).collect();
    ids.insert(position.saturating_sub(1).min(ids.len()), track.id);
    reorder(connection, track.release_id, &ids).await
}

/// Removes a track; those behind it move up. Inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, track: &Track) -> QueryResult<()> {
    delete(connection, track).await?;
    reorder(connection, track.release_id, &[]).await
}

/// Removes a track. Its master's bytes stay until they are swept.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, track: &Track) -> QueryResult<()> {
    diesel::delete(tracks::table.find(track.id)).execute(connection).await?;
    changes::notify(connection, track.release_id).await
}

/// Another file is to take the track's place; what plays goes on until its ladder is made.
///
/// # Errors
/// When the database fails.
pub async fn await_upload(
    connection: &mut Connection,
    id: TrackId,
    upload: UploadId,
    filename: &str,
) -> QueryResult<Track> {
    let present = find(connection, id).await?.ok_or(diesel::result::Error::NotFound)?;
    // Nobody chose the title of a file that never was accepted: the better file's name says more.
    let unchosen = present.master_id.is_none() && present.title == title_from(&present.filename);
    let track = diesel::update(tracks::table.find(id))
        .set((
            tracks::title.eq(if unchosen { title_from(filename) } else { present.title }),
            tracks::upload_id.eq(Some(upload)),
            tracks::filename.eq(filename),
            tracks::state.eq(TrackState::Queued),
            tracks::progress.eq(0.0),
            tracks::refusal_code.eq(None::<String>),
            tracks::refusal_message.eq(None::<String>),
            tracks::refusal_at_ms.eq(None::<i64>),
        ))
        .returning(Track::as_returning())
        .get_result(connection)
        .await?;
    let track = slug::follow(connection, track).await?;
    changes::notify(connection, track.release_id).await?;
    Ok(track)
}

/// The worker is at the file, `progress` from 0 to 1.
///
/// # Errors
/// When the database fails.
pub async fn mark_progress(connection: &mut Connection, id: TrackId, progress: f32) -> QueryResult<()> {
    let release: Option<ReleaseId> =
        diesel::update(tracks::table.find(id).filter(tracks::state.ne(TrackState::Refused)))
            .set((tracks::state.eq(TrackState::Processing), tracks::progress.eq(progress.clamp(0.0, 1.0))))
            .returning(tracks::release_id)
            .get_result(connection)
            .await
            .optional()?;
    match release {
        Some(release) => changes::notify(connection, release).await,
        None => Ok(()),
    }
}

/// Every rung is made.
///
/// # Errors
/// When the database fails.
pub async fn mark_ready(connection: &mut Connection, id: TrackId) -> QueryResult<()> {
    let release: ReleaseId = diesel::update(tracks::table.find(id))
        .set((tracks::state.eq(TrackState::Ready), tracks::progress.eq(1.0), tracks::updated_at.eq(Utc::now())))
        .returning(tracks::release_id)
        .get_result(connection)
        .await?;
    changes::notify(connection, release).await
}

/// Why a file cannot be used.
#[derive(Debug, Clone)]
pub struct Refused<'a> {
    /// A stable code.
    pub code: &'a str,
    /// A sentence for the artist that says what to do.
    pub message: &'a str,
    /// Where the damage is.
    pub at_ms: Option<i64>,
}

/// The file cannot be used. What played before goes on.
///
/// # Errors
/// When the database fails.
pub async fn mark_refused(connection: &mut Connection, id: TrackId, refused: &Refused<'_>) -> QueryResult<()> {
    let release: Option<ReleaseId> = diesel::update(tracks::table.find(id))
        .set((
            tracks::state.eq(TrackState::Refused),
            tracks::progress.eq(0.0),
            tracks::refusal_code.eq(Some(refused.code)),
            tracks::refusal_message.eq(Some(refused.message)),
            tracks::refusal_at_ms.eq(refused.at_ms),
            tracks::updated_at.eq(Utc::now()),
        ))
        .returning(tracks::release_id)
        .get_result(connection)
        .await
        .optional()?;
    match release {
        Some(release) => changes::notify(connection, release).await,
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::title_from;

    #[test]
    fn titles_come_from_file_names() {
        assert_eq!(title_from("01 Ebb, take four.wav"), "Ebb, take four");
        assert_eq!(title_from("../../etc/02_-_Herring_Song.aiff"), "Herring Song");
        assert_eq!(title_from("99 Luftballons.flac"), "Luftballons");
        assert_eq!(title_from("1999.flac"), "1999");
        assert_eq!(title_from("7.mp3"), "7");
        assert_eq!(title_from("🎹 \"quoted\".wav"), "🎹 \"quoted\"");
        assert_eq!(title_from(".wav"), ".wav");
        assert_eq!(title_from(""), "Untitled");
    }
}
