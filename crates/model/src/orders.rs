//! Orders: a browser that asks to buy something twice, by a double click, the back button or a second tab, buys it once.

use chrono::{DateTime, Duration, Utc};
use diesel::sql_types::Text;
use diesel::{ExpressionMethods, PgExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::ids::{PurchaseId, ReleaseId};
use crate::purchases::{self, NewPurchase, Purchase, PurchaseError, PurchaseKind, PurchaseState, copies};
use crate::schema::{orders, purchases as table};
use crate::{Connection, fixed, tickets};

/// How long a browser that bought something is led to what it bought, rather than made to pay again.
const BOUGHT_JUST_NOW: Duration = Duration::hours(1);
/// An order with less time than this to be paid is left to end.
const TIME_TO_PAY: Duration = Duration::minutes(5);

/// What became of an order.
#[derive(Debug, Clone)]
pub enum Ordered {
    /// It is to be paid: begun now, or by the same browser on the same terms before.
    ToPay(Purchase),
    /// It costs nothing, and is theirs.
    Given(Purchase),
    /// The same browser has paid for it just now.
    Bought(Purchase),
}

/// Begins a purchase, or finds the one that `browser` began before. Those it began on other terms are given as well: nobody
/// should be able to pay them any more.
///
/// # Errors
/// When there is no copy left or it is not for sale.
pub async fn place(
    connection: &mut Connection,
    new: &NewPurchase,
    browser: &str,
    now: DateTime<Utc>,
) -> Result<(Ordered, Vec<Purchase>), PurchaseError> {
    connection.transaction(async |connection| place_in_turn(connection, new, browser, now).await).await
}

/// How many copies of a release are kept for orders of a browser that are still to be paid: others cannot have them, it can.
///
/// # Errors
/// When the database fails.
pub async fn copies_kept(
    connection: &mut Connection,
    browser: &str,
    release: ReleaseId,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let ordered: Vec<PurchaseId> =
        orders::table.filter(orders::browser.eq(browser)).select(orders::purchase_id).load(connection).await?;
    table::table
        .filter(table::id.eq_any(ordered))
        .filter(table::release_id.eq(release))
        .filter(table::kind.eq(PurchaseKind::Release))
        .filter(table::state.eq(PurchaseState::Open))
        .filter(table::expires_at.gt(now))
        .count()
        .get_result(connection)
        .await
}

async fn place_in_turn(
    connection: &mut Connection,
    new: &NewPurchase,
    browser: &str,
    now: DateTime<Utc>,
) -> Result<(Ordered, Vec<Purchase>), PurchaseError> {
    // Of two orders of one browser that come at the same moment the second waits, and finds the first.
    fixed::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<Text, _>(browser)
        .execute(connection)
        .await?;
    let mut superseded = Vec::new();
    for earlier in earlier(connection, new, browser, now).await? {
        if earlier.state == PurchaseState::Paid {
            return Ok((Ordered::Bought(earlier), superseded));
        }
        if is_same(&earlier, new) {
            return Ok((Ordered::ToPay(earlier), superseded));
        }
        superseded.push(earlier);
    }
    // Their copies are free again: what is paid of them all the same is given back when there is none left.
    let ids: Vec<PurchaseId> = superseded.iter().map(|purchase| purchase.id).collect();
    diesel::update(table::table.filter(table::id.eq_any(ids)))
        .set(table::expires_at.eq(now - copies::PATIENCE))
        .execute(connection)
        .await?;
    let purchase = purchases::begin(connection, new, now).await?;
    diesel::insert_into(orders::table)
        .values((orders::purchase_id.eq(purchase.id), orders::browser.eq(browser)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    let ordered = if purchase.amount_minor > 0 { Ordered::ToPay(purchase) } else { Ordered::Given(purchase) };
    Ok((ordered, superseded))
}

/// What the browser ordered of the same: open, or paid just now; newest first. Gifts are given as often as one likes.
async fn earlier(
    connection: &mut Connection,
    new: &NewPurchase,
    browser: &str,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Purchase>> {
    let ordered: Vec<PurchaseId> =
        orders::table.filter(orders::browser.eq(browser)).select(orders::purchase_id).load(connection).await?;
    let found: Vec<Purchase> = table::table
        .filter(table::id.eq_any(ordered))
        .filter(table::artist_id.eq(new.artist))
        .filter(table::kind.eq(new.kind))
        .filter(table::release_id.is_not_distinct_from(new.release))
        .filter(table::track_id.is_not_distinct_from(new.track))
        .filter(table::state.eq_any([PurchaseState::Open, PurchaseState::Paid]))
        .order(table::created_at.desc())
        .select(Purchase::as_select())
        .load(connection)
        .await?;
    let counts = |purchase: &Purchase| match purchase.state {
        PurchaseState::Open => purchase.expires_at > now + TIME_TO_PAY,
        _ => new.kind != PurchaseKind::Tip && purchase.completed_at.is_some_and(|at| at > now - BOUGHT_JUST_NOW),
    };
    let mut earlier = Vec::new();
    for purchase in found.into_iter().filter(counts) {
        if new.show.is_none() || tickets::show_of(connection, purchase.id).await? == new.show {
            earlier.push(purchase);
        }
    }
    Ok(earlier)
}

/// Whether it was ordered on these terms.
fn is_same(purchase: &Purchase, new: &NewPurchase) -> bool {
    purchase.account_id == new.account
        && purchase.email == new.email
        && (purchase.currency.as_str(), purchase.amount_minor) == (new.currency.as_str(), new.quote.amount_minor)
        && purchase.tax_rate_bp == new.quote.tax_rate_bp
        && purchase.country_said == new.country_said
        && purchase.wants_letters == new.wants_letters
        && purchase.note == new.note
        && (purchase.provider, purchase.provider_account.as_str()) == (new.provider, new.provider_account.as_str())
}
