//! Search over what is published.

use actix_web::{HttpResponse, web};
use model::releases::search::{self, Search};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::views::artist::ArtistMention;
use crate::api::views::release::ReleaseSummary;
use crate::app::App;

/// How many of each kind a page has.
const PER_PAGE: i64 = 20;

/// What is looked for.
#[derive(Debug, Deserialize)]
pub struct SearchQuery {
    #[serde(default)]
    q: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    tag: String,
    #[serde(default)]
    place: String,
    page: Option<String>,
}

/// What was found; a kind that was not asked for is empty.
#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResults {
    /// The page, from 1.
    pub page: i64,
    /// Whether the next page has something.
    pub more: bool,
    /// Newest publication first.
    pub releases: Vec<ReleaseSummary>,
    /// Newest publication first.
    pub tracks: Vec<TrackFound>,
    /// By name.
    pub artists: Vec<ArtistFound>,
}

/// A track that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackFound {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Where it stands on the release.
    pub position: i32,
    /// The release's artist.
    pub artist: ArtistMention,
    /// The release.
    pub release_id: Uuid,
    /// The release's title.
    pub release_title: String,
    /// Its page.
    pub url: String,
}

/// An artist that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArtistFound {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Where it is at home.
    pub place: String,
    /// Its page.
    pub url: String,
}

/// Search releases, tracks and artists
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(("q" = Option<String>, Query, description = "words"),
    ("type" = Option<String>, Query, description = "`release`, `track` or `artist`; all if left out"),
    ("tag" = Option<String>, Query), ("place" = Option<String>, Query), ("page" = Option<i64>, Query, description = "from 1")),
    responses((status = 200, body = SearchResults), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(reader: Reader, query: web::Query<SearchQuery>) -> Result<HttpResponse, ApiError> {
    let page = match query.page.as_deref().unwrap_or_default() {
        "" => 1,
        text => text.parse::<i64>().ok().filter(|page| (1..=500).contains(page)).ok_or_else(bad_page)?,
    };
    if !matches!(query.kind.as_str(), "" | "release" | "track" | "artist") {
        return Err(ApiError::field("type", "Choose one of: release, track, artist."));
    }
    let wants = |kind: &str| query.kind.is_empty() || query.kind == kind;
    let search = Search {
        words: query.q.clone(),
        tag: query.tag.clone(),
        place: query.place.clone(),
        offset: (page - 1) * PER_PAGE,
        // One more than is shown tells whether there is a next page.
        limit: PER_PAGE + 1,
    };
    let mut connection = reader.db().await?;
    let mut results =
        SearchResults { page, more: false, releases: Vec::new(), tracks: Vec::new(), artists: Vec::new() };
    if wants("release") {
        let found = search::releases(&mut connection, &search).await?;
        results.releases =
            shown(&mut results.more, found, |(artist, release)| ReleaseSummary::of(&reader.app, artist, release));
    }
    if wants("track") {
        let found = search::tracks(&mut connection, &search).await?;
        results.tracks = shown(&mut results.more, found, |found| track_found(&reader.app, found));
    }
    if wants("artist") {
        let found = search::artists(&mut connection, &search).await?;
        results.artists = shown(&mut results.more, found, |artist| artist_found(&reader.app, artist));
    }
    Ok(HttpResponse::Ok().json(results))
}

fn shown<T, V>(more: &mut bool, found: Vec<T>, view: impl Fn(&T) -> V) -> Vec<V> {
    let per_page = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    *more |= found.len() > per_page;
    found.iter().take(per_page).map(view).collect()
}

fn track_found(
    app: &App,
    (artist, release, track): &(model::artists::Artist, model::releases::Release, model::tracks::Track),
) -> TrackFound {
    let page = urls::track(&artist.handle, &release.slug, &track.slug);
    TrackFound {
        id: track.id.0,
        title: track.title.clone(),
        position: track.position,
        artist: artist.into(),
        release_id: release.id.0,
        release_title: release.title.clone(),
        url: urls::absolute(&app.base_url, &page),
    }
}

fn artist_found(app: &App, artist: &model::artists::Artist) -> ArtistFound {
    ArtistFound {
        id: artist.id.0,
        handle: artist.handle.clone(),
        name: artist.name.clone(),
        place: artist.place.clone(),
        url: urls::absolute(&app.base_url, &urls::artist(&artist.handle)),
    }
}

fn bad_page() -> ApiError {
    ApiError::field("page", "A page is a number from 1 to 500.")
}
