//! Figures: what entries of the ledger sum to, by whose side they are.

use std::ops::AddAssign;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;

/// The sums that statements and the books of the instance have in common, in one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Figures {
    /// What buyers paid; what went back to them taken off.
    #[diesel(sql_type = BigInt)]
    pub gross_minor: i64,
    /// The tax in it.
    #[diesel(sql_type = BigInt)]
    pub tax_minor: i64,
    /// What the provider kept.
    #[diesel(sql_type = BigInt)]
    pub processor_minor: i64,
    /// What the co-op got.
    #[diesel(sql_type = BigInt)]
    pub co_op_minor: i64,
    /// What collecting societies got.
    #[diesel(sql_type = BigInt)]
    pub society_minor: i64,
    /// What banks hold during disputes.
    #[diesel(sql_type = BigInt)]
    pub dispute_minor: i64,
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.gross_minor += other.gross_minor;
        self.tax_minor += other.tax_minor;
        self.processor_minor += other.processor_minor;
        self.co_op_minor += other.co_op_minor;
        self.society_minor += other.society_minor;
        self.dispute_minor += other.dispute_minor;
    }
}
