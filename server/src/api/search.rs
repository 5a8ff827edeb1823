//! Search over what is published.

mod views;

use std::collections::BTreeMap;

use ::search::{Facet, Found, Kind};
use actix_web::{HttpResponse, web};
use futures::future::try_join_all;
use model::search::found;
use serde::Deserialize;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::release::ReleaseSummary;
use crate::search::asked::{self, Asked};
use crate::search::plain;
use crate::search::results::{ids, in_order};
pub use views::{ArtistFound, FacetCount, SearchResults, ThingFound, TrackFound};

/// The last page: what is behind it is found with more words.
const LAST_PAGE: usize = 400;

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
    /// Where to begin: where the cursor says, or at a page.
    fn begin(&self, paging: &mut Paging<Place>) -> Result<(), ApiError> {
        let wrong =
            || ApiError::field("page", "A page is a number from 1 to 400. What is far down is found with more words.");
        if self.page.is_empty() || paging.before.is_some() {
            return Ok(());
        }
        let page: usize = self.page.parse().ok().filter(|page| (1..=LAST_PAGE).contains(page)).ok_or_else(wrong)?;
        paging.before = Some(Place::behind((page - 1) * paging.most()).ok_or_else(wrong)?);
        Ok(())
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
    ("page" = Option<i64>, Query, minimum = 1, maximum = 400, description = "from 1, where there is no `before`"),
    PagingParams),
    responses((status = 200, body = SearchResults), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(
    reader: Reader,
    query: web::Query<SearchQuery>,
    mut paging: Paging<Place>,
) -> Result<HttpResponse, ApiError> {
    query.begin(&mut paging)?;
    let (kinds, asked) = (query.kinds()?, query.asked());
    let page = paging.offset() / paging.most() + 1;
    let has_words = asked.words.chars().any(char::is_alphanumeric);
    if !has_words && !asked.words.is_empty() {
        return Ok(paging.answer(&SearchResults::empty(page), None));
    }
    let part = (paging.offset(), paging.most());
    let found = match find(&reader, &asked, &kinds, part).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "search does not answer; the API shows what the database finds");
            plainly(&reader, &asked, &kinds, part).await?
        }
    };
    let most = found.0.iter().map(|found| found.total).max().unwrap_or(0);
    let next = paging.behind(usize::try_from(most).unwrap_or(usize::MAX));
    let empty = SearchResults { more: next.is_some(), ..SearchResults::empty(page) };
    let results = Box::pin(look_up(&reader, empty, &found)).await?;
    Ok(paging.answer(&results, next))
}

/// A part of each kind, and the facets of them all.
async fn find(
    reader: &Reader,
    asked: &Asked,
    kinds: &[Kind],
    (offset, limit): (usize, usize),
) -> Result<(Vec<Found>, Found), ::search::SearchError> {
    let engine = &reader.app.search;
    let queries = kinds.iter().map(|kind| ::search::Query { kinds: vec![*kind], ..asked.query(offset, limit, false) });
    let pages = try_join_all(queries.map(async |query| engine.search(&query).await));
    let all = ::search::Query { kinds: kinds.to_vec(), ..asked.query(0, 1, true) };
    futures::try_join!(pages, engine.search(&all))
}

/// What the database finds of the same.
async fn plainly(
    reader: &Reader,
    asked: &Asked,
    kinds: &[Kind],
    part: (usize, usize),
) -> Result<(Vec<Found>, Found), ApiError> {
    let mut all = plain::find(&mut *reader.db().await?, asked).await?;
    all.hits.retain(|hit| kinds.contains(&hit.key.kind));
    all.total = u64::try_from(all.hits.len()).unwrap_or(u64::MAX);
    let of_kind = |kind: &Kind| {
        let hits: Vec<_> = all.hits.iter().filter(|hit| hit.key.kind == *kind).copied().collect();
        let total = u64::try_from(hits.len()).unwrap_or(u64::MAX);
        plain::part(Found { hits, total, ..Found::default() }, part)
    };
    Ok((kinds.iter().map(of_kind).collect(), all))
}

async fn look_up(
    reader: &Reader,
    mut results: SearchResults,
    (pages, all): &(Vec<Found>, Found),
) -> Result<SearchResults, ApiError> {
    let app = &reader.app;
    results.total = all.total;
    results.facets = views::facets(all);
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
