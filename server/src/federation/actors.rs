//! `/ap/actors/{id}`: actors as documents, and what they have.

use actix_web::{HttpRequest, HttpResponse, web};
use federation::facts::{self, ActorFacts};
use federation::objects;
use federation::own_keys;
use model::actors::{self, Actor};
use model::ids::ActorId;
use uuid::Uuid;

use super::answer::{self, Refusal};
use crate::app::App;
use crate::error::PageError;

/// `GET /ap/actors/{id}`: the document; a browser is sent to the page.
///
/// # Errors
/// 404 when there is no such actor, 410 when it was erased.
pub async fn show(app: web::Data<App>, request: HttpRequest, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let actor = find(&app, *id).await?;
    if super::negotiation::wants_page(&request) && actor.service.is_none() {
        return Ok(HttpResponse::SeeOther().insert_header(("location", urls::artist(&actor.username))).finish());
    }
    document(&app, &actor).await
}

/// The actor of a page's address, as a document; none when the page is asked for.
///
/// # Errors
/// 404 when there is no such actor.
pub async fn of_page(app: &App, request: &HttpRequest, handle: &str) -> Result<Option<HttpResponse>, PageError> {
    if !super::negotiation::wants_document(request) {
        return Ok(None);
    }
    let mut connection = app.db().await?;
    let actor = actors::public_by_username(&mut connection, handle).await?.ok_or_else(PageError::not_found)?;
    drop(connection);
    Ok(Some(document(app, &actor).await.unwrap_or_else(|refusal| actix_web::ResponseError::error_response(&refusal))))
}

/// The local actor with this id.
///
/// # Errors
/// 404 when there is none, 410 when it was erased.
pub async fn find(app: &App, id: Uuid) -> Result<Actor, Refusal> {
    let mut connection = app.federation.federation().db().await?;
    let actor = actors::find(&mut connection, ActorId(id)).await?.filter(Actor::is_local);
    let actor = actor.ok_or_else(Refusal::not_found)?;
    if actor.deleted_at.is_some() {
        return Err(Refusal(federation::FederationError::Gone));
    }
    actors::public(&mut connection, actor.id).await?.ok_or_else(Refusal::not_found)
}

/// What others may know of an actor.
///
/// # Errors
/// When the database fails.
pub async fn facts_of(app: &App, actor: &Actor) -> Result<Option<ActorFacts>, Refusal> {
    let federation = app.federation.federation();
    let keys = own_keys::of(federation, actor.id).await?;
    let mut connection = federation.db().await?;
    Ok(facts::actor(&mut connection, &federation.base_url, actor, own_keys::public(&keys)).await?)
}

async fn document(app: &App, actor: &Actor) -> Result<HttpResponse, Refusal> {
    let facts = facts_of(app, actor).await?.ok_or_else(Refusal::not_found)?;
    Ok(answer::document(&objects::actor(&facts)))
}
