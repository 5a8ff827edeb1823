//! Addresses of the API for what somebody keeps: favourites, the collection, playlists.

use actix_web::web::{ServiceConfig, delete, get, patch, post, put, resource};

use crate::api::{collection, favourites, playlists};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/library/collection").route(get().to(collection::index)))
        .service(resource("/v1/library/favourites/tracks").route(get().to(favourites::tracks)))
        .service(resource("/v1/library/favourites/releases").route(get().to(favourites::releases)))
        .service(resource("/v1/library/favourites/artists").route(get().to(favourites::artists)))
        .service(
            resource("/v1/library/favourites/{kind}/{id}")
                .route(put().to(favourites::update))
                .route(delete().to(favourites::delete)),
        )
        .service(resource("/v1/playlists").route(get().to(playlists::index)).route(post().to(playlists::create)))
        .service(
            resource("/v1/playlists/{id}")
                .route(get().to(playlists::show))
                .route(patch().to(playlists::update))
                .route(delete().to(playlists::delete)),
        )
        .service(
            resource("/v1/playlists/{id}/entries")
                .route(get().to(playlists::entries::index))
                .route(post().to(playlists::entries::create))
                .route(put().to(playlists::entries::update)),
        )
        .service(
            resource("/v1/playlists/{id}/entries/{entry}")
                .route(patch().to(playlists::entries::relocate))
                .route(delete().to(playlists::entries::delete)),
        )
        .service(
            resource("/v1/playlists/{id}/invitation")
                .route(put().to(playlists::invitation::update))
                .route(delete().to(playlists::invitation::delete)),
        );
}
