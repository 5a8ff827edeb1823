//! A purchase and the word that opens its page: for guests, who have no account to be known by.

use model::Connection;
use model::entitlements::Who;
use model::ids::PurchaseId;
use model::purchases::{self, Purchase};
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::downloads::goods::Goods;
use crate::error::PageError;

/// The word that opens a purchase's pages.
#[must_use]
pub fn key(app: &App, id: PurchaseId) -> String {
    purchases::key(&app.purchase_secret, id)
}

/// The page of a purchase.
#[must_use]
pub fn page(app: &App, purchase: &Purchase) -> String {
    urls::money::purchase(purchase.id.0, &key(app, purchase.id))
}

/// The purchase with this id and key.
///
/// # Errors
/// 404 for every other.
pub async fn find(db: &mut Connection, app: &App, id: &str, given: &str) -> Result<Purchase, PageError> {
    let id: PurchaseId = id.parse().map_err(|_| PageError::not_found())?;
    if !bool::from(key(app, id).as_bytes().ct_eq(given.as_bytes())) {
        return Err(PageError::not_found());
    }
    purchases::find(db, id).await?.ok_or_else(PageError::not_found)
}

/// What the holder of a purchase's link may download.
///
/// # Errors
/// 404 for what has no files, and where the money went back.
pub async fn goods(db: &mut Connection, app: &App, purchase: &Purchase) -> Result<Goods, PageError> {
    let release = purchase.release_id.ok_or_else(PageError::not_found)?;
    Goods::of_link(db, release, Who::Purchase(purchase.id), page(app, purchase)).await
}
