//! What resembles a release or an artist, and why.

use actix_web::{HttpResponse, web};
use model::discovery::{self, Reason};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::artist::ArtistMention;
use crate::api::views::release::ReleaseSummary;

/// The most that are given.
const MOST: i64 = 20;

/// One thing that two have in common.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReasonView {
    /// `tag`, `person` or `label`.
    pub kind: &'static str,
    /// The tag, the name or the label.
    pub word: String,
    /// A sentence: "Both tagged ambient".
    pub text: String,
}

/// Releases that resemble one.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarReleases {
    /// The most alike first.
    pub similar: Vec<SimilarReleaseView>,
}

/// A release that resembles another.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarReleaseView {
    /// The release.
    pub release: ReleaseSummary,
    /// What the two share, the strongest reason first.
    pub reasons: Vec<ReasonView>,
}

/// Artists who resemble one.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarArtists {
    /// The most alike first.
    pub similar: Vec<SimilarArtistView>,
}

/// An artist who resembles another.
#[derive(Debug, Serialize, ToSchema)]
pub struct SimilarArtistView {
    /// The artist.
    pub artist: ArtistMention,
    /// What the two share, the strongest reason first.
    pub reasons: Vec<ReasonView>,
}

/// What resembles a release, and why
#[utoipa::path(get, path = "/api/v1/releases/{id}/similar", tag = "discovery", params(("id" = String, Path), PagingParams),
    responses((status = 200, body = SimilarReleases), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn releases(reader: Reader, id: web::Path<String>, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let mut db = reader.db().await?;
    let seen = find::seen_release(&mut db, reader.account.as_ref(), find::id(&id)?).await?;
    let (found, next) = paging.part(discovery::similar_releases(&mut db, seen.release.id, MOST).await?);
    let similar = found
        .iter()
        .map(|(artist, release, reasons)| SimilarReleaseView {
            release: ReleaseSummary::of(&reader.app, artist, release),
            reasons: views(reasons, Reason::of_releases),
        })
        .collect();
    Ok(paging.answer(&SimilarReleases { similar }, next))
}

/// Who resembles an artist, and why
#[utoipa::path(get, path = "/api/v1/artists/{artist}/similar", tag = "discovery",
    params(("artist" = String, Path, description = "handle or id"), PagingParams),
    responses((status = 200, body = SimilarArtists), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn artists(
    reader: Reader,
    artist: web::Path<String>,
    paging: Paging<Place>,
) -> Result<HttpResponse, ApiError> {
    let mut db = reader.db().await?;
    let (artist, _) = find::seen_artist(&mut db, reader.account.as_ref(), &artist).await?;
    let (found, next) = paging.part(discovery::similar_artists(&mut db, artist.id, MOST).await?);
    let similar = found
        .iter()
        .map(|(artist, reasons)| SimilarArtistView {
            artist: artist.into(),
            reasons: views(reasons, Reason::of_artists),
        })
        .collect();
    Ok(paging.answer(&SimilarArtists { similar }, next))
}

fn views(reasons: &[Reason], words: impl Fn(&Reason) -> String) -> Vec<ReasonView> {
    let view =
        |reason: &Reason| ReasonView { kind: reason.kind(), word: reason.word().to_owned(), text: words(reason) };
    reasons.iter().map(view).collect()
}
