//! The ledger: double entry in whole numbers. A transaction sums to zero in one currency and is never changed.

mod checking;
mod figures;
pub(crate) mod posting;
pub(crate) mod refused;
pub(crate) mod shares;
mod target;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

pub use checking::{Fault, check};
pub use figures::Figures;
pub use posting::of_purchase;
pub use shares::Share;
pub use target::target;

use crate::Connection;
use crate::ids::ArtistId;
use crate::schema::{ledger_entries, ledger_transactions};

crate::sql_types::words! {
    /// Whose side of a transaction an entry is.
    Book {
        /// Money that came from buyers (negative) or went back to them.
        Buyer = "buyer",
        /// Tax.
        Tax = "tax",
        /// What the provider keeps.
        Processor = "processor",
        /// What the co-op gets.
        CoOp = "co_op",
        /// What the seller earns.
        Artist = "artist",
        /// What others earn of it.
        Split = "split",
        /// What lies with a bank during a dispute.
        Dispute = "dispute",
        /// What a collecting society gets.
        Society = "society",
    }
}

crate::sql_types::words! {
    /// Why a transaction was written.
    TransactionKind {
        /// A purchase was paid.
        Sale = "sale",
        /// The provider said what it keeps.
        ProcessorFee = "processor_fee",
        /// Money was given back.
        Refund = "refund",
        /// A bank took money for now.
        Dispute = "dispute",
        /// It came back.
        DisputeWon = "dispute_won",
        /// It did not.
        DisputeLost = "dispute_lost",
        /// Something was wrong.
        Correction = "correction",
        /// Money came for what could not be sold.
        Refused = "refused",
        /// It went back.
        Returned = "returned",
    }
}

/// One side of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose side.
    pub book: Book,
    /// The artist, for [`Book::Artist`] and [`Book::Split`].
    pub artist: Option<ArtistId>,
    /// In the currency's smallest unit.
    pub amount_minor: i64,
}

/// What an artist has earned per currency, up to a moment: as seller and by splits, refunds and fees taken off.
///
/// # Errors
/// When the database fails.
pub async fn earned(
    connection: &mut Connection,
    artist: ArtistId,
    until: DateTime<Utc>,
) -> QueryResult<Vec<(String, i64)>> {
    let entries: Vec<(String, i64)> = ledger_entries::table
        .inner_join(ledger_transactions::table)
        .filter(ledger_entries::artist_id.eq(artist))
        .filter(ledger_transactions::occurred_at.lt(until))
        .select((ledger_transactions::currency, ledger_entries::amount_minor))
        .load(connection)
        .await?;
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (currency, amount) in entries {
        *sums.entry(currency).or_default() += amount;
    }
    Ok(sums.into_iter().collect())
}
