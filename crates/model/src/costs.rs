//! Costs: what running the instance cost in a month, as its admins say. They stand beside the fees on the public page of the books.

use chrono::NaiveDate;
use diesel::{ExpressionMethods, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::CostId;
use crate::periods::Month;
use crate::schema::costs;

/// A cost as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = costs, check_for_backend(diesel::pg::Pg))]
pub struct Cost {
    /// Its id.
    pub id: CostId,
    /// The first day of its month.
    pub month: NaiveDate,
    /// What was paid for: everybody reads it.
    pub what: String,
    /// ISO 4217.
    pub currency: String,
    /// In the currency's smallest unit.
    pub amount_minor: i64,
}

/// Adds one.
///
/// # Errors
/// When the database fails, or the amount is not above zero.
pub async fn add(
    connection: &mut Connection,
    month: Month,
    what: &str,
    (currency, amount_minor): (&str, i64),
) -> QueryResult<CostId> {
    let id = CostId::new();
    diesel::insert_into(costs::table)
        .values((
            costs::id.eq(id),
            costs::month.eq(month.first()),
            costs::what.eq(what),
            costs::currency.eq(currency),
            costs::amount_minor.eq(amount_minor),
        ))
        .execute(connection)
        .await?;
    Ok(id)
}

/// Every cost, the latest month first.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut Connection) -> QueryResult<Vec<Cost>> {
    costs::table.order((costs::month.desc(), costs::id.asc())).select(Cost::as_select()).load(connection).await
}

/// Takes one back.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: CostId) -> QueryResult<()> {
    diesel::delete(costs::table.find(id)).execute(connection).await?;
    Ok(())
}
