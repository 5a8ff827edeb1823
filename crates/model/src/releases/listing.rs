//! Lists of releases: new ones, an artist's, those with a tag, those a few words find.

use diesel::{BoolExpressionMethods, ExpressionMethods, PgArrayExpressionMethods, PgSortExpressionMethods, PgTextExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::artists::Artist;
use crate::ids::ArtistId;
use crate::releases::Release;
use crate::schema::{artists, releases, tracks};

/// What the public list is narrowed by; empty fields narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// A tag every release has.
    pub tag: String,
    /// Words of a title or an artist's name.
    pub words: String,
    /// Releases to pass over.
    pub offset: i64,
    /// The most to give.
    pub limit: i64,
}

/// Published releases with their artists, newest publication first.
///
/// # Errors
/// When the database fails.
pub async fn published(connection: &mut Connection, filter: &Filter) -> QueryResult<Vec<(Artist, Release)>> {
    let mut query = releases::table
        .inner_join(artists::table)
        .filter(releases::published_at.is_not_null())
        .filter(artists::suspended_at.is_null())
        .order((releases::published_at.desc(), releases::id.desc()))
        .limit(filter.limit)
        .offset(filter.offset)
        .select((Artist::as_select(), Release::as_select()))
        .into_boxed();
    if !filter.tag.is_empty() {
        query = query.filter(releases::tags.contains(vec![filter.tag.clone()]));
    }
    if !filter.words.trim().is_empty() {
        let pattern = format!("%{}%", escape(filter.words.trim()));
        let with_track = tracks::table.filter(tracks::title.ilike(pattern.clone())).select(tracks::release_id);
        query = query.filter(
            releases::title.ilike(pattern.clone()).or(artists::name.ilike(pattern)).or(releases::id.eq_any(with_track)),
        );
    }
    query.load(connection).await
}

/// The published releases of one artist, newest first.
///
/// # Errors
/// When the database fails.
pub async fn published_of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Release>> {
    releases::table
        .filter(releases::artist_id.eq(artist))
        .filter(releases::published_at.is_not_null())
        .order((releases::release_date.desc().nulls_last(), releases::published_at.desc()))
        .select(Release::as_select())
        .load(connection)
        .await
}

/// All releases of one artist, last changed first, for the studio.
///
/// # Errors
/// When the database fails.
pub async fn all_of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Release>> {
    releases::table
        .filter(releases::artist_id.eq(artist))
        .order(releases::updated_at.desc())
        .select(Release::as_select())
        .load(connection)
        .await
}

/// Artists whose name a few words find, suspended ones left out.
///
/// # Errors
/// When the database fails.
pub async fn artists_named(connection: &mut Connection, words: &str, limit: i64) -> QueryResult<Vec<Artist>> {
    let pattern = format!("%{}%", escape(words.trim()));
    artists::table
        .filter(artists::suspended_at.is_null())
        .filter(artists::name.ilike(pattern.clone()).or(artists::handle.ilike(pattern)))
        .order(artists::name.asc())
        .limit(limit)
        .select(Artist::as_select())
        .load(connection)
        .await
}

/// The tags that published releases have most, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn common_tags(connection: &mut Connection, limit: usize) -> QueryResult<Vec<String>> {
    let all: Vec<Vec<String>> = releases::table
        .inner_join(artists::table)
        .filter(releases::published_at.is_not_null())
        .filter(artists::suspended_at.is_null())
        .order(releases::published_at.desc())
        .limit(500)
        .select(releases::tags)
        .load(connection)
        .await?;
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for tag in all.into_iter().flatten() {
        *counts.entry(tag).or_default() += 1;
    }
    let mut counted: Vec<(String, usize)> = counts.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(counted.into_iter().take(limit).map(|(tag, _)| tag).collect())
}

/// `text` with the wildcards of LIKE taken as they are.
fn escape(text: &str) -> String {
    text.chars().take(100).flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect()
}
