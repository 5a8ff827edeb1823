//! Addresses of live sets: streams, sources and how a show is doing. Their pages stand in `shows.rs`.

use actix_web::web::{ServiceConfig, get, resource, route};

use crate::live::{browser, hls, status};

/// Adds them. What is not a stream by its ending is a page or a chat.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/live/{slug}/source", get().to(browser::show))
        .route("/studio/shows/{id}/status", get().to(status::show))
        .service(resource("/live/{slug}/{path:.*\\.(?:m3u8|m4s|mp4)}").route(route().to(hls::show)));
}
