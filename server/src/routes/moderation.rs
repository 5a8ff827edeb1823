//! Addresses of moderation: what admins decide about other servers and about reports, and whom people here keep away.

use actix_web::web::{ServiceConfig, get, post};

use crate::admin::{blocks as domains, federation, reports};
use crate::{about, blocks};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/about/servers", get().to(about::servers::index))
        .route("/admin/federation", get().to(federation::index::index))
        .route("/admin/federation/replay", post().to(federation::replay::create))
        .route("/admin/blocks", get().to(domains::index::index))
        .route("/admin/blocks", post().to(domains::create::create))
        .route("/admin/blocks/removal", post().to(domains::delete::delete))
        .route("/admin/blocks/import", post().to(domains::import::create))
        .route("/admin/blocks/export", get().to(domains::export::show))
        .route("/admin/blocks/mode", post().to(domains::mode::update))
        .route("/admin/blocks/allows", post().to(domains::allows::create))
        .route("/admin/blocks/allows/removal", post().to(domains::allows::delete))
        .route("/admin/reports", get().to(reports::index::index))
        .route("/admin/reports/{id}/resolution", post().to(reports::resolution::create))
        .route("/admin/reports/{id}/hiding", post().to(reports::hiding::update))
        .route("/admin/reports/{id}/suspension", post().to(reports::suspension::update))
        .route("/admin/reports/{id}/forwarding", post().to(reports::forwarding::create))
        .route("/account/blocks", get().to(blocks::index::index))
        .route("/account/blocks/export", get().to(blocks::export::show))
        .route("/blocks", post().to(blocks::create::create))
        .route("/blocks/removal", post().to(blocks::delete::delete));
}
