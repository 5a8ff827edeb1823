//! Lists of releases: new ones, an artist's, those with a tag, those a few words find.

use diesel::dsl::sql;
use diesel::sql_types::{Bool, Text};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, PgArrayExpressionMethods, PgSortExpressionMethods,
    PgTextExpressionMethods, QueryDsl, QueryResult, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::artists::Artist;
use crate::ids::ArtistId;
use crate::releases::Release;
use crate::schema::{artists, releases, tracks};
use crate::tracks::Track;

/// The most words of a search that are looked for.
const MOST_WORDS: usize = 6;

/// What the public list is narrowed by; empty fields narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// A tag, or the genre, that every release has.
    pub tag: String,
    /// Words; each stands in a title, the artist's name, the genre, the label or a tag.
    pub words: String,
    /// Releases to pass over.
    pub offset: i64,
    /// The most to give.
    pub limit: i64,
}

/// Published releases with their artists, newest first publication first.
///
/// # Errors
/// When the database fails.
pub async fn published(connection: &mut Connection, filter: &Filter) -> QueryResult<Vec<(Artist, Release)>> {
    let mut query = releases::table
        .inner_join(artists::table)
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .order((releases::first_published_at.desc(), releases::id.desc()))
        .limit(filter.limit)
        .offset(filter.offset)
        .select((Artist::as_select(), Release::as_select()))
        .into_boxed();
    if !filter.tag.is_empty() {
        query = query
            .filter(releases::tags.contains(vec![filter.tag.clone()]).or(releases::genre.ilike(escape(&filter.tag))));
    }
    for pattern in patterns(&filter.words) {
        let with_track = tracks::table.filter(tracks::title.ilike(pattern.clone())).select(tracks::release_id);
        query = query.filter(
            releases::title
                .ilike(pattern.clone())
                .or(artists::name.ilike(pattern.clone()))
                .or(releases::genre.ilike(pattern.clone()))
                .or(releases::label.ilike(pattern.clone()))
                .or(sql::<Bool>("array_to_string(releases.tags, ' ') ILIKE ").bind::<Text, _>(pattern))
                .or(releases::id.eq_any(with_track)),
        );
    }
    query.load(connection).await
}

/// The published releases of several artists, newest publication first, with their artists.
///
/// # Errors
/// When the database fails.
pub async fn published_of_artists(
    connection: &mut Connection,
    of: &[ArtistId],
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    releases::table
        .inner_join(artists::table)
        .filter(artists::id.eq_any(of))
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .order((releases::published_at.desc(), releases::id.desc()))
        .limit(limit)
        .select((Artist::as_select(), Release::as_select()))
        .load(connection)
        .await
}

/// Artists with a published release, by name, suspended ones left out.
///
/// # Errors
/// When the database fails.
pub async fn artists_heard(connection: &mut Connection, limit: i64) -> QueryResult<Vec<Artist>> {
    let heard = releases::table
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .select(releases::artist_id);
    artists::table
        .filter(artists::suspended_at.is_null())
        .filter(artists::id.eq_any(heard))
        .order(artists::name.asc())
        .limit(limit)
        .select(Artist::as_select())
        .load(connection)
        .await
}

/// Tracks of published releases that play and whose title, or the name of who made them, has every word.
///
/// # Errors
/// When the database fails.
pub async fn tracks_named(
    connection: &mut Connection,
    words: &str,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release, Track)>> {
    let mut query = tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .filter(tracks::encoding_id.is_not_null())
        .order((releases::published_at.desc(), tracks::position.asc()))
        .limit(limit)
        .select((Artist::as_select(), Release::as_select(), Track::as_select()))
        .into_boxed();
    for pattern in patterns(words) {
        query = query.filter(
            tracks::title
                .ilike(pattern.clone())
                .or(tracks::artist_name.ilike(pattern.clone()))
                .or(artists::name.ilike(pattern)),
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
        .filter(releases::members_only.eq(false))
        .order((releases::release_date.desc().nulls_last(), releases::published_at.desc()))
        .select(Release::as_select())
        .load(connection)
        .await
}

/// What of an artist is out for some only, newest first: releases for members, and those that come out by themselves, which
/// members may hear early. Who may see each is to be asked.
///
/// # Errors
/// When the database fails.
pub async fn for_some_of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Release>> {
    releases::table
        .filter(releases::artist_id.eq(artist))
        .filter(releases::publish_at.is_not_null().or(releases::published_at.is_not_null().and(releases::members_only)))
        .order(releases::created_at.desc())
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
        .filter(releases::members_only.eq(false))
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

/// For each word a pattern that finds it anywhere.
pub(crate) fn patterns(words: &str) -> Vec<String> {
    words.split_whitespace().take(MOST_WORDS).map(|word| format!("%{}%", escape(word))).collect()
}

/// `text` with the wildcards of LIKE taken as they are.
pub(crate) fn escape(text: &str) -> String {
    text.chars().take(100).flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect()
}
