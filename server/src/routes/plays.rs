//! Addresses of plays: what players tell, what artists read, what fans keep.

use actix_web::web::{ServiceConfig, get, post, resource};

use crate::studio::statistics;
use crate::{history, plays, scrobblers};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/plays").route(post().to(plays::create::create)))
        .service(resource("/library/history").route(get().to(history::index::index)))
        .service(resource("/library/history.csv").route(get().to(history::export::csv)))
        .service(resource("/library/history.json").route(get().to(history::export::json)))
        .service(resource("/library/history/pause").route(post().to(history::pause::update)))
        .service(resource("/library/history/import").route(post().to(history::import::create)))
        .service(resource("/library/history/deletion").route(post().to(history::delete_all::delete)))
        .service(resource("/library/history/{entry}/deletion").route(post().to(history::delete::delete)))
        .service(
            resource("/account/scrobbling")
                .route(get().to(scrobblers::show::show))
                .route(post().to(scrobblers::create::create)),
        )
        .service(resource("/account/scrobbling/deletion").route(post().to(scrobblers::delete::delete)))
        .service(resource("/studio/statistics").route(get().to(statistics::index::index)))
        .service(resource("/studio/artists/{handle}/statistics").route(get().to(statistics::show::show)))
        .service(resource("/studio/artists/{handle}/statistics.csv").route(get().to(statistics::export::export)));
}
