//! Addresses of media.

use actix_web::web::ServiceConfig;

/// Adds them.
pub fn routes(_config: &mut ServiceConfig) {}
