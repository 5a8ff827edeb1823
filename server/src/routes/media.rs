//! Addresses of bytes.

use actix_web::web::{ServiceConfig, resource, route};

use crate::media::{encodings, images};

/// Adds them. Images come first: `images` is no grant.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/media/images/{image}/{file}").route(route().to(images::show)))
        .service(resource("/media/{grant}/{encoding}/{path:.*}").route(route().to(encodings::show)));
}
