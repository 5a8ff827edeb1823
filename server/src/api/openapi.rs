//! The API's description, made from the handlers themselves.

use actix_web::{HttpResponse, web};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::api::{artists, extras, pictures, publication, releases, search, shows, tracks, tus};
use crate::app::App;

/// Every operation.
#[derive(OpenApi)]
#[openapi(
    info(title = "Tonewood", description = "Artists, releases, tracks and uploads of a Tonewood instance. \
        Errors are application/problem+json with a stable `code`. Fields that are not known are passed over."),
    paths(
        artists::index, artists::create, artists::show, artists::update, pictures::picture, pictures::header,
        releases::index, releases::create, releases::show, releases::update, releases::delete, pictures::cover,
        tracks::upload::create, tracks::show, tracks::update, tracks::delete, tracks::upload::replace,
        extras::create, extras::update, extras::delete,
        publication::update, publication::delete, search::index,
        shows::index, shows::create, shows::show, shows::update, shows::delete, shows::ending::update,
        shows::keys::index, shows::keys::create, shows::keys::delete_all, shows::keys::delete,
        shows::marks::index, shows::marks::create, shows::marks::update,
        tus::options, tus::create::create, tus::show::head, tus::patch::update, tus::show::delete,
    ),
    tags(
        (name = "artists", description = "Public profiles of persons, bands and labels"),
        (name = "releases", description = "Albums, EPs, singles, compilations and live recordings"),
        (name = "tracks", description = "The positions of a release, and the short way in"),
        (name = "extras", description = "What a release comes with besides its tracks"),
        (name = "uploads", description = "The resumable way in: tus 1.0"),
        (name = "shows", description = "Live sets and stations: planned, on air, over"),
        (name = "publication", description = "Now, at an hour, and back"),
        (name = "search", description = "What is published"),
    ),
    modifiers(&Token),
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

/// The description with this instance's address.
#[must_use]
pub fn described(app: &App) -> utoipa::openapi::OpenApi {
    let mut api = Api::openapi();
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
