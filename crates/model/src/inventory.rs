//! Inventory: which blobs the rows name, page by page, so that storage can be held against them.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::Connection;
use crate::downloads::{Download, DownloadState};
use crate::encodings::Encoding;
use crate::extras::Extra;
use crate::ids::{DownloadId, EncodingId, ExtraId, ImageId, MasterId, ReleaseId};
use crate::images::{ImagePurpose, ImageState};
use crate::masters::Master;
use crate::schema::{artists, downloads, encodings, extras, images, masters, posts, releases, shows, tracks};

/// How many rows come at once.
const PAGE: i64 = 200;

/// What a blob belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An accepted original.
    Master,
    /// A ladder.
    Encoding,
    /// A picture in its sizes.
    Image,
    /// A file made for download.
    Download,
    /// A bonus file.
    Extra,
}

/// Those of `ids` that have a row.
///
/// # Errors
/// When the database fails.
pub async fn known(connection: &mut Connection, kind: Kind, ids: &[Uuid]) -> QueryResult<Vec<Uuid>> {
    macro_rules! among {
        ($table:ident, $id:ident) => {{
            let wanted: Vec<$id> = ids.iter().copied().map($id).collect();
            let found: Vec<$id> =
                $table::table.filter($table::id.eq_any(wanted)).select($table::id).load(connection).await?;
            Ok(found.into_iter().map(|id| id.0).collect())
        }};
    }
    match kind {
        Kind::Master => among!(masters, MasterId),
        Kind::Encoding => among!(encodings, EncodingId),
        Kind::Image => among!(images, ImageId),
        Kind::Download => among!(downloads, DownloadId),
        Kind::Extra => among!(extras, ExtraId),
    }
}

/// Some masters behind `after`, by id.
///
/// # Errors
/// When the database fails.
pub async fn masters(connection: &mut Connection, after: Option<MasterId>) -> QueryResult<Vec<Master>> {
    let after = after.unwrap_or(MasterId(Uuid::nil()));
    masters::table
        .filter(masters::id.gt(after))
        .order(masters::id.asc())
        .limit(PAGE)
        .select(Master::as_select())
        .load(connection)
        .await
}

/// Some encodings behind `after`, by id.
///
/// # Errors
/// When the database fails.
pub async fn encodings(connection: &mut Connection, after: Option<EncodingId>) -> QueryResult<Vec<Encoding>> {
    let after = after.unwrap_or(EncodingId(Uuid::nil()));
    encodings::table
        .filter(encodings::id.gt(after))
        .order(encodings::id.asc())
        .limit(PAGE)
        .select(Encoding::as_select())
        .load(connection)
        .await
}

/// A picture that can be shown: its sizes lie in storage.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its id.
    pub id: ImageId,
    /// Where it is shown, which says in what sizes.
    pub purpose: ImagePurpose,
    /// SHA-256 of all sizes in order.
    pub sha256: Option<Vec<u8>>,
}

/// Some pictures behind `after`, by id.
///
/// # Errors
/// When the database fails.
pub async fn pictures(connection: &mut Connection, after: Option<ImageId>) -> QueryResult<Vec<Picture>> {
    let after = after.unwrap_or(ImageId(Uuid::nil()));
    let rows: Vec<(ImageId, ImagePurpose, Option<Vec<u8>>)> = images::table
        .filter(images::id.gt(after))
        .filter(images::state.eq(ImageState::Ready))
        .order(images::id.asc())
        .limit(PAGE)
        .select((images::id, images::purpose, images::sha256))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, purpose, sha256)| Picture { id, purpose, sha256 }).collect())
}

/// Some extras behind `after`, by id.
///
/// # Errors
/// When the database fails.
pub async fn extras(connection: &mut Connection, after: Option<ExtraId>) -> QueryResult<Vec<Extra>> {
    let after = after.unwrap_or(ExtraId(Uuid::nil()));
    extras::table
        .filter(extras::id.gt(after))
        .order(extras::id.asc())
        .limit(PAGE)
        .select(Extra::as_select())
        .load(connection)
        .await
}

/// Some downloads that are files behind `after`, by id.
///
/// # Errors
/// When the database fails.
pub async fn prepared(connection: &mut Connection, after: Option<DownloadId>) -> QueryResult<Vec<Download>> {
    let after = after.unwrap_or(DownloadId(Uuid::nil()));
    downloads::table
        .filter(downloads::id.gt(after))
        .filter(downloads::state.eq(DownloadState::Ready))
        .order(downloads::id.asc())
        .limit(PAGE)
        .select(Download::as_select())
        .load(connection)
        .await
}

/// Forgets pictures that came more than a day ago and that no artist, no release, no show and no post has; gives their ids.
///
/// # Errors
/// When the database fails.
pub async fn forget_unused_pictures(connection: &mut Connection) -> QueryResult<Vec<ImageId>> {
    use diesel::NullableExpressionMethods;
    let as_picture = artists::table.filter(artists::picture_id.is_not_null()).select(artists::picture_id);
    let as_header = artists::table.filter(artists::header_id.is_not_null()).select(artists::header_id);
    let as_cover = releases::table.filter(releases::cover_id.is_not_null()).select(releases::cover_id);
    let in_post = posts::table.filter(posts::image_id.is_not_null()).select(posts::image_id);
    let of_show = shows::table.filter(shows::image_id.is_not_null()).select(shows::image_id);
    let day_ago = chrono::Utc::now() - chrono::Duration::days(1);
    let unused = images::table
        .filter(images::created_at.lt(day_ago))
        .filter(images::id.nullable().ne_all(as_picture))
        .filter(images::id.nullable().ne_all(as_header))
        .filter(images::id.nullable().ne_all(as_cover))
        .filter(images::id.nullable().ne_all(of_show))
        .filter(images::id.nullable().ne_all(in_post));
    diesel::delete(unused).returning(images::id).get_results(connection).await
}

/// The releases that have tracks which play.
///
/// # Errors
/// When the database fails.
pub async fn playing_releases(connection: &mut Connection) -> QueryResult<Vec<ReleaseId>> {
    tracks::table.filter(tracks::encoding_id.is_not_null()).select(tracks::release_id).distinct().load(connection).await
}
