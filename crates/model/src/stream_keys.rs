//! Stream keys: what lets a source in, for one show or for whatever its artist plays. 32 random bytes, shown once, kept as a hash.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::ids::{ArtistId, ShowId, StreamKeyId};
use crate::schema::{shows, stream_keys};
use crate::tokens::NoRandomness;
use crate::{Connection, changes, tokens};

/// What a key begins with, so that somebody who finds one knows what it is.
const PREFIX: &str = "live_";

/// A key, without its word.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = stream_keys, check_for_backend(diesel::pg::Pg))]
pub struct StreamKey {
    /// Its id.
    pub id: StreamKeyId,
    /// Whose shows it feeds.
    pub artist_id: ArtistId,
    /// The one show, for a key of that.
    pub show_id: Option<ShowId>,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it let a source in the last time.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Why a key cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StreamKeyError {
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Makes a key and gives its word, which is not kept.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn create(
    connection: &mut Connection,
    artist: ArtistId,
    show: Option<ShowId>,
    name: &str,
) -> Result<(StreamKey, String), StreamKeyError> {
    let word = tokens::random(PREFIX)?;
    let key = diesel::insert_into(stream_keys::table)
        .values((
            stream_keys::id.eq(StreamKeyId::new()),
            stream_keys::artist_id.eq(artist),
            stream_keys::show_id.eq(show),
            stream_keys::name.eq(name.trim().chars().take(100).collect::<String>()),
            stream_keys::key_hash.eq(tokens::hash(&word)),
        ))
        .returning(StreamKey::as_returning())
        .get_result(connection)
        .await?;
    Ok((key, word))
}

/// The key with this id, unless it was revoked.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: StreamKeyId) -> QueryResult<Option<StreamKey>> {
    stream_keys::table
        .find(id)
        .filter(stream_keys::revoked_at.is_null())
        .select(StreamKey::as_select())
        .first(connection)
        .await
        .optional()
}

/// The key with this word, unless it was revoked.
///
/// # Errors
/// When the database fails.
pub async fn by_key(connection: &mut Connection, word: &str) -> QueryResult<Option<StreamKey>> {
    stream_keys::table
        .filter(stream_keys::key_hash.eq(tokens::hash(word)))
        .filter(stream_keys::revoked_at.is_null())
        .select(StreamKey::as_select())
        .first(connection)
        .await
        .optional()
}

/// The keys of an artist that work, those of single shows left out, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<StreamKey>> {
    stream_keys::table
        .filter(stream_keys::artist_id.eq(artist))
        .filter(stream_keys::show_id.is_null())
        .filter(stream_keys::revoked_at.is_null())
        .order(stream_keys::id.desc())
        .select(StreamKey::as_select())
        .load(connection)
        .await
}

/// The keys of one show that work, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_show(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<StreamKey>> {
    stream_keys::table
        .filter(stream_keys::show_id.eq(show))
        .filter(stream_keys::revoked_at.is_null())
        .order(stream_keys::id.desc())
        .select(StreamKey::as_select())
        .load(connection)
        .await
}

/// Takes a key back: it lets no source in any more, and servers are told to cut what came in with it.
///
/// # Errors
/// When the database fails.
pub async fn revoke(connection: &mut Connection, id: StreamKeyId) -> QueryResult<()> {
    let revoked: Option<(ArtistId, Option<ShowId>)> =
        diesel::update(stream_keys::table.find(id).filter(stream_keys::revoked_at.is_null()))
            .set(stream_keys::revoked_at.eq(Some(Utc::now())))
            .returning((stream_keys::artist_id, stream_keys::show_id))
            .get_result(connection)
            .await
            .optional()?;
    let fed = match revoked {
        None => Vec::new(),
        Some((_, Some(show))) => vec![show],
        Some((artist, None)) => {
            let open = shows::table.filter(shows::ended_at.is_null()).filter(shows::cancelled_at.is_null());
            open.filter(shows::artist_id.eq(artist)).select(shows::id).load(connection).await?
        }
    };
    for show in fed {
        changes::notify_show(connection, show).await?;
    }
    Ok(())
}

/// Keeps that a key let a source in.
///
/// # Errors
/// When the database fails.
pub async fn used(connection: &mut Connection, id: StreamKeyId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(stream_keys::table.find(id))
        .set(stream_keys::last_used_at.eq(Some(now)))
        .execute(connection)
        .await?;
    Ok(())
}
