//! Addresses of money: buying, giving, what was bought, its receipt, and an artist's sales.

use uuid::Uuid;

/// Where a release is bought.
#[must_use]
pub fn buy_release(release: Uuid) -> String {
    format!("/buy/releases/{release}")
}

/// Where one track is bought.
#[must_use]
pub fn buy_track(track: Uuid) -> String {
    format!("/buy/tracks/{track}")
}

/// Where an artist is given something.
#[must_use]
pub fn tip(handle: &str) -> String {
    format!("/tips/{handle}")
}

/// The same from the page of a release.
#[must_use]
pub fn tip_on(handle: &str, release: Uuid) -> String {
    format!("/tips/{handle}?release={release}")
}

/// The page of a purchase, for whoever holds its key: thanks, files, receipt.
#[must_use]
pub fn purchase(id: Uuid, key: &str) -> String {
    format!("/purchases/{id}/{key}")
}

/// Leads to the provider's page of a purchase that is not paid yet.
#[must_use]
pub fn payment(id: Uuid, key: &str) -> String {
    format!("/purchases/{id}/{key}/payment")
}

/// The receipt of a purchase as a page.
#[must_use]
pub fn receipt(id: Uuid, key: &str) -> String {
    format!("/purchases/{id}/{key}/receipt")
}

/// The receipt of a purchase as a PDF.
#[must_use]
pub fn receipt_pdf(id: Uuid, key: &str) -> String {
    format!("/purchases/{id}/{key}/receipt.pdf")
}

/// What an account bought.
#[must_use]
pub const fn purchases() -> &'static str {
    "/account/purchases"
}

/// An artist's sales.
#[must_use]
pub fn sales(handle: &str) -> String {
    format!("/studio/sales/{handle}")
}

/// One sale of an artist's.
#[must_use]
pub fn sale(handle: &str, purchase: Uuid) -> String {
    format!("/studio/sales/{handle}/{purchase}")
}

/// Where a sale is given back.
#[must_use]
pub fn refund(handle: &str, purchase: Uuid) -> String {
    format!("/studio/sales/{handle}/{purchase}/refund")
}
