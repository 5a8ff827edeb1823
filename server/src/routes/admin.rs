//! Addresses of the admin's pages.

use actix_web::web::{ServiceConfig, get, post};

use crate::admin::{accounts, artists, jobs, settings, show};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/admin", get().to(show::show))
        .route("/admin/accounts", get().to(accounts::index::index))
        .route("/admin/accounts/{id}/approval", post().to(accounts::approval::update))
        .route("/admin/accounts/{id}/suspension", post().to(accounts::suspension::update))
        .route("/admin/accounts/{id}/role", post().to(accounts::role::update))
        .route("/admin/artists", get().to(artists::index::index))
        .route("/admin/artists/{id}/suspension", post().to(artists::suspension::update))
        .route("/admin/artists/{id}/quota", post().to(artists::quota::update))
        .route("/admin/jobs", get().to(jobs::index::index))
        .route("/admin/jobs/retry", post().to(jobs::retry::all))
        .route("/admin/jobs/{id}/retry", post().to(jobs::retry::one))
        .route("/admin/settings", get().to(settings::edit::edit))
        .route("/admin/settings", post().to(settings::update::update));
}
