//! Whether somebody can join an artist now, and who takes the money.

use model::sellers::{ProviderName, Seller};

use crate::app::App;

/// Who takes the money for an artist, and the artist's account there.
///
/// # Errors
/// A sentence for the visitor, when nobody does.
pub fn open(app: &App, seller: &Seller) -> Result<(ProviderName, String), &'static str> {
    let Some((name, _)) = app.payments.provider() else {
        return Err("Nobody can join just now: this server has no payment provider yet.");
    };
    match seller.account_with(name) {
        Some(account) => Ok((name, account.to_owned())),
        None => Err("Nobody can join just now: the artist's payments are not set up yet."),
    }
}
