//! Every address, one line each, in one file per room of the site.

use actix_web::web::{ServiceConfig, get};

use crate::{assets, health};

pub mod accounts;
pub mod admin;
pub mod api;
pub mod api_library;
pub mod books;
pub mod chat;
pub mod discovery;
pub mod discovery_api;
pub mod fans;
pub mod federation;
pub mod feeds;
pub mod letters;
pub mod library;
pub mod live;
pub mod media;
pub mod memberships;
pub mod moderation;
pub mod money;
pub mod player;
pub mod plays;
pub mod plays_api;
pub mod public;
pub mod shows;
pub mod social;
pub mod studio;
pub mod studio_shows;
pub mod subsonic;

/// All routes. The public pages come last: `/@{artist}` and what is below it.
pub fn all(config: &mut ServiceConfig) {
    config
        .route("/livez", get().to(health::live))
        .route("/readyz", get().to(health::ready))
        .route("/favicon.svg", get().to(assets::show_fixed))
        .route("/manifest.webmanifest", get().to(assets::show_fixed))
        .route("/assets/{file:.*}", get().to(assets::show));
    accounts::routes(config);
    admin::routes(config);
    api::routes(config);
    books::routes(config);
    chat::routes(config);
    discovery::routes(config);
    fans::routes(config);
    federation::routes(config);
    feeds::routes(config);
    letters::routes(config);
    library::routes(config);
    live::routes(config);
    media::routes(config);
    memberships::routes(config);
    moderation::routes(config);
    money::routes(config);
    plays::routes(config);
    player::routes(config);
    social::routes(config);
    studio::routes(config);
    shows::routes(config);
    studio_shows::routes(config);
    subsonic::routes(config);
    public::routes(config);
}
