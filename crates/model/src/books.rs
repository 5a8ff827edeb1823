//! The books of the instance: sums of the ledger by month, and by country for the tax offices. They name no buyer.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::costs::Cost;
use crate::ids::ArtistId;
use crate::ledger::Figures;
use crate::periods::{Month, Quarter};
use crate::{Connection, fixed};

/// The sums of a month in one currency. What was paid is tax, fees, what the society and the artists got, and what banks hold.
#[derive(Debug, Clone, QueryableByName)]
pub struct MonthOfBooks {
    /// The month's first day.
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    /// ISO 4217.
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// How many sales.
    #[diesel(sql_type = BigInt)]
    pub sales: i64,
    /// What buyers paid, and whom of it goes what.
    #[diesel(embed)]
    pub figures: Figures,
    /// What artists got, as sellers and by splits.
    #[diesel(sql_type = BigInt)]
    pub artists_minor: i64,
}

/// What was sold from one country into another, at one rate.
#[derive(Debug, Clone, QueryableByName)]
pub struct TaxLine {
    /// The sellers' country; empty where unsaid.
    #[diesel(sql_type = Text)]
    pub seller_country: String,
    /// The buyers' country; empty where unknown.
    #[diesel(sql_type = Text)]
    pub buyer_country: String,
    /// In hundredths of a percent.
    #[diesel(sql_type = Integer)]
    pub tax_rate_bp: i32,
    /// ISO 4217.
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// How many sales.
    #[diesel(sql_type = BigInt)]
    pub sales: i64,
    /// For how many of them two pieces of evidence name the buyer's country.
    #[diesel(sql_type = BigInt)]
    pub with_evidence: i64,
    /// What was paid, without the tax.
    #[diesel(sql_type = BigInt)]
    pub net_minor: i64,
    /// The tax.
    #[diesel(sql_type = BigInt)]
    pub tax_minor: i64,
}

/// The sums of every month and currency there was something in, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn by_month(connection: &mut Connection) -> QueryResult<Vec<MonthOfBooks>> {
    fixed::query(include_str!("books/by_month.sql")).load(connection).await
}

/// What was sold where in a quarter, refunds taken off; of one artist, or of all.
///
/// # Errors
/// When the database fails.
pub async fn taxes(
    connection: &mut Connection,
    quarter: Quarter,
    artist: Option<ArtistId>,
) -> QueryResult<Vec<TaxLine>> {
    let (from, to) = quarter.bounds();
    fixed::query(include_str!("books/taxes.sql"))
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(to)
        .bind::<Nullable<Uuid>, _>(artist)
        .load(connection)
        .await
}

/// What costs sum to, by month and currency.
#[must_use]
pub fn sum_of_costs(costs: &[Cost]) -> BTreeMap<(Month, String), i64> {
    let mut sums = BTreeMap::new();
    for cost in costs {
        *sums.entry((Month::of(cost.month), cost.currency.clone())).or_insert(0) += cost.amount_minor;
    }
    sums
}
