//! Addresses of what others read, embed and index. They come before what is below an artist.

use actix_web::Route;
use actix_web::guard;
use actix_web::web::{ServiceConfig, post, resource, route};

use crate::{feed, memberships, oembed, robots, sitemap, tracklists};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/@{artist}/feed.rss", read().to(feed::rss::artist::show))
        .route("/@{artist}/{release}/feed.rss", read().to(feed::rss::release::show))
        .route("/@{artist}/{release}/playlist.{ending}", read().to(tracklists::show_release::show))
        .route("/@{artist}/{release}/{track}/transcript.{ending}", read().to(feed::transcript::show))
        .route("/live/{slug}/chapters.json", read().to(feed::chapters::show))
        .route("/playlists/{id}/feed.rss", read().to(feed::rss::playlist::show))
        .route("/playlists/{id}/playlist.{ending}", read().to(tracklists::show_playlist::show))
        .route("/feeds/{key}/feed.rss", read().to(feed::rss::member::show))
        .route("/feeds/{key}/{track}.mp3", read().to(feed::track::show))
        .route("/feeds/{key}/covers/{release}.jpg", read().to(feed::cover::show))
        .service(resource("/account/memberships/{id}/feed").route(post().to(memberships::feed::create)))
        .route("/oembed", read().to(oembed::show::show))
        .route("/sitemap.xml", read().to(sitemap::index::index))
        .route("/sitemaps/{kind}-{part}.xml", read().to(sitemap::show::show))
        .route("/robots.txt", read().to(robots::show::show))
        .route("/.well-known/tdmrep.json", read().to(robots::reservation::show));
}

/// `GET` and `HEAD`.
fn read() -> Route {
    route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
