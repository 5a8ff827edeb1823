//! Addresses of chats beside shows, and of their rules in the studio.

use actix_web::web::{ServiceConfig, get, post, resource};

use crate::{chat, studio};

/// Adds them. They come before what is below a show.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/live/{slug}/chat", get().to(chat::show::show))
        .service(
            resource("/live/{slug}/chat/messages")
                .route(get().to(chat::index::index))
                .route(post().to(chat::create::create)),
        )
        .route("/live/{slug}/chat/messages/{id}/deletion", post().to(chat::deletion::create))
        .route("/live/{slug}/chat/messages/{id}/ban", post().to(chat::ban::create))
        .route("/studio/chat", get().to(studio::chat::show::show))
        .route("/studio/artists/{handle}/chat/words", post().to(studio::chat::words::update))
        .route("/studio/artists/{handle}/chat/moderators", post().to(studio::chat::moderators::create))
        .route("/studio/artists/{handle}/chat/moderators/removal", post().to(studio::chat::moderators::delete))
        .route("/studio/chat/bans/{id}/lift", post().to(studio::chat::lift::create));
}
