//! Addresses of the API.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, delete, get, head, patch, post, put, resource, route, scope};

use crate::api::{
    artists, docs, dress, extras, limits, openapi, pictures, publication, queue, releases, search, shows, tracks, tus,
};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope("/api")
            .wrap(from_fn(limits::limit))
            .wrap(from_fn(dress::dress))
            .service(resource("/openapi.json").route(get().to(openapi::show)))
            .service(resource("/docs").route(get().to(docs::show)))
            .service(resource("/v1/artists").route(get().to(artists::index)).route(post().to(artists::create)))
            .service(resource("/v1/artists/{artist}").route(get().to(artists::show)).route(patch().to(artists::update)))
            .configure(super::plays_api::routes)
            .service(resource("/v1/artists/{artist}/picture").route(put().to(pictures::picture)))
            .service(resource("/v1/artists/{artist}/header").route(put().to(pictures::header)))
            .service(resource("/v1/releases").route(get().to(releases::index)).route(post().to(releases::create)))
            .service(
                resource("/v1/releases/{id}")
                    .route(get().to(releases::show))
                    .route(patch().to(releases::update))
                    .route(delete().to(releases::delete)),
            )
            .service(resource("/v1/releases/{id}/cover").route(put().to(pictures::cover)))
            .service(resource("/v1/releases/{id}/tracks").route(post().to(tracks::upload::create)))
            .service(resource("/v1/releases/{id}/extras").route(post().to(extras::create)))
            .service(resource("/v1/extras/{id}").route(patch().to(extras::update)).route(delete().to(extras::delete)))
            .service(
                resource("/v1/releases/{id}/publication")
                    .route(put().to(publication::update))
                    .route(delete().to(publication::delete)),
            )
            .service(
                resource("/v1/tracks/{id}")
                    .route(get().to(tracks::show))
                    .route(patch().to(tracks::update))
                    .route(delete().to(tracks::delete)),
            )
            .service(resource("/v1/tracks/{id}/master").route(post().to(tracks::upload::replace)))
            .service(resource("/v1/queue").route(get().to(queue::show)).route(put().to(queue::update)))
            .service(resource("/v1/shows").route(get().to(shows::index)).route(post().to(shows::create)))
            .service(
                resource("/v1/shows/{id}")
                    .route(get().to(shows::show))
                    .route(patch().to(shows::update))
                    .route(delete().to(shows::delete)),
            )
            .service(resource("/v1/shows/{id}/ending").route(put().to(shows::ending::update)))
            .service(
                resource("/v1/shows/{id}/keys")
                    .route(get().to(shows::keys::index))
                    .route(post().to(shows::keys::create))
                    .route(delete().to(shows::keys::delete_all)),
            )
            .service(resource("/v1/shows/{id}/keys/{key}").route(delete().to(shows::keys::delete)))
            .service(
                resource("/v1/shows/{id}/marks")
                    .route(get().to(shows::marks::index))
                    .route(post().to(shows::marks::create))
                    .route(put().to(shows::marks::update)),
            )
            .configure(super::discovery_api::routes)
            .service(resource("/v1/search").route(get().to(search::index)))
            .service(
                resource("/v1/uploads")
                    .wrap(from_fn(tus::protocol))
                    .route(route().method(Method::OPTIONS).to(tus::options))
                    .route(post().to(tus::create::create)),
            )
            .service(
                resource("/v1/uploads/{id}")
                    .wrap(from_fn(tus::protocol))
                    .route(route().method(Method::OPTIONS).to(tus::options))
                    .route(head().to(tus::show::head))
                    .route(patch().to(tus::patch::update))
                    .route(delete().to(tus::show::delete))
                    .route(post().to(tus::overridden)),
            )
            .configure(super::api_library::routes)
            .default_service(route().to(dress::nothing)),
    );
}
