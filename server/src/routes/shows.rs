//! Addresses of shows for those who listen. They come before what is below an artist.

use actix_web::Route;
use actix_web::guard;
use actix_web::web::{ServiceConfig, post, route};

use crate::shows;

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/live", read().to(shows::index::index))
        .route("/live/{slug}", read().to(shows::show::show))
        .route("/live/{slug}/now", read().to(shows::now::show))
        .route("/live/{slug}/calendar.ics", read().to(shows::calendar::show))
        .route("/live/{slug}/password", post().to(shows::password::create))
        .route("/live/{slug}/ticket/{id}/{key}", read().to(shows::ticket::show))
        .route("/@{artist}/live", read().to(shows::index_of_artist::index));
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
