//! Lists of this instance's releases: new ones, by tag, place and label, by title.

use diesel::dsl::sql;
use diesel::sql_types::{Array, Bool, Text, Timestamptz, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Format, Narrowed};
use crate::artists::Artist;
use crate::feeds::Cursor;
use crate::ids::ReleaseId;
use crate::releases::Release;
use crate::schema::{artists, releases};
use crate::{Connection, fixed};

/// Puts what narrows a list into a boxed query over releases and their artists.
macro_rules! narrow {
    ($query:expr, $narrowed:expr) => {{
        let mut query = $query;
        if let Some(tag) = $narrowed.tag_key() {
            let tagged = sql::<Bool>("tags_of(releases.tags, releases.genre) @> ").bind::<Array<Text>, _>(vec![tag]);
            query = query.filter(tagged);
        }
        if let Some(parts) = $narrowed.place_key() {
            let place =
                "place_parts(CASE WHEN btrim(releases.place) = '' THEN artists.place ELSE releases.place END) @> ";
            query = query.filter(sql::<Bool>(place).bind::<Array<Text>, _>(parts));
        }
        if let Some(label) = $narrowed.label_key() {
            query = query.filter(sql::<Bool>("lower(btrim(releases.label)) = ").bind::<Text, _>(label));
        }
        match $narrowed.format {
            Some(Format::Kind(kind)) => query = query.filter(releases::kind.eq(kind)),
            Some(Format::Lossless) => query = query.filter(fixed::sql::<Bool>(LOSSLESS)),
            None => {}
        }
        query
    }};
}

/// Whether every track of a release came in without loss.
const LOSSLESS: &str = "NOT EXISTS (SELECT 1 FROM tracks LEFT JOIN masters ON masters.id = tracks.master_id \
    WHERE tracks.release_id = releases.id AND masters.lossless IS NOT TRUE)";

/// Releases over their artists that everybody may hear, boxed.
macro_rules! public {
    () => {
        releases::table
            .inner_join(artists::table)
            .filter(releases::published_at.is_not_null())
            .filter(releases::members_only.eq(false))
            .filter(artists::suspended_at.is_null())
            .select((Artist::as_select(), Release::as_select()))
            .into_boxed()
    };
}

/// This instance's releases, newest first, `limit` of them behind `before`.
///
/// # Errors
/// When the database fails.
pub async fn new_releases(
    connection: &mut Connection,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    newest_of(connection, &Narrowed::default(), before, limit).await
}

/// Releases with a tag or of a genre, newest first.
///
/// # Errors
/// When the database fails.
pub async fn by_tag(
    connection: &mut Connection,
    tag: &str,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    let narrowed = Narrowed { tag: tag.to_owned(), ..Narrowed::default() };
    newest_of(connection, &narrowed, before, limit).await
}

/// Releases from a place, newest first.
///
/// # Errors
/// When the database fails.
pub async fn by_place(
    connection: &mut Connection,
    place: &str,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    let narrowed = Narrowed { place: place.to_owned(), ..Narrowed::default() };
    newest_of(connection, &narrowed, before, limit).await
}

/// Releases that name a label, newest first.
///
/// # Errors
/// When the database fails.
pub async fn by_label(
    connection: &mut Connection,
    label: &str,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    let narrowed = Narrowed { label: label.to_owned(), ..Narrowed::default() };
    newest_of(connection, &narrowed, before, limit).await
}

async fn newest_of(
    connection: &mut Connection,
    narrowed: &Narrowed,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    let mut query =
        narrow!(public!(), narrowed).order((releases::first_published_at.desc(), releases::id.desc())).limit(limit);
    if let Some(before) = before {
        let behind = sql::<Bool>("(releases.first_published_at, releases.id) < (")
            .bind::<Timestamptz, _>(before.at)
            .sql(", ")
            .bind::<Uuid, _>(before.id)
            .sql(")");
        query = query.filter(behind);
    }
    query.load(connection).await
}

/// Releases by their titles, `limit` of them behind that of `after`.
///
/// # Errors
/// When the database fails.
pub async fn by_title(
    connection: &mut Connection,
    narrowed: &Narrowed,
    after: Option<ReleaseId>,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    let mut query = narrow!(public!(), narrowed).limit(limit);
    query = query.order((fixed::sql::<Text>("lower(releases.title)"), releases::id.asc()));
    if let Some(after) = after {
        let behind = sql::<Bool>(
            "(lower(releases.title), releases.id) > (SELECT lower(one.title), one.id FROM releases AS one WHERE one.id = ",
        )
        .bind::<Uuid, _>(after)
        .sql(")");
        query = query.filter(behind);
    }
    query.load(connection).await
}

/// Those of these releases that everybody may hear and that suit, in the order of `ids`.
///
/// # Errors
/// When the database fails.
pub async fn of_ids(
    connection: &mut Connection,
    narrowed: &Narrowed,
    ids: &[ReleaseId],
) -> QueryResult<Vec<(Artist, Release)>> {
    let query = narrow!(public!(), narrowed).filter(releases::id.eq_any(ids));
    let mut found: Vec<(Artist, Release)> = query.load(connection).await?;
    found.sort_by_key(|(_, release)| ids.iter().position(|id| *id == release.id));
    Ok(found)
}
