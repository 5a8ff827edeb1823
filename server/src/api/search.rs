//! Search over what is published.

mod plain;
mod views;

use std::collections::BTreeMap;

use ::search::{Facet, Found, Kind};
use actix_web::{HttpResponse, web};
use futures::future::try_join_all;
use model::search::found;
use serde::Deserialize;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::views::release::ReleaseSummary;
use crate::search::asked::{self, Asked};
use crate::search::results::{ids, in_order};
pub use views::{ArtistFound, FacetCount, SearchResults, ThingFound, TrackFound};

/// How many of each kind a page has.
const PER_PAGE: usize = 20;
/// The last page: what is behind it is found with more words.
const LAST_PAGE: usize = 500;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    q: String,
    #[serde(rename = "type")]
    kind: String,
    tag: String,
    place: String,
    format: String,
    price: String,
    licence: String,
    year: String,
    form: String,
    sort: String,
    page: String,
}

impl SearchQuery {
    fn page(&self) -> Result<usize, ApiError> {
        if self.page.is_empty() {
            return Ok(1);
        }
        let page = self.page.parse().ok().filter(|page| (1..=LAST_PAGE).contains(page));
        page.ok_or_else(|| ApiError::field("page", "A page is a number from 1 to 500."))
    }

    /// The kinds to look for; all where none is named.
    fn kinds(&self) -> Result<Vec<Kind>, ApiError> {
        if self.kind.is_empty() {
            return Ok(Kind::ALL.to_vec());
        }
        let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        let kind =
            self.kind.parse().map_err(|_| ApiError::field("type", &format!("Choose one of: {}.", words.join(", "))))?;
        Ok(vec![kind])
    }

    fn asked(&self) -> Asked {
        let mut facets = BTreeMap::new();
        for (facet, word) in [
            (Facet::Tag, self.tag.to_lowercase()),
            (Facet::Place, self.place.clone()),
            (Facet::Format, self.format.clone()),
            (Facet::Price, self.price.clone()),
            (Facet::Licence, self.licence.clone()),
            (Facet::Year, self.year.clone()),
            (Facet::Form, self.form.clone()),
        ] {
            let word = asked::seen(&word, 100);
            if !word.is_empty() {
                facets.insert(facet, vec![word]);
            }
        }
        Asked { words: asked::seen(&self.q, 200), facets, newest: self.sort == "newest", page: 1 }
    }
}

/// Search everything that is public
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(
    ("q" = Option<String>, Query, description = "words; small mistakes and unfinished words are understood"),
    ("type" = Option<String>, Query,
        description = "`artist`, `release`, `track`, `show`, `playlist`, `remote_artist` or `remote_release`; all if left out"),
    ("tag" = Option<String>, Query), ("place" = Option<String>, Query, description = "as the facets name it"),
    ("format" = Option<String>, Query, description = "a download format: `flac`, `mp3-320`…"),
    ("price" = Option<String>, Query, description = "`free`, `minimum` or `fixed`"),
    ("licence" = Option<String>, Query, description = "`cc-by` and the like"), ("year" = Option<String>, Query),
    ("form" = Option<String>, Query, description = "`album`, `single`, `band`, `label`, `station`…"),
    ("sort" = Option<String>, Query, description = "`newest`; the best first if left out"),
    ("page" = Option<i64>, Query, minimum = 1, maximum = 500, description = "from 1")),
    responses((status = 200, body = SearchResults), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(reader: Reader, query: web::Query<SearchQuery>) -> Result<HttpResponse, ApiError> {
    let (page, kinds, asked) = (query.page()?, query.kinds()?, query.asked());
    let has_words = asked.words.chars().any(char::is_alphanumeric);
    if !has_words && !asked.words.is_empty() {
        return Ok(HttpResponse::Ok().json(SearchResults::empty(page)));
    }
    let results = match find(&reader, &asked, &kinds, page).await {
        Ok(found) => Box::pin(look_up(&reader, page, &found)).await?,
        Err(error) => {
            tracing::warn!(%error, "search does not answer; the API shows what the database finds");
            Box::pin(plain::find(&reader, &asked, &kinds, page)).await?
        }
    };
    Ok(HttpResponse::Ok().json(results))
}

/// A page of each kind, and the facets of them all.
async fn find(
    reader: &Reader,
    asked: &Asked,
    kinds: &[Kind],
    page: usize,
) -> Result<(Vec<Found>, Found), ::search::SearchError> {
    let engine = &reader.app.search;
    let queries = kinds
        .iter()
        .map(|kind| ::search::Query { kinds: vec![*kind], ..asked.query((page - 1) * PER_PAGE, PER_PAGE, false) });
    let pages = try_join_all(queries.map(async |query| engine.search(&query).await));
    let all = ::search::Query { kinds: kinds.to_vec(), ..asked.query(0, 1, true) };
    futures::try_join!(pages, engine.search(&all))
}

async fn look_up(reader: &Reader, page: usize, (pages, all): &(Vec<Found>, Found)) -> Result<SearchResults, ApiError> {
    let app = &reader.app;
    let mut results = SearchResults::empty(page);
    results.total = all.total;
    results.facets = views::facets(all);
    let seen = u64::try_from(page * PER_PAGE).unwrap_or(u64::MAX);
    results.more = page < LAST_PAGE && pages.iter().any(|found| found.total > seen);
    let mut db = reader.db().await?;
    for (found, kind) in pages.iter().filter_map(|found| Some((found, found.hits.first()?.key.kind))) {
        let ids = ids(found, kind);
        match kind {
            Kind::Artist => {
                let artists = in_order(&ids, found::artists(&mut db, &ids).await?, |artist| artist.id.0);
                results.artists = artists.iter().map(|artist| ArtistFound::of(app, artist)).collect();
            }
            Kind::Release => {
                let pairs = in_order(&ids, found::releases(&mut db, &ids).await?, |(_, release)| release.id.0);
                results.releases =
                    pairs.iter().map(|(artist, release)| ReleaseSummary::of(app, artist, release)).collect();
            }
            Kind::Track => {
                let tracks = in_order(&ids, found::tracks(&mut db, &ids).await?, |(_, _, track)| track.id.0);
                results.tracks = tracks.iter().map(|found| TrackFound::of(app, found)).collect();
            }
            Kind::Show => {
                let shows = in_order(&ids, found::shows(&mut db, &ids).await?, |(show, _)| show.id.0);
                results.shows = shows.iter().map(|found| ThingFound::of_show(app, found)).collect();
            }
            Kind::Playlist => {
                let lists = in_order(&ids, found::playlists(&mut db, &ids).await?, |list| list.id);
                results.playlists = lists.iter().map(|list| ThingFound::of_playlist(app, list)).collect();
            }
            Kind::RemoteArtist => {
                let actors = in_order(&ids, found::remote_artists(&mut db, &ids).await?, |actor| actor.id.0);
                results.remote_artists = actors.iter().map(|actor| ThingFound::of_actor(app, actor)).collect();
            }
            Kind::RemoteRelease => {
                let pairs = in_order(&ids, found::remote_releases(&mut db, &ids).await?, |(release, _)| release.id.0);
                results.remote_releases = pairs.iter().map(|found| ThingFound::of_remote(app, found)).collect();
            }
        }
    }
    Ok(results)
}
