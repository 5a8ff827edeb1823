//! Addresses of music apps: where they ask, and where their passwords are made.

/// Below what apps ask. They put it behind the address of the instance themselves.
pub const REST: &str = "/rest";

/// The page of the passwords of one's apps.
pub const APPS: &str = "/account/apps";

/// Where an app password is revoked.
#[must_use]
pub fn revoke(id: uuid::Uuid) -> String {
    format!("/account/apps/{id}/revoke")
}
