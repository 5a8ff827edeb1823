//! `/.well-known/…` and NodeInfo: how others find who is here, and what this is.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use federation::facts::{self, Registrations};
use federation::objects::discovery::{self, Found, Version};
use model::actors::{self, Actor, Service};
use model::{instance, releases};
use serde::Deserialize;

use super::actors::facts_of;
use super::answer::{self, Refusal};
use crate::app::App;

/// How long these may be kept: they hardly change.
const KEEP: &str = "public, max-age=3600";

/// What WebFinger is asked.
#[derive(Debug, Deserialize)]
pub struct Question {
    #[serde(default)]
    resource: String,
}

/// `GET /.well-known/webfinger`: by handle, by the address of a page, or by the id of an actor.
///
/// # Errors
/// 400 when nobody is named, 404 when nobody of that name may be found here.
pub async fn webfinger(app: web::Data<App>, question: web::Query<Question>) -> Result<HttpResponse, Refusal> {
    let federation = app.federation.federation();
    let resource = question.resource.trim();
    if resource.is_empty() || resource.len() > 2_000 {
        return Err(Refusal(federation::FederationError::Refused(
            "name somebody: ?resource=acct:name@host".to_owned(),
        )));
    }
    let actor = named(&app, resource).await?.ok_or_else(Refusal::not_found)?;
    let facts = facts_of(&app, &actor).await?.ok_or_else(Refusal::not_found)?;
    let found = Found {
        base: &federation.base_url,
        domain: &federation.domain,
        id: actor.id.0,
        username: &facts.username,
        page: &facts.page,
        icon: facts.icon.as_deref(),
        acts: actor.service.is_none(),
    };
    Ok(answer::of_type(&discovery::webfinger(&found), "application/jrd+json; charset=utf-8", KEEP))
}

/// Whom a resource names.
async fn named(app: &App, resource: &str) -> Result<Option<Actor>, Refusal> {
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    if let Some(handle) = resource.strip_prefix("acct:").or_else(|| Some(resource).filter(|text| !text.contains("://")))
    {
        let (name, host) = handle.trim_start_matches('@').split_once('@').unwrap_or((handle, &federation.domain));
        if !host.eq_ignore_ascii_case(&federation.domain) {
            return Ok(None);
        }
        // Some ask for the instance's actor by the name of the host.
        let name = if name.eq_ignore_ascii_case(&federation.domain) { "instance" } else { name };
        if name == Service::Instance.word() {
            return Ok(Some(actors::service(&mut connection, Service::Instance).await?));
        }
        if name == Service::NewReleases.word() {
            return Ok(Some(actors::service(&mut connection, Service::NewReleases).await?));
        }
        return Ok(actors::public_by_username(&mut connection, name).await?);
    }
    let Some(path) = federation.local_path(resource.split(['?', '#']).next().unwrap_or_default()) else {
        return Ok(None);
    };
    if let Some(urls::ap::Local::Actor(id)) = urls::ap::parse(path) {
        return Ok(actors::public(&mut connection, model::ids::ActorId(id)).await?.filter(Actor::is_local));
    }
    let mut parts = path.trim_start_matches("/@").split('/');
    let (handle, slug) = (parts.next().unwrap_or_default(), parts.next());
    if let Some(slug) = slug
        && releases::public_by_path(&mut connection, handle, slug).await?.is_none()
    {
        return Ok(None);
    }
    Ok(actors::public_by_username(&mut connection, handle).await?)
}

/// `GET /.well-known/host-meta`.
pub async fn host_meta(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/xrd+xml; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, KEEP))
        .body(discovery::host_meta(&app.base_url))
}

/// `GET /.well-known/host-meta.json`.
pub async fn host_meta_json(app: web::Data<App>) -> HttpResponse {
    answer::of_type(&discovery::host_meta_json(&app.base_url), "application/json; charset=utf-8", KEEP)
}

/// `GET /.well-known/nodeinfo`: where the documents are.
///
/// # Errors
/// 503 when the database fails.
pub async fn nodeinfo_links(app: web::Data<App>) -> Result<HttpResponse, Refusal> {
    let mut connection = app.federation.federation().db().await?;
    let instance = actors::service(&mut connection, Service::Instance).await?;
    let links = discovery::nodeinfo_links(&app.base_url, instance.id.0);
    Ok(answer::of_type(&links, "application/jrd+json; charset=utf-8", KEEP))
}

/// `GET /nodeinfo/{version}`.
///
/// # Errors
/// 404 for versions nobody speaks, 503 when the database fails.
pub async fn nodeinfo(app: web::Data<App>, version: web::Path<String>) -> Result<HttpResponse, Refusal> {
    let version = Version::named(&version).ok_or_else(Refusal::not_found)?;
    let mut connection = app.federation.federation().db().await?;
    let registration = instance::registration(&mut connection).await?;
    let is_open = match registration.map(|registration| registration.word()) {
        Some(word) => word != "closed",
        None => app.settings.registration != config::Registration::Closed,
    };
    let registrations = if is_open { Registrations::Open } else { Registrations::Closed };
    let facts = facts::instance(&mut connection, app.name(), env!("CARGO_PKG_VERSION"), registrations).await?;
    Ok(answer::of_type(&discovery::nodeinfo(version, &facts), &version.media_type(), "public, max-age=600"))
}
