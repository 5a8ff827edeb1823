//! Addresses of money: buying, giving, what was bought, an artist's sales.

use actix_web::web::{PayloadConfig, ServiceConfig, get, post, resource, route};
use actix_web::{Route, guard};

use crate::downloads::linked;
use crate::studio::sales;
use crate::{purchases, receipts, sandbox, tips, webhooks};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/buy/releases/{id}")
                .route(get().to(purchases::new::release))
                .route(post().to(purchases::create::release)),
        )
        .service(
            resource("/buy/tracks/{id}")
                .route(get().to(purchases::new::track))
                .route(post().to(purchases::create::track)),
        )
        .service(
            resource("/buy/tickets/{id}")
                .route(get().to(purchases::new::ticket))
                .route(post().to(purchases::create::ticket)),
        )
        .service(resource("/tips/{artist}").route(get().to(tips::new::new)).route(post().to(tips::create::create)))
        .route("/account/purchases", get().to(purchases::index::index))
        .route("/purchases/{id}/{key}", get().to(purchases::show::show))
        .route("/purchases/{id}/{key}/payment", get().to(purchases::payment::show))
        .route("/{kind:purchases|redemptions}/{id}/{key}/files/{format}.zip", read().to(linked::release))
        .route("/{kind:purchases|redemptions}/{id}/{key}/files/{format}", read().to(linked::release_page))
        .route("/{kind:purchases|redemptions}/{id}/{key}/files/{format}/{track}", read().to(linked::track_page))
        .route("/{kind:purchases|redemptions}/{id}/{key}/tracks/{track}/{format}", read().to(linked::track))
        .route("/{kind:purchases|redemptions}/{id}/{key}/extras/{extra}", read().to(linked::extra))
        .route("/purchases/{id}/{key}/receipt", get().to(receipts::show::show))
        .route("/purchases/{id}/{key}/receipt.pdf", get().to(receipts::pdf::show))
        .service(
            resource("/webhooks/{provider}")
                .app_data(PayloadConfig::new(webhooks::BODY_BYTES))
                .route(post().to(webhooks::create)),
        )
        .route("/sandbox/checkouts/{id}", get().to(sandbox::checkouts::show))
        .route("/sandbox/checkouts/{id}", post().to(sandbox::checkouts::update))
        .route("/sandbox/payments/{id}", get().to(sandbox::desk::show))
        .route("/sandbox/payments/{id}", post().to(sandbox::desk::update))
        .route("/sandbox/accounts/{id}", get().to(sandbox::accounts::show))
        .route("/sandbox/accounts/{id}", post().to(sandbox::accounts::update))
        .route("/sandbox/customers/{id}", get().to(sandbox::customers::show))
        .route("/sandbox/customers/{id}", post().to(sandbox::customers::update))
        .route("/studio/sales", get().to(sales::index::first))
        .route("/studio/sales/{artist}", get().to(sales::index::index))
        .route("/studio/sales/{artist}/{id}", get().to(sales::show::show))
        .route("/studio/sales/{artist}/{id}/refund", post().to(sales::refund::create));
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
