//! Releases: the account's own, one, a new one, changes, and the end of a draft.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::ids::ReleaseId;
use model::releases::fields::ReleaseInput;
use model::releases::{self, Release, ReleaseKind, listing};
use model::{Connection, credits, members};
use serde::{Deserialize, Serialize};
use storage::Group;
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::{Caller, Reader};
use crate::api::error::{ApiError, Problem};
use crate::api::find::{self, Seen};
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::release::{CreditView, ReleaseSummary, ReleaseView};
use crate::uploads::remove::remove_file;

/// The fields of a release. Those left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[expect(missing_docs, reason = "the fields are those of the release; those that are not say what they are")]
pub struct ReleaseBody {
    /// Handle or id of the artist; needed for a new release.
    pub artist: Option<String>,
    /// Needed for a new release.
    pub title: Option<String>,
    /// `album` (if left out), `ep`, `single`, `compilation` or `live`.
    pub kind: Option<String>,
    /// Markdown.
    pub about: Option<String>,
    pub genre: Option<String>,
    /// At most ten.
    pub tags: Option<Vec<String>>,
    /// A language tag of BCP 47; `zxx` for instrumental.
    pub language: Option<String>,
    pub place: Option<String>,
    pub label: Option<String>,
    pub catalogue_number: Option<String>,
    /// 12 or 13 digits.
    pub upc: Option<String>,
    /// `all-rights-reserved`, `cc-by`, `cc-by-sa`, `cc-by-nd`, `cc-by-nc`, `cc-by-nc-sa`, `cc-by-nc-nd` or `cc0`.
    pub licence: Option<String>,
    pub explicit: Option<bool>,
    /// `none`, `partly` or `wholly` generated.
    pub ai_declaration: Option<String>,
    pub price: Option<PriceBody>,
    /// `YYYY-MM-DD`; empty takes the date away.
    pub release_date: Option<String>,
    /// Replaces the release's own credits.
    pub credits: Option<Vec<CreditView>>,
}

/// What a release costs.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct PriceBody {
    /// `free`, `fixed` or `minimum` (pay that or more).
    pub mode: Option<String>,
    /// In the currency's smallest unit: 900 for nine euros.
    pub amount_minor: Option<i64>,
    /// ISO 4217.
    pub currency: Option<String>,
}

impl ReleaseBody {
    fn input(&self) -> ReleaseInput {
        let price = self.price.as_ref();
        ReleaseInput {
            title: self.title.clone(),
            kind: self.kind.clone(),
            about: self.about.clone(),
            genre: self.genre.clone(),
            tags: self.tags.clone(),
            language: self.language.clone(),
            place: self.place.clone(),
            label: self.label.clone(),
            catalogue_number: self.catalogue_number.clone(),
            upc: self.upc.clone(),
            licence: self.licence.clone(),
            explicit: self.explicit,
            ai_declaration: self.ai_declaration.clone(),
            price_mode: price.and_then(|price| price.mode.clone()),
            price_amount_minor: price.and_then(|price| price.amount_minor),
            price_currency: price.and_then(|price| price.currency.clone()),
            release_date: self.release_date.clone(),
            copies: None,
            members_only: None,
        }
    }
}

/// Pairs of name and role as the domain takes them.
#[must_use]
pub fn credit_pairs(credits: &[CreditView]) -> Vec<(String, String)> {
    credits.iter().map(|credit| (credit.name.clone(), credit.role.clone())).collect()
}

/// A list of releases.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseList {
    /// Last changed first.
    pub releases: Vec<ReleaseSummary>,
}

/// Whose releases.
#[derive(Debug, Deserialize)]
pub struct Whose {
    artist: Option<String>,
}

/// The releases you work on, drafts included
#[utoipa::path(get, path = "/api/v1/releases", tag = "releases",
    params(("artist" = Option<String>, Query, description = "handle or id of one of your artists"), PagingParams),
    responses((status = 200, body = ReleaseList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(caller: Caller, whose: web::Query<Whose>, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let artists = match &whose.artist {
        Some(artist) => vec![find::own_artist(&mut connection, &caller.account, artist).await?],
        None => members::artists_of(&mut connection, caller.account.id).await?,
    };
    let mut found: Vec<(Release, ReleaseSummary)> = Vec::new();
    for artist in &artists {
        let releases = listing::all_of_artist(&mut connection, artist.id).await?;
        found.extend(releases.into_iter().map(|one| (one.clone(), ReleaseSummary::of(&caller.app, artist, &one))));
    }
    found.sort_by_key(|(release, _)| std::cmp::Reverse(release.updated_at));
    let (found, next) = paging.part(found);
    Ok(paging.answer(&ReleaseList { releases: found.into_iter().map(|(_, summary)| summary).collect() }, next))
}

/// Make a draft
#[utoipa::path(post, path = "/api/v1/releases", tag = "releases", request_body = ReleaseBody, responses(
    (status = 201, body = ReleaseView), (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(caller: Caller, Body(body): Body<ReleaseBody>) -> Result<HttpResponse, ApiError> {
    let artist = body.artist.as_deref().ok_or_else(|| ApiError::field("artist", "Name the artist by handle or id."))?;
    if body.title.is_none() {
        return Err(ApiError::field("title", "Give the release a title."));
    }
    let mut connection = caller.db().await?;
    let artist = find::own_artist(&mut connection, &caller.account, artist).await?;
    let changes = body.input().check(None).map_err(|errors| ApiError::invalid(&errors))?;
    let release = connection
        .transaction(async |connection| {
            let title = changes.title.clone().unwrap_or_default();
            let made =
                releases::create(connection, artist.id, &title, changes.kind.unwrap_or(ReleaseKind::Album)).await?;
            let release = releases::update(connection, made.id, &changes).await?;
            replace_credits(connection, made.id, body.credits.as_deref()).await?;
            Ok::<_, ApiError>(release)
        })
        .await?;
    let address = format!("/api/v1/releases/{}", release.id);
    let view = ReleaseView::of(
        &mut connection,
        &caller.app,
        &Seen { artist, release, member: true, reader: Some(caller.account.id) },
    )
    .await?;
    Ok(HttpResponse::Created().insert_header(("location", address)).json(view))
}

/// A release with its tracks
#[utoipa::path(get, path = "/api/v1/releases/{id}", tag = "releases", params(("id" = String, Path)),
    responses((status = 200, body = ReleaseView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(reader: Reader, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = reader.db().await?;
    let seen = find::seen_release(&mut connection, reader.account.as_ref(), find::id(&id)?).await?;
    Ok(HttpResponse::Ok().json(ReleaseView::of(&mut connection, &reader.app, &seen).await?))
}

/// Change a release
#[utoipa::path(patch, path = "/api/v1/releases/{id}", tag = "releases", params(("id" = String, Path)), request_body = ReleaseBody,
    responses((status = 200, body = ReleaseView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<ReleaseBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (artist, release) = find::own_release(&mut connection, &caller.account, &id).await?;
    if body.artist.as_deref().is_some_and(|other| other != artist.handle && other != artist.id.to_string()) {
        return Err(ApiError::field("artist", "A release stays with its artist. Make a new one for another artist."));
    }
    let changes = body.input().check(Some(&release)).map_err(|errors| ApiError::invalid(&errors))?;
    let release = connection
        .transaction(async |connection| {
            replace_credits(connection, release.id, body.credits.as_deref()).await?;
            Ok::<_, ApiError>(releases::update(connection, release.id, &changes).await?)
        })
        .await?;
    let view = ReleaseView::of(
        &mut connection,
        &caller.app,
        &Seen { artist, release, member: true, reader: Some(caller.account.id) },
    )
    .await?;
    Ok(HttpResponse::Ok().json(view))
}

/// Remove a draft with its tracks
///
/// A published or scheduled release is unpublished first. One that somebody bought stays.
#[utoipa::path(delete, path = "/api/v1/releases/{id}", tag = "releases", params(("id" = String, Path)), responses((status = 204),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, release) = find::own_release(&mut connection, &caller.account, &id).await?;
    ApiError::if_sold(&mut connection, release.id).await?;
    let files = model::uploads::of_release(&mut connection, release.id).await?;
    releases::delete_draft(&mut connection, release.id).await.map_err(|error| match error {
        diesel::result::Error::NotFound => ApiError::new(
            actix_web::http::StatusCode::CONFLICT,
            "published",
            "Unpublish the release first, then delete it.",
        ),
        other => other.into(),
    })?;
    for file in files {
        remove_file(&caller.app, file).await?;
    }
    caller.app.storage.delete_group(Group::Extras(release.id.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn replace_credits(
    connection: &mut Connection,
    id: ReleaseId,
    credits: Option<&[CreditView]>,
) -> Result<(), ApiError> {
    if let Some(credits) = credits {
        credits::replace(connection, id, None, &credit_pairs(credits)).await?;
    }
    Ok(())
}
