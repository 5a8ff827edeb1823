//! Addresses of accounts: signing up and in, links in mails, one's own account.

use actix_web::web::{ServiceConfig, get, post};

use crate::accounts::{
    confirmations, create, data, emails, new, password, resets, security, sent, sessions, setup, show, tokens, update,
};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/sign-up", get().to(new::new))
        .route("/sign-up", post().to(create::create))
        .route("/sign-up/sent", get().to(sent::sign_up))
        .route("/confirm", get().to(confirmations::new::new))
        .route("/confirm", post().to(confirmations::create::create))
        .route("/confirm/sent", get().to(sent::confirmation))
        .route("/confirm/{token}", get().to(confirmations::show::show))
        .route("/confirm/{token}", post().to(confirmations::update::update))
        .route("/setup/{token}", get().to(setup::new::new))
        .route("/setup/{token}", post().to(setup::create::create))
        .route("/sign-in", get().to(sessions::new::new))
        .route("/sign-in", post().to(sessions::create::create))
        .route("/sign-out", post().to(sessions::delete::delete))
        .route("/reset", get().to(resets::new::new))
        .route("/reset", post().to(resets::create::create))
        .route("/reset/sent", get().to(sent::reset))
        .route("/reset/{token}", get().to(resets::edit::edit))
        .route("/reset/{token}", post().to(resets::update::update))
        .route("/account", get().to(show::show))
        .route("/account", post().to(update::update))
        .route("/account/data", get().to(data::show::show))
        .route("/account/data/export.json", get().to(data::export::show))
        .route("/account/data/erasure", post().to(data::delete::delete))
        .route("/account/security", get().to(security::show))
        .route("/account/security/email", post().to(emails::create::create))
        .route("/account/security/password", post().to(password::update))
        .route("/account/email/{token}", get().to(emails::show::show))
        .route("/account/email/{token}", post().to(emails::update::update))
        .route("/account/sessions", get().to(sessions::index::index))
        .route("/account/sessions/end-others", post().to(sessions::end::others))
        .route("/account/sessions/{id}/end", post().to(sessions::end::one))
        .route("/account/tokens", get().to(tokens::index::index))
        .route("/account/tokens", post().to(tokens::create::create))
        .route("/account/tokens/{id}/revoke", post().to(tokens::delete::delete));
}
