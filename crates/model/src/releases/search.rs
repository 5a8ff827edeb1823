//! What a few words, a tag and a place find among what is published.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, PgArrayExpressionMethods, PgTextExpressionMethods, QueryDsl, QueryResult,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::artists::Artist;
use crate::releases::Release;
use crate::releases::listing::escape;
use crate::schema::{artists, releases, tracks};
use crate::tracks::Track;

/// What is looked for; empty fields narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Words of a title or a name.
    pub words: String,
    /// A tag the release has.
    pub tag: String,
    /// Where release or artist is at home.
    pub place: String,
    /// Things to pass over.
    pub offset: i64,
    /// The most to give.
    pub limit: i64,
}

impl Search {
    fn pattern(&self) -> String {
        format!("%{}%", escape(self.words.trim()))
    }

    fn place_pattern(&self) -> String {
        format!("%{}%", escape(self.place.trim()))
    }
}

/// Published releases, newest publication first.
///
/// # Errors
/// When the database fails.
pub async fn releases(connection: &mut Connection, search: &Search) -> QueryResult<Vec<(Artist, Release)>> {
    let mut query = releases::table
        .inner_join(artists::table)
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .order((releases::published_at.desc(), releases::id.desc()))
        .limit(search.limit)
        .offset(search.offset)
        .select((Artist::as_select(), Release::as_select()))
        .into_boxed();
    if !search.tag.is_empty() {
        query = query.filter(releases::tags.contains(vec![search.tag.to_lowercase()]));
    }
    if !search.place.trim().is_empty() {
        let pattern = search.place_pattern();
        query = query.filter(releases::place.ilike(pattern.clone()).or(artists::place.ilike(pattern)));
    }
    if !search.words.trim().is_empty() {
        let pattern = search.pattern();
        query = query.filter(releases::title.ilike(pattern.clone()).or(artists::name.ilike(pattern)));
    }
    query.load(connection).await
}

/// Tracks of published releases, newest publication first, each release's in order.
///
/// # Errors
/// When the database fails.
pub async fn tracks(connection: &mut Connection, search: &Search) -> QueryResult<Vec<(Artist, Release, Track)>> {
    let mut query = tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .order((releases::published_at.desc(), releases::id.desc(), tracks::position.asc()))
        .limit(search.limit)
        .offset(search.offset)
        .select((Artist::as_select(), Release::as_select(), Track::as_select()))
        .into_boxed();
    if !search.tag.is_empty() {
        query = query.filter(releases::tags.contains(vec![search.tag.to_lowercase()]));
    }
    if !search.place.trim().is_empty() {
        let pattern = search.place_pattern();
        query = query.filter(releases::place.ilike(pattern.clone()).or(artists::place.ilike(pattern)));
    }
    if !search.words.trim().is_empty() {
        let pattern = search.pattern();
        query = query.filter(tracks::title.ilike(pattern.clone()).or(tracks::artist_name.ilike(pattern)));
    }
    query.load(connection).await
}

/// Artists that are not suspended, by name; with a tag, those that published a release with it.
///
/// # Errors
/// When the database fails.
pub async fn artists(connection: &mut Connection, search: &Search) -> QueryResult<Vec<Artist>> {
    let mut query = artists::table
        .filter(artists::suspended_at.is_null())
        .order(artists::name.asc())
        .limit(search.limit)
        .offset(search.offset)
        .select(Artist::as_select())
        .into_boxed();
    if !search.tag.is_empty() {
        let tagged = releases::table
            .filter(releases::published_at.is_not_null())
            .filter(releases::members_only.eq(false))
            .filter(releases::tags.contains(vec![search.tag.to_lowercase()]))
            .select(releases::artist_id);
        query = query.filter(artists::id.eq_any(tagged));
    }
    if !search.place.trim().is_empty() {
        query = query.filter(artists::place.ilike(search.place_pattern()));
    }
    if !search.words.trim().is_empty() {
        let pattern = search.pattern();
        query = query.filter(artists::name.ilike(pattern.clone()).or(artists::handle.ilike(pattern)));
    }
    query.load(connection).await
}
