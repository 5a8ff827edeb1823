//! Images: covers, pictures and headers, checked and resized by the worker.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{ArtistId, ImageId, ReleaseId};
use crate::jobs::{self, ProcessImage};
use crate::posts::Visibility;
use crate::schema::{actors, artists, images, posts, releases, shows};

crate::sql_types::words! {
    /// Where an image is shown.
    ImagePurpose {
        /// The square cover of a release.
        Cover = "cover",
        /// The square picture of an artist.
        Picture = "picture",
        /// The wide picture above an artist's page.
        Header = "header",
        /// A picture that comes with a post, as wide and high as it is.
        Post = "post",
    }
}

crate::sql_types::words! {
    /// How far an image has come.
    ImageState {
        /// Its bytes are stored; the worker has not looked yet.
        Queued = "queued",
        /// It can be shown in every size.
        Ready = "ready",
        /// It is no image, or one that cannot be used.
        Refused = "refused",
    }
}

/// The sizes covers and pictures are made in: the longer edge in pixels.
pub const SQUARE_SIZES: &[u32] = &[160, 320, 640, 1400];
/// The sizes headers are made in: the width in pixels; the height is a third.
pub const HEADER_SIZES: &[u32] = &[780, 1500];

/// An image.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = images, check_for_backend(diesel::pg::Pg))]
pub struct Image {
    /// Its id.
    pub id: ImageId,
    /// Where it is shown.
    pub purpose: ImagePurpose,
    /// How far it has come.
    pub state: ImageState,
    /// What is to be seen on it, for those who do not see it.
    pub alt: String,
    /// Why it was refused, as a code.
    pub refusal_code: Option<String>,
    /// Why it was refused, as a sentence.
    pub refusal_message: Option<String>,
    /// First hue.
    pub hue1: Option<i16>,
    /// Second hue.
    pub hue2: Option<i16>,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// What the worker found.
#[derive(Debug, Clone)]
pub struct ImageFacts {
    /// Pixels across, as uploaded.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
    /// First hue, 0 to 359 in steps of 15.
    pub hue1: i16,
    /// Second hue.
    pub hue2: i16,
    /// A blurhash of it.
    pub blurhash: String,
}

/// Notes an image whose bytes are stored under `id`, and enqueues its processing.
///
/// # Errors
/// When the database fails.
pub async fn create(connection: &mut Connection, id: ImageId, purpose: ImagePurpose, alt: &str) -> QueryResult<()> {
    diesel::insert_into(images::table)
        .values((
            images::id.eq(id),
            images::purpose.eq(purpose),
            images::state.eq(ImageState::Queued),
            images::alt.eq(alt.trim().chars().take(500).collect::<String>()),
        ))
        .execute(connection)
        .await?;
    jobs::enqueue(connection, &ProcessImage { image_id: id }).await
}

/// The image with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ImageId) -> QueryResult<Option<Image>> {
    images::table.find(id).select(Image::as_select()).first(connection).await.optional()
}

/// The images with these ids.
///
/// # Errors
/// When the database fails.
pub async fn find_all(connection: &mut Connection, ids: &[ImageId]) -> QueryResult<Vec<Image>> {
    images::table.filter(images::id.eq_any(ids)).select(Image::as_select()).load(connection).await
}

/// The image can be shown; artists that have it as their picture wear its hues.
///
/// # Errors
/// When the database fails.
pub async fn mark_ready(connection: &mut Connection, id: ImageId, facts: &ImageFacts) -> QueryResult<()> {
    diesel::update(images::table.find(id))
        .set((
            images::state.eq(ImageState::Ready),
            images::width.eq(Some(facts.width)),
            images::height.eq(Some(facts.height)),
            images::hue1.eq(Some(facts.hue1)),
            images::hue2.eq(Some(facts.hue2)),
            images::blurhash.eq(Some(&facts.blurhash)),
        ))
        .execute(connection)
        .await?;
    diesel::update(artists::table.filter(artists::picture_id.eq(id)))
        .set((artists::hue1.eq(facts.hue1), artists::hue2.eq(facts.hue2)))
        .execute(connection)
        .await?;
    notify_releases(connection, id).await
}

/// Keeps the SHA-256 of all sizes of an image, in order, so that its bytes can be held against it.
///
/// # Errors
/// When the database fails.
pub async fn keep_hash(connection: &mut Connection, id: ImageId, sha256: &[u8]) -> QueryResult<()> {
    diesel::update(images::table.find(id)).set(images::sha256.eq(Some(sha256))).execute(connection).await?;
    Ok(())
}

/// The sizes that an image for this purpose is made in, smallest first, as its files are named.
#[must_use]
pub fn files_of(purpose: ImagePurpose) -> Vec<String> {
    let sizes = if purpose == ImagePurpose::Header { HEADER_SIZES } else { SQUARE_SIZES };
    sizes.iter().map(|size| format!("{size}.jpg")).collect()
}

/// The image cannot be used, and why.
///
/// # Errors
/// When the database fails.
pub async fn mark_refused(connection: &mut Connection, id: ImageId, code: &str, message: &str) -> QueryResult<()> {
    diesel::update(images::table.find(id))
        .set((
            images::state.eq(ImageState::Refused),
            images::refusal_code.eq(Some(code)),
            images::refusal_message.eq(Some(message)),
        ))
        .execute(connection)
        .await?;
    notify_releases(connection, id).await
}

/// Whether the public may see the image: it is an artist's, a show's, the cover of a published release, or in a post for everybody.
///
/// # Errors
/// When the database fails.
pub async fn is_public(connection: &mut Connection, id: ImageId) -> QueryResult<bool> {
    let as_artist: i64 = artists::table
        .filter(artists::suspended_at.is_null())
        .filter(diesel::BoolExpressionMethods::or(artists::picture_id.eq(id), artists::header_id.eq(id)))
        .count()
        .get_result(connection)
        .await?;
    if as_artist > 0 {
        return Ok(true);
    }
    let as_show: i64 = shows::table
        .inner_join(artists::table)
        .filter(shows::image_id.eq(id))
        .filter(artists::suspended_at.is_null())
        .count()
        .get_result(connection)
        .await?;
    if as_show > 0 {
        return Ok(true);
    }
    let as_cover: i64 = releases::table
        .inner_join(artists::table)
        .filter(releases::cover_id.eq(id))
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .count()
        .get_result(connection)
        .await?;
    if as_cover > 0 {
        return Ok(true);
    }
    let in_post: i64 = posts::table
        .inner_join(actors::table)
        .filter(posts::image_id.eq(id))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(posts::visibility.eq_any(Visibility::ON_PAGES))
        .filter(actors::deleted_at.is_null())
        .filter(actors::suspended_at.is_null())
        .count()
        .get_result(connection)
        .await?;
    Ok(in_post > 0)
}

/// The releases it is the cover of.
///
/// # Errors
/// When the database fails.
pub async fn releases_of(connection: &mut Connection, id: ImageId) -> QueryResult<Vec<ReleaseId>> {
    releases::table.filter(releases::cover_id.eq(id)).select(releases::id).load(connection).await
}

/// The artist whose cover, picture, header or show's picture it is, or in whose post it is.
///
/// # Errors
/// When the database fails.
pub async fn artist_of(connection: &mut Connection, id: ImageId) -> QueryResult<Option<ArtistId>> {
    let through_release: Option<ArtistId> = releases::table
        .filter(releases::cover_id.eq(id))
        .select(releases::artist_id)
        .first(connection)
        .await
        .optional()?;
    if through_release.is_some() {
        return Ok(through_release);
    }
    let through_show: Option<ArtistId> =
        shows::table.filter(shows::image_id.eq(id)).select(shows::artist_id).first(connection).await.optional()?;
    if through_show.is_some() {
        return Ok(through_show);
    }
    let through_post: Option<Option<ArtistId>> = posts::table
        .inner_join(actors::table)
        .filter(posts::image_id.eq(id))
        .select(actors::artist_id)
        .first(connection)
        .await
        .optional()?;
    if let Some(artist) = through_post.flatten() {
        return Ok(Some(artist));
    }
    artists::table
        .filter(diesel::BoolExpressionMethods::or(artists::picture_id.eq(id), artists::header_id.eq(id)))
        .select(artists::id)
        .first(connection)
        .await
        .optional()
}

async fn notify_releases(connection: &mut Connection, id: ImageId) -> QueryResult<()> {
    let covered: Vec<ReleaseId> =
        releases::table.filter(releases::cover_id.eq(id)).select(releases::id).load(connection).await?;
    for release in covered {
        crate::changes::notify(connection, release).await?;
    }
    Ok(())
}
