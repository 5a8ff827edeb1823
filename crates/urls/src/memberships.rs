//! Addresses of memberships: joining, one's own, and an artist's tiers and members in the studio.

use uuid::Uuid;

/// One's own memberships.
pub const INDEX: &str = "/account/memberships";

/// An artist's tiers, and the form that joins one.
#[must_use]
pub fn join(handle: &str) -> String {
    format!("/@{handle}/membership")
}

/// One membership of one's own.
#[must_use]
pub fn show(id: Uuid) -> String {
    format!("/account/memberships/{id}")
}

/// Where it is cancelled.
#[must_use]
pub fn cancellation(id: Uuid) -> String {
    format!("/account/memberships/{id}/cancellation")
}

/// Where the cancellation is taken back.
#[must_use]
pub fn resumption(id: Uuid) -> String {
    format!("/account/memberships/{id}/resumption")
}

/// Where its tier or interval is changed.
#[must_use]
pub fn tier_of(id: Uuid) -> String {
    format!("/account/memberships/{id}/tier")
}

/// Leads to the provider's page with the card and the invoices.
#[must_use]
pub fn portal(id: Uuid) -> String {
    format!("/account/memberships/{id}/portal")
}

/// An artist's tiers in the studio.
#[must_use]
pub fn tiers(handle: &str) -> String {
    format!("/studio/artists/{handle}/tiers")
}

/// The form for another tier.
#[must_use]
pub fn new_tier(handle: &str) -> String {
    format!("/studio/artists/{handle}/tiers/new")
}

/// The order of an artist's tiers.
#[must_use]
pub fn tiers_order(handle: &str) -> String {
    format!("/studio/artists/{handle}/tiers/order")
}

/// One tier's form in the studio.
#[must_use]
pub fn tier(id: Uuid) -> String {
    format!("/studio/tiers/{id}")
}

/// Where a tier is archived, or offered again.
#[must_use]
pub fn archiving(id: Uuid) -> String {
    format!("/studio/tiers/{id}/archiving")
}

/// An artist's members in the studio.
#[must_use]
pub fn members(handle: &str) -> String {
    format!("/studio/artists/{handle}/memberships")
}
