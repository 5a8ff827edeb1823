//! Addresses that other servers ask.

use actix_web::web::{PayloadConfig, ServiceConfig, get, post, resource};

use crate::federation::{activities, actors, collections, discovery, inbox, objects, shows};

/// Adds them.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/.well-known/webfinger", get().to(discovery::webfinger))
        .route("/.well-known/host-meta", get().to(discovery::host_meta))
        .route("/.well-known/host-meta.json", get().to(discovery::host_meta_json))
        .route("/.well-known/nodeinfo", get().to(discovery::nodeinfo_links))
        .route("/nodeinfo/{version}", get().to(discovery::nodeinfo))
        .service(inbox_at("/ap/inbox"))
        .service(inbox_at("/ap/actors/{id}/inbox"))
        .route("/ap/actors/{id}", get().to(actors::show))
        .route("/ap/actors/{id}/outbox", get().to(collections::outbox))
        .route("/ap/actors/{id}/followers", get().to(collections::followers))
        .route("/ap/actors/{id}/following", get().to(collections::following))
        .route("/ap/actors/{id}/featured", get().to(collections::featured))
        .route("/ap/actors/{id}/tags", get().to(collections::tags))
        .route("/ap/activities/{id}", get().to(activities::show))
        .route("/ap/reactions/{id}", get().to(activities::reaction))
        .route("/ap/quotes/{id}", get().to(activities::quote))
        .route("/ap/releases/{id}", get().to(objects::release))
        .route("/ap/releases/{id}/note", get().to(objects::release_note))
        .route("/ap/releases/{id}/tracks", get().to(objects::release_tracks))
        .route("/ap/releases/{id}/context", get().to(objects::release_context))
        .route("/ap/tracks/{id}", get().to(objects::track))
        .route("/ap/tracks/{id}/note", get().to(objects::track_note))
        .route("/ap/posts/{id}", get().to(objects::post))
        .route("/ap/shows/{id}", get().to(shows::event))
        .route("/ap/{kind}/{id}/note/{collection}", get().to(objects::collection_of))
        .route("/ap/{kind}/{id}/{collection}", get().to(objects::collection_of));
}

/// An inbox takes bodies of up to a megabyte; longer ones are answered 413 before they are read.
fn inbox_at(path: &str) -> actix_web::Resource {
    resource(path).app_data(PayloadConfig::new(::federation::inbox::BODY_BYTES)).route(post().to(inbox::create))
}
