//! The API's description, made from the handlers themselves.

use actix_web::{HttpResponse, web};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr};
use utoipa::{Modify, OpenApi};

use crate::api::{
    artists, discovery, extras, limits, pictures, publication, releases, search, shows, tag_follows, tracks, tus,
};
use crate::api::{collection, favourites, playlists, queue};
use crate::app::App;

/// Every operation.
#[derive(OpenApi)]
#[openapi(
    info(title = "Tonewood", description = "Artists, releases, tracks and uploads of a Tonewood instance. \
        Errors are application/problem+json with a stable `code`. Fields that are not known are passed over. Long lists come in parts: `limit` says how many, and the `Link` header of an \
        answer where it goes on (`rel=\"next\"`)."),
    paths(
        artists::index, artists::create, artists::show, artists::update, pictures::picture, pictures::header,
        releases::index, releases::create, releases::show, releases::update, releases::delete, pictures::cover,
        tracks::upload::create, tracks::show, tracks::update, tracks::delete, tracks::upload::replace,
        extras::create, extras::update, extras::delete,
        favourites::tracks, favourites::releases, favourites::artists, favourites::update, favourites::delete,
        collection::index, playlists::index, playlists::create, playlists::show, playlists::update, playlists::delete,
        playlists::entries::index, playlists::entries::create, playlists::entries::update, playlists::entries::relocate,
        playlists::entries::delete, playlists::invitation::update, playlists::invitation::delete,
        publication::update, publication::delete, search::index,
        discovery::index, discovery::charts::show, discovery::live::index, discovery::similar::releases,
        discovery::similar::artists, discovery::words::tags, discovery::words::places, discovery::words::labels,
        tag_follows::index, tag_follows::update, tag_follows::delete,
        shows::index, shows::create, shows::show, shows::update, shows::delete, shows::ending::update,
        shows::keys::index, shows::keys::create, shows::keys::delete_all, shows::keys::delete,
        shows::marks::index, shows::marks::create, shows::marks::update,
        queue::show, queue::update,
        crate::api::history::index, crate::api::history::create, crate::api::history::update, crate::api::history::delete_all,
        crate::api::history::delete, crate::api::plays::create, crate::api::statistics::show,
        tus::options, tus::create::create, tus::show::head, tus::patch::update, tus::show::delete,
    ),
    tags(
        (name = "artists", description = "Public profiles of persons, bands and labels"),
        (name = "history", description = "What you heard, for nobody else"),
        (name = "releases", description = "Albums, EPs, singles, compilations and live recordings"),
        (name = "tracks", description = "The positions of a release, and the short way in"),
        (name = "extras", description = "What a release comes with besides its tracks"),
        (name = "uploads", description = "The resumable way in: tus 1.0"),
        (name = "shows", description = "Live sets and stations: planned, on air, over"),
        (name = "library", description = "What you keep and own; nobody else sees it"),
        (name = "playlists", description = "Tracks in an order that somebody chose, alone or with others"),
        (name = "publication", description = "Now, at an hour, and back"),
        (name = "discovery", description = "What is new, charts, tags, places, labels, what resembles what"),
        (name = "queue", description = "What you listen to, over your devices"),
        (name = "search", description = "What is published"),
    ),
    modifiers(&Token, &Everywhere),
    security(("token" = []))
)]
pub struct Api;

struct Token;

impl Modify for Token {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let scheme =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API token of your account")).build();
        api.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// What every operation may answer.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut api.paths.paths {
            let all = [&mut item.get, &mut item.head, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            for operation in all.into_iter().flatten() {
                let said = "Too many requests from this address: `Retry-After` says how many seconds to wait";
                let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
                let refused = ResponseBuilder::new().description(said).content("application/problem+json", problem);
                operation.responses.responses.entry("429".to_owned()).or_insert_with(|| RefOr::T(refused.build()));
                if limits::is_counted(path) {
                    name_limits(operation);
                }
            }
        }
    }
}

/// The headers that say how an address stands, with each answer of an operation.
fn name_limits(operation: &mut Operation) {
    let header = |said: &str| {
        let number = Object::with_type(Type::Integer);
        RefOr::T(HeaderBuilder::new().schema(Some(number)).description(Some(said)).build())
    };
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        for (name, said) in limits::HEADERS {
            response.headers.insert(name.to_owned(), header(said));
        }
        if status == "429" {
            response.headers.insert("Retry-After".to_owned(), header("Seconds to wait"));
        }
    }
}

/// The description with this instance's address.
#[must_use]
pub fn described(app: &App) -> utoipa::openapi::OpenApi {
    let mut api = Api::openapi();
    let limits = format!(
        "One address may send {} requests in a minute, uploads not counted; all behind one line of IPv6 are one address. Every \
        answer says how it stands: `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`, in seconds. What is too much \
        is answered with 429 and `Retry-After`.",
        app.settings.api_requests_per_minute
    );
    api.info.description = api.info.description.map(|said| format!("{said} {limits}"));
    api.servers = Some(vec![utoipa::openapi::Server::new(app.base_url.clone())]);
    api
}

/// `/api/openapi.json`.
pub async fn show(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok().json(described(&app))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described() {
        let api = serde_json::to_value(Api::openapi()).unwrap();
        assert_eq!(api["openapi"], "3.1.0");
        for (path, methods) in api["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
            }
        }
        assert!(api["paths"]["/api/v1/releases/{id}/tracks"]["post"].is_object());
        assert_eq!(api["components"]["securitySchemes"]["token"]["scheme"], "bearer");
    }
}
