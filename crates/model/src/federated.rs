//! What federation says of what stands elsewhere in the model: covers with their blurhashes, reactions by track, the instance in
//! numbers.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, QueryableByName, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::ids::{ImageId, ReleaseId, TrackId};
use crate::images::{ImagePurpose, ImageState};
use crate::schema::images;
use crate::{Connection, fixed};

/// An image that can be shown.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = images, check_for_backend(diesel::pg::Pg))]
pub struct Shown {
    /// Its id.
    pub id: ImageId,
    /// Where it is shown.
    pub purpose: ImagePurpose,
    /// What is to be seen on it; may be empty.
    pub alt: String,
    /// A blurhash of it.
    pub blurhash: Option<String>,
}

/// Those of these images that are ready in every size, in no order.
///
/// # Errors
/// When the database fails.
pub async fn shown(connection: &mut Connection, ids: &[ImageId]) -> QueryResult<Vec<Shown>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    images::table
        .filter(images::id.eq_any(ids))
        .filter(images::state.eq(ImageState::Ready))
        .select(Shown::as_select())
        .load(connection)
        .await
}

/// How many react to a release or to one of its tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Reactions {
    /// The track; none for the release.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub track_id: Option<TrackId>,
    /// Who likes it.
    #[diesel(sql_type = BigInt)]
    pub likes: i64,
    /// Who boosted it.
    #[diesel(sql_type = BigInt)]
    pub boosts: i64,
}

/// How many react to a release (under `None`) and to each of its tracks; deleted and suspended actors do not count, and what
/// nobody reacts to is left out.
///
/// # Errors
/// When the database fails.
pub async fn reactions_to_release(
    connection: &mut Connection,
    release: ReleaseId,
) -> QueryResult<HashMap<Option<TrackId>, Reactions>> {
    let counted: Vec<Reactions> = fixed::query(include_str!("federated/reactions_to_release.sql"))
        .bind::<Uuid, _>(release)
        .load(connection)
        .await?;
    Ok(counted.into_iter().map(|counted| (counted.track_id, counted)).collect())
}

/// The instance in numbers that say nothing of any one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Usage {
    /// Artists, and fans with a handle; suspended ones left out.
    #[diesel(sql_type = BigInt)]
    pub users: i64,
    /// Published releases, and public posts that were written here and are no comments.
    #[diesel(sql_type = BigInt)]
    pub posts: i64,
    /// Public comments that were written here.
    #[diesel(sql_type = BigInt)]
    pub comments: i64,
}

/// The instance in numbers.
///
/// # Errors
/// When the database fails.
pub async fn usage(connection: &mut Connection) -> QueryResult<Usage> {
    fixed::query(include_str!("federated/usage.sql")).get_result(connection).await
}
