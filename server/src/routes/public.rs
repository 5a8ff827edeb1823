//! Addresses of public pages and downloads. The most special come first: what is below an artist catches everything.

use actix_web::Route;
use actix_web::guard;
use actix_web::web::{ServiceConfig, route};

use crate::{artists, downloads, home, releases, search, tracks};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/", read().to(home::show::show))
        .route("/search", read().to(search::show::show))
        .route("/search/suggestions", read().to(search::suggestions::index))
        .route("/opensearch.xml", read().to(search::description::show))
        .route("/private/{key}", read().to(releases::show_private::show))
        .route("/@{artist}", read().to(artists::show::show))
        .route("/@{artist}/{release}", read().to(releases::show::show))
        .route("/@{artist}/{release}/downloads", read().to(downloads::index::index))
        .route("/@{artist}/{release}/downloads/{format}.zip", read().to(downloads::show_release::show))
        .route("/@{artist}/{release}/downloads/extras/{id}", read().to(downloads::show_extra::show))
        .route("/@{artist}/{release}/downloads/{format}", read().to(downloads::show::release))
        .route("/@{artist}/{release}/downloads/{format}/{track}", read().to(downloads::show::track))
        .route("/@{artist}/{release}/{track}", read().to(tracks::show::show))
        .route("/@{artist}/{release}/{track}/downloads/{format}", read().to(downloads::show_track::show));
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
