//! Addresses of live sets in the studio. What has a name of its own comes before what is below a show.

use actix_web::web::{ServiceConfig, get, post, resource};

use crate::studio::shows;

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/studio/shows", get().to(shows::index::index))
        .route("/studio/shows/new", get().to(shows::new::new))
        .route("/studio/artists/{handle}/shows", post().to(shows::create::create))
        .service(
            resource("/studio/artists/{handle}/stream-keys")
                .route(get().to(shows::keys::index::of_artist))
                .route(post().to(shows::keys::create::of_artist)),
        )
        .route("/studio/stream-keys/{id}/renewal", post().to(shows::keys::renewal::create))
        .route("/studio/stream-keys/{id}/revocation", post().to(shows::keys::revocation::create))
        .route("/studio/relays/{id}/deletion", post().to(shows::relays::deletion::create))
        .route("/studio/shows/{id}", get().to(shows::show::show))
        .service(
            resource("/studio/shows/{id}/edit")
                .route(get().to(shows::edit::edit))
                .route(post().to(shows::update::update)),
        )
        .route("/studio/shows/{id}/cancellation", post().to(shows::cancellation::create))
        .route("/studio/shows/{id}/deletion", post().to(shows::deletion::create))
        .route("/studio/shows/{id}/end", post().to(shows::end::create))
        .route("/studio/shows/{id}/release", post().to(shows::release::create))
        .route("/studio/shows/{id}/capture", post().to(shows::capture::create))
        .route("/studio/shows/{id}/mark", post().to(shows::mark::create))
        .route("/studio/shows/{id}/listeners", get().to(shows::listeners::show))
        .service(
            resource("/studio/shows/{id}/stream-keys")
                .route(get().to(shows::keys::index::of_show))
                .route(post().to(shows::keys::create::of_show)),
        )
        .service(
            resource("/studio/shows/{id}/marks")
                .route(get().to(shows::marks::index::index))
                .route(post().to(shows::marks::update::update)),
        )
        .route("/studio/shows/{id}/marks.cue", get().to(shows::marks::file::cue))
        .route("/studio/shows/{id}/marks.txt", get().to(shows::marks::file::labels))
        .route("/studio/shows/{id}/marks/import", post().to(shows::marks::import::create))
        .route("/studio/shows/{id}/cut", post().to(shows::marks::cut::create))
        .route("/studio/shows/{id}/audience", get().to(shows::audience::show::show))
        .route("/studio/shows/{id}/audience.csv", get().to(shows::audience::table::show))
        .route("/studio/shows/{id}/performances.csv", get().to(shows::audience::performances::show))
        .service(
            resource("/studio/shows/{id}/rotation")
                .route(get().to(shows::rotation::edit::edit))
                .route(post().to(shows::rotation::update::update)),
        )
        .service(
            resource("/studio/shows/{id}/relays")
                .route(get().to(shows::relays::index::index))
                .route(post().to(shows::relays::create::create)),
        );
}
