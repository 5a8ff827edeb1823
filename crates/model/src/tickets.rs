//! Tickets: a purchase that lets its buyer into one show. It lets nobody in before it is paid, nor after it was given back.

use diesel::dsl::exists;
use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::entitlements::Who;
use crate::ids::{PurchaseId, ShowId};
use crate::purchases::{Purchase, PurchaseState};
use crate::schema::{purchases, shows, tickets};

/// The purchase of the ticket that lets somebody into a show: their newest that is paid.
///
/// # Errors
/// When the database fails.
pub async fn held(connection: &mut Connection, show: ShowId, who: Who) -> QueryResult<Option<PurchaseId>> {
    let paid = tickets::table
        .inner_join(purchases::table)
        .filter(tickets::show_id.eq(show))
        .filter(purchases::state.eq(PurchaseState::Paid))
        .order(purchases::completed_at.desc())
        .select(tickets::purchase_id)
        .into_boxed();
    let paid = match who {
        Who::Account(account) => paid.filter(purchases::account_id.eq(account)),
        Who::Purchase(purchase) => paid.filter(purchases::id.eq(purchase)),
        Who::Anybody | Who::Visitor(_) | Who::PrivateLink | Who::Code(_) => return Ok(None),
    };
    paid.first(connection).await.optional()
}

/// Whether somebody has a ticket that lets them into a show.
///
/// # Errors
/// When the database fails.
pub async fn holds(connection: &mut Connection, show: ShowId, who: Who) -> QueryResult<bool> {
    Ok(held(connection, show, who).await?.is_some())
}

/// The show that a purchase is a ticket for.
///
/// # Errors
/// When the database fails.
pub async fn show_of(connection: &mut Connection, purchase: PurchaseId) -> QueryResult<Option<ShowId>> {
    tickets::table.find(purchase).select(tickets::show_id).first(connection).await.optional()
}

/// The tickets of a show that are paid, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_show(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<Purchase>> {
    tickets::table
        .inner_join(purchases::table)
        .filter(tickets::show_id.eq(show))
        .filter(purchases::state.eq(PurchaseState::Paid))
        .order(purchases::completed_at.desc())
        .select(Purchase::as_select())
        .load(connection)
        .await
}

/// Whether anybody bought a ticket, or is about to: then the show cannot be deleted. Tickets that nobody paid for go.
pub(crate) async fn are_sold(connection: &mut Connection, show: ShowId) -> QueryResult<bool> {
    let unpaid = purchases::table
        .filter(purchases::state.eq(PurchaseState::Expired).and(purchases::payment_id.is_null()))
        .select(purchases::id);
    diesel::delete(tickets::table.filter(tickets::show_id.eq(show)).filter(tickets::purchase_id.eq_any(unpaid)))
        .execute(connection)
        .await?;
    diesel::select(exists(tickets::table.filter(tickets::show_id.eq(show)))).get_result(connection).await
}

/// Keeps that a purchase is a ticket for a show.
pub(crate) async fn keep(connection: &mut Connection, purchase: PurchaseId, show: ShowId) -> QueryResult<()> {
    diesel::insert_into(tickets::table)
        .values((tickets::purchase_id.eq(purchase), tickets::show_id.eq(show)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether what somebody pays for still lets them in: a show that was cancelled or removed since does not.
pub(crate) async fn is_good(connection: &mut Connection, purchase: PurchaseId) -> QueryResult<bool> {
    let good = tickets::table
        .inner_join(shows::table)
        .filter(tickets::purchase_id.eq(purchase))
        .filter(shows::cancelled_at.is_null());
    diesel::select(exists(good)).get_result(connection).await
}
