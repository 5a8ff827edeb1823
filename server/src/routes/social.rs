//! Addresses of what people say to one another: comments, posts, likes and boosts, and an artist's side of it in the studio.

use actix_web::web::{ServiceConfig, get, post};

use crate::studio::artists::fediverse;
use crate::studio::{deliveries, followers, notifications, posts as studio_posts};
use crate::{comments, notifications as of_fans, posts, reactions};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/comments", post().to(comments::create::create))
        .route("/comments/new", get().to(comments::new::new))
        .route("/reactions", post().to(reactions::create::create))
        .route("/posts/{id}", get().to(posts::show::show))
        .route("/posts/{id}/edit", get().to(posts::edit::edit))
        .route("/posts/{id}/edit", post().to(posts::edit::update))
        .route("/posts/{id}/deletion", post().to(posts::deletion::create))
        .route("/posts/{id}/hiding", post().to(posts::hiding::update))
        .route("/posts/{id}/report", get().to(posts::report::new))
        .route("/posts/{id}/report", post().to(posts::report::create))
        .route("/notifications", get().to(of_fans::index::index))
        .route("/notifications/reading", post().to(of_fans::reading::create))
        .route("/studio/notifications", get().to(notifications::index::index))
        .route("/studio/notifications/{handle}/reading", post().to(notifications::reading::create))
        .route("/studio/followers", get().to(followers::index::index))
        .route("/studio/followers/{handle}", post().to(followers::update::update))
        .route("/studio/posts", get().to(studio_posts::index::index))
        .route("/studio/posts/{handle}", post().to(studio_posts::create::create))
        .route("/studio/posts/{handle}/elsewhere", post().to(studio_posts::elsewhere::create))
        .route("/studio/deliveries", get().to(deliveries::index::index))
        .route("/studio/artists/{handle}/fediverse", get().to(fediverse::edit))
        .route("/studio/artists/{handle}/fediverse", post().to(fediverse::update))
        .route("/studio/artists/{handle}/move", post().to(fediverse::relocate));
}
