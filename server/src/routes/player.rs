//! Addresses that the player asks by itself, and players for other people's pages.

use actix_web::Route;
use actix_web::guard;
use actix_web::web::{ServiceConfig, get, put, route};

use crate::{embeds, play_queues, tracks};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/queue", get().to(play_queues::show::show))
        .route("/queue", put().to(play_queues::update::update))
        .route("/queue/events", get().to(play_queues::events::show))
        .route("/tracks/{id}/lyrics", read().to(tracks::lyrics::show))
        .route("/embed/{kind}/{id}", read().to(embeds::show::show));
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
