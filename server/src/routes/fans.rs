//! Addresses of fans: following, feeds, and what other servers have. They come before what is below an artist.

use actix_web::Route;
use actix_web::guard;
use actix_web::web::{ServiceConfig, get, post, resource, route};

use crate::remote::{actors, comments, relay, releases};
use crate::{fans, feed, follows};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/feed", get().to(feed::show::show))
        .route("/follows", get().to(follows::index::index))
        .route("/follows", post().to(follows::create::create))
        .route("/follows/{id}/deletion", post().to(follows::delete::delete))
        .route("/authorize_interaction", get().to(follows::interaction::show))
        .route("/account/fan", get().to(fans::edit::edit))
        .route("/account/fan", post().to(fans::update::update))
        .route("/account/fan/requests/{id}", post().to(fans::answer::create))
        .route("/remote/actors/{id}", get().to(actors::show))
        .route("/remote/releases/{id}", get().to(releases::show))
        .route("/remote/releases/{id}/comments", post().to(comments::create))
        .service(resource("/media/remote/{signed}").route(read().to(relay::show)))
        .service(
            resource("/@{artist}/follow")
                .route(read().to(follows::elsewhere::new))
                .route(post().to(follows::elsewhere::create)),
        );
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
