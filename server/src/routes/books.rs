//! Addresses of money in the studio, of the admins' books, and of those that everybody may read.

use actix_web::web::{ServiceConfig, get, post, resource};

use crate::admin::money as books;
use crate::books as public;
use crate::studio::money;

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/books", get().to(public::show::show))
        .route("/admin/money", get().to(books::show::show))
        .route("/admin/money/check", post().to(books::check::create))
        .route("/admin/money/taxes", get().to(books::taxes::show::show))
        .route("/admin/money/taxes.csv", get().to(books::taxes::export::show))
        .service(
            resource("/admin/money/tax-rates")
                .route(get().to(books::tax_rates::index::index))
                .route(post().to(books::tax_rates::update::update)),
        )
        .service(
            resource("/admin/money/costs")
                .route(get().to(books::costs::index::index))
                .route(post().to(books::costs::create::create)),
        )
        .route("/admin/money/costs/{id}/deletion", post().to(books::costs::deletion::create))
        .service(resource("/studio/money").route(get().to(money::index::index)))
        .service(resource("/studio/artists/{handle}/money").route(get().to(money::show::show)))
        .service(
            resource("/studio/artists/{handle}/money/settings")
                .route(get().to(money::settings::edit))
                .route(post().to(money::update::update)),
        )
        .service(
            resource("/studio/artists/{handle}/money/account")
                .route(get().to(money::account::show))
                .route(post().to(money::onboarding::create)),
        )
        .service(
            resource("/studio/artists/{handle}/money/splits")
                .route(get().to(money::splits::index::index))
                .route(post().to(money::splits::create::create)),
        )
        .service(
            resource("/studio/artists/{handle}/money/splits/{id}/answer")
                .route(post().to(money::splits::answer::create)),
        )
        .service(
            resource("/studio/artists/{handle}/money/splits/{id}/end").route(post().to(money::splits::end::create)),
        )
        .route("/studio/artists/{handle}/money/statements/{month}.csv", get().to(money::statements::export::show))
        .route("/studio/artists/{handle}/money/statements/{month}", get().to(money::statements::show::show));
}
