//! Sellers' accounts: what they may do, and what is missing.

use model::Pool;
use model::sellers::{self, AccountStanding, ProviderName};

use super::{SettleError, db, provider};
use crate::payments::Payments;

/// Keeps what the provider says of a seller's account now.
///
/// # Errors
/// When the provider or the database does not answer.
pub async fn account(payments: &Payments, pool: &Pool, name: ProviderName, account: &str) -> Result<(), SettleError> {
    let facts = provider(payments, name)?.account(account).await?;
    let standing = AccountStanding {
        charges_enabled: facts.charges_enabled,
        payouts_enabled: facts.payouts_enabled,
        missing: facts.missing,
    };
    Ok(sellers::keep_standing(&mut *db(pool).await?, (name, account), &standing).await?)
}
