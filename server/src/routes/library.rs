//! Addresses of what somebody keeps: favourites, playlists, the collection.

use actix_web::web::{ServiceConfig, get, post};

use crate::{favourites, library, playlists};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/favourites", post().to(favourites::create::create))
        .route("/library", get().to(library::show::show))
        .route("/library/releases", get().to(library::releases::index))
        .route("/library/artists", get().to(library::artists::index))
        .route("/library/collection", get().to(library::collection::index))
        .route("/library/playlists", get().to(playlists::index::index))
        .route("/library/playlists", post().to(playlists::create::create))
        .route("/library/playlists/new", get().to(playlists::new::new))
        .route("/library/playlists/adding", get().to(playlists::adding::show))
        .route("/playlists/{id}", get().to(playlists::show::show))
        .route("/playlists/{id}/edit", get().to(playlists::edit::edit))
        .route("/playlists/{id}/edit", post().to(playlists::update::update))
        .route("/playlists/{id}/deletion", post().to(playlists::delete::delete))
        .route("/playlists/{id}/entries", post().to(playlists::entries::create))
        .route("/playlists/{id}/moves", post().to(playlists::moves::create))
        .route("/playlists/{id}/removals", post().to(playlists::removals::create))
        .route("/playlists/{id}/invitation", post().to(playlists::invitation::update))
        .route("/playlists/{id}/invitations/{key}", get().to(playlists::joining::show))
        .route("/playlists/{id}/invitations/{key}", post().to(playlists::joining::create))
        .route("/playlists/{id}/collaborators/removal", post().to(playlists::collaborators::delete))
        .route("/playlists/{id}/events", get().to(playlists::events::show));
}
