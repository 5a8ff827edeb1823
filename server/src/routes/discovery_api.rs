//! Addresses of the API that help to find music, below `/api`.

use actix_web::web::{ServiceConfig, delete, get, put, resource};

use crate::api::{discovery, tag_follows};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/charts").route(get().to(discovery::charts::show)))
        .service(resource("/v1/discover/new").route(get().to(discovery::index)))
        .service(resource("/v1/discover/tags").route(get().to(discovery::words::tags)))
        .service(resource("/v1/discover/places").route(get().to(discovery::words::places)))
        .service(resource("/v1/discover/labels").route(get().to(discovery::words::labels)))
        .service(resource("/v1/discover/live").route(get().to(discovery::live::index)))
        .service(resource("/v1/releases/{id}/similar").route(get().to(discovery::similar::releases)))
        .service(resource("/v1/artists/{artist}/similar").route(get().to(discovery::similar::artists)))
        .service(resource("/v1/tag-follows").route(get().to(tag_follows::index)))
        .service(
            resource("/v1/tag-follows/{tag}")
                .route(put().to(tag_follows::update))
                .route(delete().to(tag_follows::delete)),
        );
}
