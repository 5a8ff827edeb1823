//! Tax rates: the standard rate of value added tax by country and day, as the instance's admins keep them.

use chrono::NaiveDate;
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::schema::tax_rates;

/// A rate from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tax_rates, check_for_backend(diesel::pg::Pg))]
pub struct TaxRate {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// From which day.
    pub starts_on: NaiveDate,
    /// In hundredths of a percent.
    pub rate_bp: i32,
}

/// The rate of a country on a day; 0 for one without.
///
/// # Errors
/// When the database fails.
pub async fn on(connection: &mut Connection, country: &str, day: NaiveDate) -> QueryResult<i32> {
    let rate = tax_rates::table
        .filter(tax_rates::country.eq(country))
        .filter(tax_rates::starts_on.le(day))
        .order(tax_rates::starts_on.desc())
        .select(tax_rates::rate_bp)
        .first(connection)
        .await
        .optional()?;
    Ok(rate.unwrap_or(0))
}

/// Every rate, by country, newest first.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut Connection) -> QueryResult<Vec<TaxRate>> {
    tax_rates::table
        .order((tax_rates::country.asc(), tax_rates::starts_on.desc()))
        .select(TaxRate::as_select())
        .load(connection)
        .await
}

/// Adds a rate, or changes the one of that day. Orders keep the rate they were made with.
///
/// # Errors
/// When the database fails.
pub async fn set(connection: &mut Connection, rate: &TaxRate) -> QueryResult<()> {
    diesel::insert_into(tax_rates::table)
        .values(rate)
        .on_conflict((tax_rates::country, tax_rates::starts_on))
        .do_update()
        .set(tax_rates::rate_bp.eq(rate.rate_bp))
        .execute(connection)
        .await?;
    Ok(())
}
