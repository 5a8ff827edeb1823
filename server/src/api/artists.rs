//! Artists: the account's own, one, a new one, changes.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::artists::fields::ArtistInput;
use model::artists::{self, ArtistKind, Link};
use model::members;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::{Caller, Reader};
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::artist::{ArtistView, LinkView};

/// The fields of an artist. Those left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ArtistBody {
    /// Its name in addresses, 2 to 30 of a-z, 0-9 and _; it cannot be changed later.
    pub handle: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// `person` (if left out), `band` or `label`.
    pub kind: Option<String>,
    /// Markdown.
    pub bio: Option<String>,
    /// Where it is at home.
    pub place: Option<String>,
    /// Addresses elsewhere.
    pub links: Option<Vec<LinkView>>,
}

impl ArtistBody {
    fn input(&self) -> ArtistInput {
        let links = self
            .links
            .as_ref()
            .map(|links| links.iter().map(|link| Link { label: link.label.clone(), url: link.url.clone() }).collect());
        ArtistInput {
            name: self.name.clone(),
            kind: self.kind.clone(),
            bio: self.bio.clone(),
            place: self.place.clone(),
            links,
        }
    }
}

/// A list of artists.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArtistList {
    /// By name.
    pub artists: Vec<ArtistView>,
}

/// The artists you manage
#[utoipa::path(get, path = "/api/v1/artists", tag = "artists", params(PagingParams), responses(
    (status = 200, body = ArtistList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(caller: Caller, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let mut views = Vec::new();
    let (artists, next) = paging.part(members::artists_of(&mut connection, caller.account.id).await?);
    for artist in artists {
        views.push(ArtistView::of(&mut connection, &caller.app, &artist).await?);
    }
    Ok(paging.answer(&ArtistList { artists: views }, next))
}

/// Make an artist
///
/// You become its owner. A handle that is taken or reserved is a 422 that names the field.
#[utoipa::path(post, path = "/api/v1/artists", tag = "artists", request_body = ArtistBody, responses(
    (status = 201, body = ArtistView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(caller: Caller, Body(body): Body<ArtistBody>) -> Result<HttpResponse, ApiError> {
    let handle = body.handle.as_deref().ok_or_else(|| ApiError::field("handle", "Choose a handle."))?;
    let name = body.name.as_deref().ok_or_else(|| ApiError::field("name", "Enter the name of the artist."))?;
    let changes = body.input().check().map_err(|errors| ApiError::invalid(&errors))?;
    let kind = changes.kind.unwrap_or(ArtistKind::Person);
    let owner = caller.account.id;
    let mut connection = caller.db().await?;
    let artist = connection
        .transaction(async |connection| {
            let artist = artists::create(connection, owner, handle, name, kind).await?;
            Ok::<_, ApiError>(artists::update(connection, artist.id, &changes).await?)
        })
        .await?;
    let view = ArtistView::of(&mut connection, &caller.app, &artist).await?;
    Ok(HttpResponse::Created().insert_header(("location", address(&artist.handle))).json(view))
}

/// An artist, by handle or id
#[utoipa::path(get, path = "/api/v1/artists/{artist}", tag = "artists", params(("artist" = String, Path, description = "handle or id")),
    responses((status = 200, body = ArtistView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(reader: Reader, artist: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = reader.db().await?;
    let (artist, _) = find::seen_artist(&mut connection, reader.account.as_ref(), &artist).await?;
    Ok(HttpResponse::Ok().json(ArtistView::of(&mut connection, &reader.app, &artist).await?))
}

/// Change an artist
#[utoipa::path(patch, path = "/api/v1/artists/{artist}", tag = "artists", params(("artist" = String, Path, description = "handle or id")),
    request_body = ArtistBody, responses((status = 200, body = ArtistView),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    artist: web::Path<String>,
    Body(body): Body<ArtistBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let artist = find::own_artist(&mut connection, &caller.account, &artist).await?;
    if body.handle.as_deref().is_some_and(|handle| handle.trim_start_matches('@') != artist.handle) {
        return Err(ApiError::field("handle", "A handle cannot be changed: others follow the artist under it."));
    }
    let changes = body.input().check().map_err(|errors| ApiError::invalid(&errors))?;
    let artist = artists::update(&mut connection, artist.id, &changes).await?;
    Ok(HttpResponse::Ok().json(ArtistView::of(&mut connection, &caller.app, &artist).await?))
}

fn address(handle: &str) -> String {
    format!("/api/v1/artists/{handle}")
}
