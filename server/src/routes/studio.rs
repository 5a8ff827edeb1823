//! Addresses of the studio.

use actix_web::web::{ServiceConfig, get, head, post, resource};

use crate::studio::{artists, extras, index, releases, tracks};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/studio").route(get().to(index::index)))
        .service(
            resource("/studio/artists")
                .route(get().to(artists::index::index))
                .route(post().to(artists::create::create)),
        )
        .service(resource("/studio/artists/new").route(get().to(artists::new::new)))
        .service(
            resource("/studio/artists/{handle}")
                .route(get().to(artists::edit::edit))
                .route(post().to(artists::update::update)),
        )
        .service(
            resource("/studio/artists/{handle}/members")
                .route(get().to(artists::members::index))
                .route(post().to(artists::members::update)),
        )
        .service(
            resource("/studio/releases")
                .route(get().to(releases::index::index))
                .route(post().to(releases::create::create)),
        )
        .service(resource("/studio/releases/new").route(get().to(releases::new::new)))
        .service(resource("/studio/releases/{id}").route(get().to(releases::show::show)))
        .service(
            resource("/studio/releases/{id}/details")
                .route(get().to(releases::details::edit))
                .route(post().to(releases::update::update)),
        )
        .service(
            resource("/studio/releases/{id}/tracks")
                .route(get().to(releases::tracks::edit))
                .route(post().to(releases::tracks::update)),
        )
        .service(
            resource("/studio/releases/{id}/publication")
                .route(get().to(releases::publication::edit))
                .route(post().to(releases::publication::create)),
        )
        .service(resource("/studio/releases/{id}/unpublication").route(post().to(releases::publication::delete)))
        .service(resource("/studio/releases/{id}/events").route(get().to(releases::events::show)))
        .service(resource("/studio/releases/{id}/order").route(post().to(releases::order::update)))
        .service(resource("/studio/releases/{id}/uploads").route(post().to(releases::uploads::create)))
        .service(resource("/studio/releases/{id}/private-link").route(post().to(releases::private_link::update)))
        .service(resource("/studio/releases/{id}/deletion").route(post().to(releases::deletion::create)))
        .service(resource("/studio/uploads/{id}/deletion").route(post().to(releases::uploads::delete)))
        .service(
            resource("/studio/releases/{id}/extras")
                .route(get().to(extras::index::index))
                .route(post().to(extras::create::create)),
        )
        .service(resource("/studio/releases/{id}/extras/order").route(post().to(extras::order::update)))
        .service(resource("/studio/extras/{id}").route(post().to(extras::update::update)))
        .service(
            resource("/studio/extras/{id}/file")
                .route(get().to(extras::show::show))
                .route(head().to(extras::show::show)),
        )
        .service(resource("/studio/extras/{id}/deletion").route(post().to(extras::deletion::create)))
        .service(
            resource("/studio/tracks/{id}")
                .route(get().to(tracks::edit::edit))
                .route(post().to(tracks::update::update)),
        )
        .service(resource("/studio/tracks/{id}/master").route(post().to(tracks::master::create)))
        .service(resource("/studio/tracks/{id}/deletion").route(post().to(tracks::deletion::create)));
}
