//! Remote releases by their parts: servers tell of tracks one by one.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, PgJsonbExpressionMethods, QueryDsl, QueryResult,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use super::{RemoteRelease, RemoteTrack, mark_deleted};
use crate::Connection;
use crate::ids::{ActorId, RemoteReleaseId};
use crate::schema::remote_releases;

/// The release of an artist that has this id there, or a track that has. Of this artist: anybody may name somebody else's track in
/// an album.
///
/// # Errors
/// When the database fails.
pub async fn of_part(connection: &mut Connection, artist: ActorId, uri: &str) -> QueryResult<Option<RemoteRelease>> {
    remote_releases::table
        .filter(remote_releases::actor_id.eq(artist))
        .filter(remote_releases::uri.eq(uri).or(remote_releases::tracks.contains(serde_json::json!([{ "uri": uri }]))))
        .order(remote_releases::id)
        .select(RemoteRelease::as_select())
        .first(connection)
        .await
        .optional()
}

/// Takes down what has this id there: the release, or one of its tracks. With its last track a release goes too.
///
/// # Errors
/// When the database fails.
pub async fn take_down(connection: &mut Connection, release: &RemoteRelease, uri: &str) -> QueryResult<()> {
    let left: Vec<RemoteTrack> = release.tracks().into_iter().filter(|track| track.uri != uri).collect();
    if release.uri == uri || left.is_empty() {
        return mark_deleted(connection, release.id).await;
    }
    set_tracks(connection, release.id, &left).await
}

async fn set_tracks(connection: &mut Connection, id: RemoteReleaseId, tracks: &[RemoteTrack]) -> QueryResult<()> {
    let tracks =
        serde_json::to_value(tracks).map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    diesel::update(remote_releases::table.find(id)).set(remote_releases::tracks.eq(tracks)).execute(connection).await?;
    Ok(())
}
