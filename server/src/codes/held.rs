//! What a code gave, and the word that opens it: for guests, who have no account to be known by.

use model::Connection;
use model::download_codes::{self, Redemption};
use model::entitlements::Who;
use model::ids::EntitlementId;
use model::link_keys;

use super::show::address;
use crate::app::App;
use crate::downloads::goods::Goods;
use crate::error::PageError;

/// What a code gave, by the id and the key of its link.
///
/// # Errors
/// 404 when the link is not one of ours, or what it gave was taken back.
pub async fn find(db: &mut Connection, app: &App, id: &str, key: &str) -> Result<Redemption, PageError> {
    let id: EntitlementId = id.parse().map_err(|_| PageError::not_found())?;
    if !link_keys::fits(&app.purchase_secret, ("redemption", id.0, ""), key) {
        return Err(PageError::not_found());
    }
    let redemption = download_codes::redemption(db, id).await?;
    redemption.filter(|redemption| redemption.revoked_at.is_none()).ok_or_else(PageError::not_found)
}

/// What the holder of the link may download.
///
/// # Errors
/// 404 where nothing is left to be had.
pub async fn goods(db: &mut Connection, app: &App, redemption: &Redemption) -> Result<Goods, PageError> {
    let code = redemption.download_code_id.ok_or_else(PageError::not_found)?;
    Goods::of_link(db, redemption.release_id, Who::Code(code), address(app, redemption.id)).await
}
