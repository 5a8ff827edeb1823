//! Addresses of memberships: joining, one's own, tiers and members in the studio. They come before what is below an artist.

use actix_web::Route;
use actix_web::guard;
use actix_web::web::{ServiceConfig, get, post, resource, route};

use crate::memberships;
use crate::studio::tiers;

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/account/memberships", get().to(memberships::index::index))
        .route("/account/memberships/{id}", get().to(memberships::show::show))
        .route("/account/memberships/{id}/cancellation", post().to(memberships::cancellation::create))
        .route("/account/memberships/{id}/resumption", post().to(memberships::cancellation::delete))
        .route("/account/memberships/{id}/portal", post().to(memberships::portal::create))
        .service(
            resource("/account/memberships/{id}/tier")
                .route(get().to(memberships::tier::edit::edit))
                .route(post().to(memberships::tier::update::update)),
        )
        .service(
            resource("/studio/artists/{handle}/tiers")
                .route(get().to(tiers::index::index))
                .route(post().to(tiers::create::create)),
        )
        .service(resource("/studio/artists/{handle}/tiers/new").route(get().to(tiers::new::new)))
        .service(resource("/studio/artists/{handle}/tiers/order").route(post().to(tiers::order::update)))
        .service(resource("/studio/artists/{handle}/memberships").route(get().to(tiers::members::index)))
        .service(
            resource("/studio/tiers/{id}").route(get().to(tiers::edit::edit)).route(post().to(tiers::update::update)),
        )
        .service(resource("/studio/tiers/{id}/archiving").route(post().to(tiers::archiving::create)))
        .service(
            resource("/@{artist}/membership")
                .route(read().to(memberships::new::new))
                .route(post().to(memberships::create::create)),
        );
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
