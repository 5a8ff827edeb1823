//! Previews: the first seconds of tracks as files by themselves, for those who may hear no more and whose player knows no
//! segments.

use diesel::{ExpressionMethods, JoinOnDsl, NullableExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::encodings::Encoding;
use crate::entitlements::{self, Who};
use crate::ids::{ArtistId, EncodingId, ReleaseId};
use crate::jobs::{self, PreparePreview};
use crate::releases::{self, telling};
use crate::schema::{encodings, releases as releases_table, tracks};

/// How many seconds everybody may hear of the tracks of a release; `None` where that is all or nothing.
///
/// # Errors
/// When the database fails.
pub async fn seconds(connection: &mut Connection, release: ReleaseId) -> QueryResult<Option<u32>> {
    let rights = entitlements::of_release_by_id(connection, release, Who::Anybody).await?;
    Ok(rights.whole.limit_ms().map(|ms| ms / 1000))
}

/// Has the files made that a release lacks, where everybody may hear a part of it only.
///
/// # Errors
/// When the database fails.
pub async fn ask(connection: &mut Connection, release: ReleaseId) -> QueryResult<()> {
    let Some(seconds) = seconds(connection, release).await? else { return Ok(()) };
    for encoding in playing(connection, release).await? {
        if encoding.preview_of(seconds * 1000).is_none() {
            jobs::enqueue_unless_waiting(connection, &PreparePreview { encoding_id: encoding.id }).await?;
        }
    }
    Ok(())
}

/// An artist lets others hear more or less than before: followers elsewhere are told where that is heard now.
///
/// # Errors
/// When the database fails.
pub async fn changed(connection: &mut Connection, artist: ArtistId) -> QueryResult<()> {
    let published: Vec<ReleaseId> = releases_table::table
        .filter(releases_table::artist_id.eq(artist))
        .filter(releases_table::published_at.is_not_null())
        .filter(releases_table::price_mode.ne(releases::PriceMode::Free))
        .select(releases_table::id)
        .load(connection)
        .await?;
    for release in published {
        ask(connection, release).await?;
        telling::tell_of_change(connection, release).await?;
    }
    Ok(())
}

/// The first seconds of an encoding are there as files of these sizes: m4a and MP3.
///
/// # Errors
/// When the database fails.
pub async fn keep(
    connection: &mut Connection,
    encoding: &Encoding,
    seconds: u32,
    (m4a_bytes, mp3_bytes): (i64, i64),
) -> QueryResult<()> {
    diesel::update(encodings::table.find(encoding.id))
        .set((
            encodings::preview_seconds.eq(i32::try_from(seconds).ok()),
            encodings::preview_m4a_bytes.eq(Some(m4a_bytes)),
            encodings::preview_mp3_bytes.eq(Some(mp3_bytes)),
        ))
        .execute(connection)
        .await?;
    if let Some(release) = release_of(connection, encoding.id).await? {
        telling::tell_of_change(connection, release).await?;
    }
    Ok(())
}

/// The release whose track plays from an encoding; `None` when none does any more.
///
/// # Errors
/// When the database fails.
pub async fn release_of(connection: &mut Connection, encoding: EncodingId) -> QueryResult<Option<ReleaseId>> {
    let found = tracks::table.filter(tracks::encoding_id.eq(Some(encoding))).select(tracks::release_id);
    Ok(found.load(connection).await?.pop())
}

async fn playing(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<Encoding>> {
    tracks::table
        .inner_join(encodings::table.on(tracks::encoding_id.eq(encodings::id.nullable())))
        .filter(tracks::release_id.eq(release))
        .select(Encoding::as_select())
        .load(connection)
        .await
}
