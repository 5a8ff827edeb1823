//! Addresses of download codes, of letters by mail, and of those who get them.

use actix_web::web::{ServiceConfig, get, post};

use crate::studio::{codes as studio_codes, letters, subscribers};
use crate::{codes, subscriptions};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/redeem", get().to(codes::new::new))
        .route("/redeem", post().to(codes::create::create))
        .route("/redeem/{code}", get().to(codes::new::with_code))
        .route("/redemptions/{id}/{key}", get().to(codes::show::show))
        .route("/letters/sent", get().to(subscriptions::sent::show))
        .route("/letters/confirmations/{id}/{key}", get().to(subscriptions::confirmation::show))
        .route("/letters/confirmations/{id}/{key}", post().to(subscriptions::confirmation::create))
        .route("/letters/unsubscriptions/{id}/{key}", get().to(subscriptions::unsubscription::show))
        .route("/letters/unsubscriptions/{id}/{key}", post().to(subscriptions::unsubscription::create))
        .route("/@{artist}/letters", get().to(subscriptions::new::new))
        .route("/@{artist}/letters", post().to(subscriptions::create::create))
        .route("/account/letters", get().to(subscriptions::index::index))
        .route("/account/letters/{id}/deletion", post().to(subscriptions::delete::delete))
        .route("/studio/releases/{id}/codes", get().to(studio_codes::index::index))
        .route("/studio/releases/{id}/codes", post().to(studio_codes::create::create))
        .route("/studio/codes/{id}/codes.csv", get().to(studio_codes::table::show))
        .route("/studio/codes/{id}/sheet", get().to(studio_codes::sheet::show))
        .route("/studio/codes/{id}/end", post().to(studio_codes::end::create))
        .route("/studio/letters", get().to(letters::index::index))
        .route("/studio/letters/{id}", get().to(letters::show::show))
        .route("/studio/letters/{id}", post().to(letters::update::update))
        .route("/studio/letters/{id}/sending", post().to(letters::sending::create))
        .route("/studio/letters/{id}/deletion", post().to(letters::deletion::create))
        .route("/studio/artists/{artist}/letters", post().to(letters::create::create))
        .route("/studio/artists/{artist}/subscribers.csv", get().to(subscribers::table::show))
        .route("/studio/subscribers", get().to(subscribers::index::index))
        .route("/studio/subscribers/{id}/deletion", post().to(subscribers::deletion::create));
}
