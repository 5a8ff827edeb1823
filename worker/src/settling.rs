//! Settling: asks the provider how something stands and hands the whole picture to the model. Nothing here decides anything: it does
//! not matter who asks, how often, or in which order.

mod accounts;
mod events;
mod facts;
mod memberships;
mod purchases;

use std::sync::Arc;

use model::Pool;
use model::sellers::ProviderName;
use payments::{PaymentError, Provider};

pub use accounts::account;
pub use events::{event, keep};
pub use facts::standing_of;
pub use memberships::{membership, subscription};
pub use purchases::purchase;

use crate::payments::Payments;

/// Why something could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// The provider did not say how it stands.
    #[error(transparent)]
    Provider(#[from] PaymentError),
    /// It is another provider's, or there is none: the keys are missing.
    #[error("{0} is not set up here: it waits until the keys of it are back")]
    NotSetUp(ProviderName),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Pool(String),
}

impl SettleError {
    /// Whether asking again later may help. Keys that are missing may be back with the next start: nothing is to be lost until
    /// then.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Provider(error) => error.is_passing(),
            Self::NotSetUp(_) | Self::Database(_) | Self::Pool(_) => true,
        }
    }
}

/// The provider that something was sold through.
pub(crate) fn provider(payments: &Payments, name: ProviderName) -> Result<&Arc<dyn Provider>, SettleError> {
    match payments.provider() {
        Some((ours, provider)) if ours == name => Ok(provider),
        _ => Err(SettleError::NotSetUp(name)),
    }
}

/// A connection, for as long as the provider is not waited for.
pub(crate) async fn db(pool: &Pool) -> Result<model::Pooled, SettleError> {
    pool.get().await.map_err(|error| SettleError::Pool(error.to_string()))
}
