//! Addresses of plays in the API.

use actix_web::web::{ServiceConfig, delete, get, patch, post, resource};

use crate::api::{history, plays, statistics};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/plays").route(post().to(plays::create)))
        .service(
            resource("/v1/history")
                .route(get().to(history::index))
                .route(post().to(history::create))
                .route(patch().to(history::update))
                .route(delete().to(history::delete_all)),
        )
        .service(resource("/v1/history/{id}").route(delete().to(history::delete)))
        .service(resource("/v1/artists/{artist}/statistics").route(get().to(statistics::show)));
}
