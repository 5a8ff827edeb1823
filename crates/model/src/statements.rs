//! Statements: what an artist earned in a month, sale by sale, as the ledger has it. Every figure is a sum of its entries.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::ids::{ArtistId, LedgerTransactionId, PurchaseId};
use crate::ledger::{Figures, TransactionKind};
use crate::periods::Month;
use crate::purchases::{Purchase, PurchaseKind, PurchaseState};
use crate::schema::purchases;
use crate::{Connection, fixed};

/// A transaction of the ledger, as it concerns one artist. Of another artist's sale only the share is told.
#[derive(Debug, Clone, QueryableByName)]
pub struct Line {
    /// The transaction.
    #[diesel(sql_type = Uuid)]
    pub transaction_id: LedgerTransactionId,
    /// What was sold.
    #[diesel(sql_type = Uuid)]
    pub purchase_id: PurchaseId,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub occurred_at: DateTime<Utc>,
    /// Why it was written.
    #[diesel(sql_type = Text)]
    pub kind: TransactionKind,
    /// What kind of thing was sold.
    #[diesel(sql_type = Text)]
    pub purchase_kind: PurchaseKind,
    /// What it was called when it was sold.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// The number of the receipt; empty for another artist's sale.
    #[diesel(sql_type = Text)]
    pub invoice_number: String,
    /// The buyer's country; empty where unknown.
    #[diesel(sql_type = Text)]
    pub country: String,
    /// Whether the artist is the seller; else it gets a share.
    #[diesel(sql_type = Bool)]
    pub is_own: bool,
    /// The seller's name.
    #[diesel(sql_type = Text)]
    pub seller: String,
    /// ISO 4217.
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// What the buyer paid, negative for what went back, and whom of it goes what. Nothing of another artist's sale.
    #[diesel(embed)]
    pub figures: Figures,
    /// What others got as their share.
    #[diesel(sql_type = BigInt)]
    pub split_minor: i64,
    /// What the artist got.
    #[diesel(sql_type = BigInt)]
    pub earned_minor: i64,
}

/// The sums of a statement in one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of a line")]
pub struct Totals {
    pub currency: String,
    pub figures: Figures,
    pub split_minor: i64,
    /// What came from other artists' sales; it is part of what was earned.
    pub shared_minor: i64,
    pub earned_minor: i64,
}

/// What an artist earned in a month in one currency.
#[derive(Debug, Clone, QueryableByName)]
pub struct Earned {
    /// The month's first day.
    #[diesel(sql_type = Date)]
    pub month: NaiveDate,
    /// ISO 4217.
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// As seller and by splits; refunds, fees and disputes taken off.
    #[diesel(sql_type = BigInt)]
    pub earned_minor: i64,
    /// How many sales it had a part in.
    #[diesel(sql_type = BigInt)]
    pub sales: i64,
}

/// Every transaction of a month that an artist has a part in, in order of time.
///
/// # Errors
/// When the database fails.
pub async fn lines(connection: &mut Connection, artist: ArtistId, month: Month) -> QueryResult<Vec<Line>> {
    let (from, to) = month.bounds();
    fixed::query(include_str!("statements/lines.sql"))
        .bind::<Uuid, _>(artist)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(to)
        .load(connection)
        .await
}

/// The sums of lines, by currency.
#[must_use]
pub fn totals(lines: &[Line]) -> Vec<Totals> {
    let mut sums: BTreeMap<&str, Totals> = BTreeMap::new();
    for line in lines {
        let sum = sums.entry(&line.currency).or_default();
        sum.currency.clone_from(&line.currency);
        sum.figures += line.figures;
        sum.split_minor += line.split_minor;
        sum.shared_minor += if line.is_own { 0 } else { line.earned_minor };
        sum.earned_minor += line.earned_minor;
    }
    sums.into_values().collect()
}

/// What an artist earned each month since `from`, the latest first; months without a sale are left out.
///
/// # Errors
/// When the database fails.
pub async fn by_month(connection: &mut Connection, artist: ArtistId, from: Option<Month>) -> QueryResult<Vec<Earned>> {
    fixed::query(include_str!("statements/by_month.sql"))
        .bind::<Uuid, _>(artist)
        .bind::<Nullable<Timestamptz>, _>(from.map(|month| month.bounds().0))
        .load(connection)
        .await
}

/// An artist's sales that a buyer's bank disputes now, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn open_disputes(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Purchase>> {
    purchases::table
        .filter(purchases::artist_id.eq(artist))
        .filter(purchases::state.eq(PurchaseState::Disputed))
        .order(purchases::completed_at.asc())
        .select(Purchase::as_select())
        .load(connection)
        .await
}
