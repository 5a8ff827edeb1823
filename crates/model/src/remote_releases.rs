//! Remote releases: albums of other servers that somebody here follows or opened. They play from where they are.

mod parts;

use chrono::{DateTime, Utc};
use diesel::result::Error;
use diesel::sql_types::{Array, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::actors::Actor;
use crate::ids::{ActorId, RemoteReleaseId};
use crate::schema::{actors, remote_releases};
use crate::{Connection, fixed};

pub use parts::{of_part, take_down};

/// A remote release as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = remote_releases, check_for_backend(diesel::pg::Pg))]
pub struct RemoteRelease {
    /// Its id here.
    pub id: RemoteReleaseId,
    /// Whose it is.
    pub actor_id: ActorId,
    /// Its id there.
    pub uri: String,
    /// Its page there.
    pub url: Option<String>,
    /// Its title.
    pub title: String,
    /// HTML that is safe to show.
    pub about: String,
    /// Its cover.
    pub cover_url: Option<String>,
    /// Where it can be bought.
    pub buy_url: Option<String>,
    /// Its licence.
    pub licence_url: Option<String>,
    /// Its tags, without their #.
    pub tags: Vec<String>,
    /// A JSON list of [`RemoteTrack`].
    pub tracks: serde_json::Value,
    /// When it came out.
    pub published_at: DateTime<Utc>,
    /// When it was last fetched.
    pub fetched_at: DateTime<Utc>,
    /// When it was taken back.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When it was first seen here.
    pub created_at: DateTime<Utc>,
}

impl RemoteRelease {
    /// Its tracks, in order.
    #[must_use]
    pub fn tracks(&self) -> Vec<RemoteTrack> {
        let mut tracks: Vec<RemoteTrack> = serde_json::from_value(self.tracks.clone()).unwrap_or_default();
        tracks.sort_by_key(|track| (track.disc.unwrap_or(1), track.position.unwrap_or(i32::MAX)));
        tracks
    }
}

/// A track of a remote release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteTrack {
    /// Its id there.
    pub uri: String,
    /// Its page there.
    #[serde(default)]
    pub url: Option<String>,
    /// Its title.
    pub title: String,
    /// Its place on its disc, from 1.
    #[serde(default)]
    pub position: Option<i32>,
    /// Its disc, from 1.
    #[serde(default)]
    pub disc: Option<i32>,
    /// How long it is.
    #[serde(default)]
    pub duration_ms: Option<i64>,
    /// Where its sound is; none where only its page plays it.
    #[serde(default)]
    pub audio_url: Option<String>,
    /// The media type of that.
    #[serde(default)]
    pub media_type: Option<String>,
}

/// A release as another server tells it.
#[derive(Debug, Clone)]
pub struct NewRemoteRelease {
    /// Whose it is.
    pub actor: ActorId,
    /// Its id there.
    pub uri: String,
    /// Its page there.
    pub url: Option<String>,
    /// Its title.
    pub title: String,
    /// HTML that is safe to show.
    pub about: String,
    /// Its cover.
    pub cover_url: Option<String>,
    /// Where it can be bought.
    pub buy_url: Option<String>,
    /// Its licence.
    pub licence_url: Option<String>,
    /// Its tags, without their #.
    pub tags: Vec<String>,
    /// Its tracks.
    pub tracks: Vec<RemoteTrack>,
    /// When it came out; a time to come counts as now.
    pub published_at: DateTime<Utc>,
}

/// Keeps a remote release, or what is new about it, and gives what stands afterwards. One that was taken back and is told anew is
/// here again. What somebody else tells about it than the actor whose it is changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn keep(connection: &mut Connection, new: &NewRemoteRelease) -> QueryResult<RemoteRelease> {
    let tracks = serde_json::to_value(&new.tracks).map_err(|error| Error::SerializationError(Box::new(error)))?;
    fixed::query(include_str!("remote_releases/keep.sql"))
        .bind::<Uuid, _>(RemoteReleaseId::new())
        .bind::<Uuid, _>(new.actor)
        .bind::<Text, _>(&new.uri)
        .bind::<Nullable<Text>, _>(new.url.as_deref())
        .bind::<Text, _>(&new.title)
        .bind::<Text, _>(&new.about)
        .bind::<Nullable<Text>, _>(new.cover_url.as_deref())
        .bind::<Nullable<Text>, _>(new.buy_url.as_deref())
        .bind::<Nullable<Text>, _>(new.licence_url.as_deref())
        .bind::<Array<Text>, _>(&new.tags)
        .bind::<Jsonb, _>(tracks)
        .bind::<Timestamptz, _>(new.published_at)
        .execute(connection)
        .await?;
    by_uri(connection, &new.uri).await?.ok_or(Error::NotFound)
}

/// The release with this id there, taken back or not.
///
/// # Errors
/// When the database fails.
pub async fn by_uri(connection: &mut Connection, uri: &str) -> QueryResult<Option<RemoteRelease>> {
    let found = remote_releases::table.filter(remote_releases::uri.eq(uri));
    found.select(RemoteRelease::as_select()).first(connection).await.optional()
}

/// The release with this id and whose it is, unless it was taken back.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: RemoteReleaseId) -> QueryResult<Option<(RemoteRelease, Actor)>> {
    remote_releases::table
        .inner_join(actors::table)
        .filter(remote_releases::id.eq(id))
        .filter(remote_releases::deleted_at.is_null())
        .select((RemoteRelease::as_select(), Actor::as_select()))
        .first(connection)
        .await
        .optional()
}

/// Its server took a release back: it is shown no more, and what it said is gone.
///
/// # Errors
/// When the database fails.
pub async fn mark_deleted(connection: &mut Connection, id: RemoteReleaseId) -> QueryResult<()> {
    diesel::update(remote_releases::table.find(id))
        .set((
            remote_releases::about.eq(""),
            remote_releases::cover_url.eq(None::<String>),
            remote_releases::tracks.eq(serde_json::json!([])),
            remote_releases::deleted_at.eq(Some(Utc::now())),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The releases of a remote actor, newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_actor(connection: &mut Connection, actor: ActorId, limit: i64) -> QueryResult<Vec<RemoteRelease>> {
    remote_releases::table
        .filter(remote_releases::actor_id.eq(actor))
        .filter(remote_releases::deleted_at.is_null())
        .order((remote_releases::published_at.desc(), remote_releases::id.desc()))
        .limit(limit)
        .select(RemoteRelease::as_select())
        .load(connection)
        .await
}
