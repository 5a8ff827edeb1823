//! Addresses of what helps to find music.

use actix_web::Route;
use actix_web::guard;
use actix_web::web::{ServiceConfig, post, route};

use crate::{charts, discovery, labels, places, tag_follows, tags};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/discover", read().to(discovery::index::index))
        .route("/new", read().to(discovery::newest::index))
        .route("/charts", read().to(charts::show::show))
        .route("/tags", read().to(tags::index::index))
        .route("/tags/{tag}", read().to(tags::show::show))
        .route("/tags/{tag}/follow", post().to(tag_follows::create::create))
        .route("/tags/{tag}/unfollow", post().to(tag_follows::delete::delete))
        .route("/places", read().to(places::index::index))
        .route("/places/{place}", read().to(places::show::show))
        .route("/labels", read().to(labels::index::index))
        .route("/labels/{label}", read().to(labels::show::show));
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
