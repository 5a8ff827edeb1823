//! Tags, places and labels with how much there is of each.

use actix_web::HttpResponse;
use model::discovery;
use model::ids::ArtistId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::artist::ArtistMention;
use crate::app::App;

/// The most tags and places.
const MOST: i64 = 500;

/// Words, the most frequent first.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordList {
    /// A part of the 500 most frequent.
    pub words: Vec<WordView>,
}

/// A tag or a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordView {
    /// The word.
    pub word: String,
    /// How many releases have it.
    pub releases: i64,
    /// Its page.
    pub url: String,
}

/// Labels by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelList {
    /// By name.
    pub labels: Vec<LabelView>,
}

/// A label.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelView {
    /// The label.
    pub label: ArtistMention,
    /// How many artists are on its roster.
    pub artists: i64,
    /// How many releases it and they have.
    pub releases: i64,
    /// Its page.
    pub url: String,
}

/// Tags, and how many releases have each
#[utoipa::path(get, path = "/api/v1/discover/tags", tag = "discovery", params(PagingParams), responses(
    (status = 200, body = WordList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn tags(reader: Reader, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let (found, next) = paging.part(discovery::tags(&mut *reader.db().await?, MOST).await?);
    let word = |count: discovery::TagCount| view(&reader.app, &urls::tag(&count.tag), count.tag, count.releases);
    Ok(paging.answer(&WordList { words: found.into_iter().map(word).collect() }, next))
}

/// Places, and how many releases come from each
#[utoipa::path(get, path = "/api/v1/discover/places", tag = "discovery", params(PagingParams), responses(
    (status = 200, body = WordList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn places(reader: Reader, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let (found, next) = paging.part(discovery::places(&mut *reader.db().await?, MOST).await?);
    let word = |count: discovery::PlaceCount| {
        view(&reader.app, &urls::discovery::place(&count.place), count.place, count.releases)
    };
    Ok(paging.answer(&WordList { words: found.into_iter().map(word).collect() }, next))
}

/// Labels, with their artists and releases counted
#[utoipa::path(get, path = "/api/v1/discover/labels", tag = "discovery", params(PagingParams),
    responses((status = 200, body = LabelList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn labels(reader: Reader, paging: Paging<ArtistId>) -> Result<HttpResponse, ApiError> {
    let found = discovery::labels(&mut *reader.db().await?, paging.before, paging.fetch()).await?;
    let (found, next) = paging.cut(found, |label| label.artist.id);
    let label = |one: &discovery::Label| LabelView {
        label: (&one.artist).into(),
        artists: one.artists,
        releases: one.releases,
        url: urls::absolute(&reader.app.base_url, &urls::artist(&one.artist.handle)),
    };
    Ok(paging.answer(&LabelList { labels: found.iter().map(label).collect() }, next))
}

fn view(app: &App, path: &str, word: String, releases: i64) -> WordView {
    WordView { url: urls::absolute(&app.base_url, path), word, releases }
}
