//! Live sets: the account's own, one, a new one, changes, the end of one that is not wanted.

pub mod body;
pub mod ending;
pub mod keys;
pub mod marks;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::Utc;
use diesel_async::AsyncConnection;
use model::shows::{self, Show, ShowError};
use model::stream_keys::{self, StreamKeyError};
use model::{Connection, artists, members, sellers};
use serde::{Deserialize, Serialize};
use storage::Group;
use utoipa::ToSchema;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::show::ShowView;
use crate::error::PageError;
use body::ShowBody;

/// A list of shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShowList {
    /// The newest first.
    pub shows: Vec<ShowView>,
}

/// Whose shows.
#[derive(Debug, Deserialize)]
pub struct Whose {
    artist: Option<String>,
}

/// A show of an artist that the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn own(connection: &mut Connection, caller: &Caller, id: &str) -> Result<(artists::Artist, Show), ApiError> {
    let show = shows::find(connection, find::id(id)?).await?.ok_or_else(ApiError::not_found)?;
    if !find::is_member(connection, Some(&caller.account), show.artist_id).await? {
        return Err(ApiError::not_found());
    }
    let artist = artists::find(connection, show.artist_id).await?.ok_or_else(ApiError::not_found)?;
    Ok((artist, show))
}

async fn currency(connection: &mut Connection, artist: &artists::Artist) -> Result<model::money::Currency, ApiError> {
    let seller = sellers::of(connection, artist.id).await?;
    let known = model::money::currency(&seller.currency);
    known.ok_or_else(|| PageError::internal("a seller's currency is not known").into())
}

/// The shows of your artists
#[utoipa::path(get, path = "/api/v1/shows", tag = "shows",
    params(("artist" = Option<String>, Query, description = "handle or id of one of your artists"), PagingParams),
    responses((status = 200, body = ShowList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(caller: Caller, whose: web::Query<Whose>, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let artists = match &whose.artist {
        Some(artist) => vec![find::own_artist(&mut connection, &caller.account, artist).await?],
        None => members::artists_of(&mut connection, caller.account.id).await?,
    };
    let mut found = Vec::new();
    for artist in &artists {
        let shows = shows::of_artist(&mut connection, artist.id).await?;
        found.extend(shows.into_iter().map(|show| (artist, show)));
    }
    let (found, next) = paging.part(found);
    let mut views = Vec::with_capacity(found.len());
    for (artist, show) in &found {
        views.push(ShowView::of(&mut connection, &caller.app, artist, show).await?);
    }
    Ok(paging.answer(&ShowList { shows: views }, next))
}

/// Plan a show, or go live at once
///
/// The answer has everything a tool needs to connect, with a stream key that is shown this once. The show is on air as soon as
/// a source comes.
#[utoipa::path(post, path = "/api/v1/shows", tag = "shows", request_body = ShowBody, responses(
    (status = 201, body = ShowView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(caller: Caller, Body(body): Body<ShowBody>) -> Result<HttpResponse, ApiError> {
    let artist = body.artist.as_deref().ok_or_else(|| ApiError::field("artist", "Name the artist by handle or id."))?;
    let mut connection = caller.db().await?;
    let artist = find::own_artist(&mut connection, &caller.account, artist).await?;
    let currency = currency(&mut connection, &artist).await?;
    let fields = body.input(None, currency).check(currency, None).map_err(|errors| body::invalid(&errors))?;
    let (show, key) = connection
        .transaction(async |connection| {
            let show = shows::create(connection, artist.id, &fields, Utc::now()).await?;
            let (_, key) = stream_keys::create(connection, artist.id, Some(show.id), "API").await?;
            Ok::<_, ApiError>((show, key))
        })
        .await?;
    let mut view = ShowView::of(&mut connection, &caller.app, &artist, &show).await?;
    view.stream_key = Some(key);
    Ok(HttpResponse::Created()
        .insert_header(("location", format!("/api/v1/shows/{}", show.id)))
        .insert_header(("cache-control", "no-store"))
        .json(view))
}

/// A show, with how it stands
#[utoipa::path(get, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = String, Path)),
    responses((status = 200, body = ShowView), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn show(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (artist, show) = own(&mut connection, &caller, &id).await?;
    Ok(HttpResponse::Ok().json(ShowView::of(&mut connection, &caller.app, &artist, &show).await?))
}

/// Change a show
#[utoipa::path(patch, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = String, Path)), request_body = ShowBody,
    responses((status = 200, body = ShowView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(
    caller: Caller,
    id: web::Path<String>,
    Body(body): Body<ShowBody>,
) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (artist, show) = own(&mut connection, &caller, &id).await?;
    if body.artist.as_deref().is_some_and(|other| other != artist.handle && other != artist.id.to_string()) {
        return Err(ApiError::field("artist", "A show stays with its artist. Plan another one for another artist."));
    }
    let seller = currency(&mut connection, &artist).await?;
    let currency = show.ticket_currency.as_deref().and_then(model::money::currency).unwrap_or(seller);
    let input = body.input(Some(&show), currency);
    let fields = input.check(currency, Some(&show)).map_err(|errors| body::invalid(&errors))?;
    let show = shows::update(&mut connection, show.id, &fields, Utc::now()).await?;
    Ok(HttpResponse::Ok().json(ShowView::of(&mut connection, &caller.app, &artist, &show).await?))
}

/// Remove a show with its recording
///
/// Not while it is on air, nor when somebody bought a ticket. A release that was made of it stays.
#[utoipa::path(delete, path = "/api/v1/shows/{id}", tag = "shows", params(("id" = String, Path)), responses((status = 204),
    (status = 409, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let mut connection = caller.db().await?;
    let (_, show) = own(&mut connection, &caller, &id).await?;
    let conflict = |code, detail| Err(ApiError::new(StatusCode::CONFLICT, code, detail));
    if show.is_on_air() {
        return conflict("on_air", "End the show first, then delete it.");
    }
    if !shows::delete(&mut connection, show.id).await? {
        return conflict("sold", "Somebody bought a ticket for it, so it stays. Pay the tickets back and cancel it.");
    }
    drop(connection);
    caller.app.storage.delete_group(Group::Live(show.id.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<ShowError> for ApiError {
    fn from(error: ShowError) -> Self {
        match error {
            ShowError::SlugTaken => Self::field("slug", &error.to_string()),
            ShowError::Password(_) => Self::field("password", &error.to_string()),
            ShowError::Database(error) => error.into(),
        }
    }
}

impl From<StreamKeyError> for ApiError {
    fn from(error: StreamKeyError) -> Self {
        PageError::from(error).into()
    }
}
