//! Planning a show, changing it, and removing it.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Gate, Show, ShowFields, find, slug};
use crate::ids::{ArtistId, ImageId, PostId, ReleaseId, ShowId};
use crate::jobs::{self, UpdateShowPost, WithdrawShow};
use crate::passwords::{self, PasswordError};
use crate::schema::shows;
use crate::{Connection, changes, tickets};

/// How often a slug that somebody took in the meantime is replaced by the next one.
const TRIES: usize = 5;

/// Why a show cannot be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// Another show has the word.
    #[error("Another show has this address. Choose another one.")]
    SlugTaken,
    /// The password cannot be kept.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Makes a show.
///
/// # Errors
/// When another has the address that was typed.
pub async fn create(
    connection: &mut Connection,
    artist: ArtistId,
    fields: &ShowFields,
    now: DateTime<Utc>,
) -> Result<Show, ShowError> {
    let hash = hash(fields, None).await?;
    for _ in 0..TRIES {
        let slug = match &fields.slug {
            Some(slug) => slug.clone(),
            None => slug::of_title(connection, &fields.row.title).await?,
        };
        let times = (shows::created_at.eq(now), shows::updated_at.eq(now));
        let made: Option<Show> = diesel::insert_into(shows::table)
            .values((
                shows::id.eq(ShowId::new()),
                shows::artist_id.eq(artist),
                shows::slug.eq(slug),
                shows::password_hash.eq(&hash),
                fields.row.clone(),
                times,
            ))
            .on_conflict(shows::slug)
            .do_nothing()
            .returning(Show::as_returning())
            .get_result(connection)
            .await
            .optional()?;
        if let Some(show) = made {
            if show.starts_at.is_some() {
                jobs::enqueue(connection, &UpdateShowPost { show_id: show.id }).await?;
            }
            changes::notify_show(connection, show.id).await?;
            return Ok(show);
        }
        if fields.slug.is_some() {
            break;
        }
    }
    Err(ShowError::SlugTaken)
}

/// Changes a show.
///
/// # Errors
/// When another has the address that was typed; [`diesel::result::Error::NotFound`] when there is no such show.
pub async fn update(
    connection: &mut Connection,
    id: ShowId,
    fields: &ShowFields,
    now: DateTime<Utc>,
) -> Result<Show, ShowError> {
    let before = find(connection, id).await?.ok_or(diesel::result::Error::NotFound)?;
    let hash = hash(fields, before.password_hash.clone()).await?;
    let slug = fields.slug.clone().unwrap_or_else(|| before.slug.clone());
    connection
        .transaction(async |connection| {
            let taken = shows::table.filter(shows::slug.eq(&slug).and(shows::id.ne(id)));
            if diesel::select(diesel::dsl::exists(taken)).get_result(connection).await? {
                return Err(ShowError::SlugTaken);
            }
            let show: Show = diesel::update(shows::table.find(id))
                .set((
                    shows::slug.eq(slug),
                    shows::password_hash.eq(hash),
                    fields.row.clone(),
                    shows::updated_at.eq(now),
                ))
                .returning(Show::as_returning())
                .get_result(connection)
                .await?;
            if show.post_id.is_some() || show.starts_at.is_some() {
                jobs::enqueue(connection, &UpdateShowPost { show_id: id }).await?;
            }
            changes::notify_show(connection, id).await?;
            Ok(show)
        })
        .await
}

/// The hash of a new password, or the one there is; none where no password is asked.
async fn hash(fields: &ShowFields, before: Option<String>) -> Result<Option<String>, PasswordError> {
    match (&fields.password, fields.row.gate) {
        (_, Gate::Open | Gate::Members | Gate::Ticket) => Ok(None),
        (Some(password), Gate::Password) => passwords::hash_shared(password).await.map(Some),
        (None, Gate::Password) => Ok(before),
    }
}

/// Gives a show a picture, or takes it away.
///
/// # Errors
/// When the database fails.
pub async fn set_image(connection: &mut Connection, id: ShowId, image: Option<ImageId>) -> QueryResult<()> {
    diesel::update(shows::table.find(id)).set(shows::image_id.eq(image)).execute(connection).await?;
    changes::notify_show(connection, id).await
}

/// Keeps which post says that the show is live.
///
/// # Errors
/// When the database fails.
pub async fn set_post(connection: &mut Connection, id: ShowId, post: Option<PostId>) -> QueryResult<()> {
    diesel::update(shows::table.find(id)).set(shows::post_id.eq(post)).execute(connection).await?;
    changes::notify_show(connection, id).await
}

/// Keeps which release the recording became.
///
/// # Errors
/// When the database fails.
pub async fn set_recording(connection: &mut Connection, id: ShowId, release: Option<ReleaseId>) -> QueryResult<()> {
    diesel::update(shows::table.find(id)).set(shows::recording_release_id.eq(release)).execute(connection).await?;
    changes::notify_show(connection, id).await
}

/// Removes a show that is not on air; false for one that is, and for one that somebody bought a ticket for: it is cancelled
/// instead. Its blobs are the caller's to remove.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: ShowId) -> QueryResult<bool> {
    connection
        .transaction(async |connection| {
            let on_air = shows::started_at.is_not_null().and(shows::ended_at.is_null());
            let found: Option<Show> = shows::table
                .find(id)
                .filter(diesel::dsl::not(on_air))
                .for_update()
                .select(Show::as_select())
                .first(connection)
                .await
                .optional()?;
            let Some(show) = found else { return Ok(false) };
            if tickets::are_sold(connection, id).await? {
                return Ok(false);
            }
            let withdrawn = WithdrawShow { show_id: id, artist_id: show.artist_id, post_id: show.post_id };
            jobs::enqueue(connection, &withdrawn).await?;
            changes::notify_show(connection, id).await?;
            Ok(diesel::delete(shows::table.find(id)).execute(connection).await? > 0)
        })
        .await
}
