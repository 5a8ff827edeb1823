//! Checking: whether the books add up, and whether they, the purchases and the entitlements say the same.

use diesel::sql_types::{Text, Uuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::posting::{difference, of_purchase};
use super::{shares, target};
use crate::ids::PurchaseId;
use crate::money;
use crate::purchases::{self, Known, Purchase};
use crate::schema::purchases as table;
use crate::{Connection, fixed};

/// How many purchases are looked at between two questions.
const AT_ONCE: i64 = 200;

/// Something that does not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// In which purchase.
    pub purchase: PurchaseId,
    /// What, in words for an admin.
    pub what: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Uuid)]
    purchase_id: PurchaseId,
    #[diesel(sql_type = Text)]
    what: String,
}

/// Everything in the books that does not add up: transactions that do not sum to zero, sales without an entry, entries that differ from
/// what the purchase says, entitlements without money and money without entitlement, numbers of invoices that are missing. Empty
/// when all is well.
///
/// # Errors
/// When the database fails.
pub async fn check(connection: &mut Connection) -> QueryResult<Vec<Fault>> {
    let found: Vec<Found> = fixed::query(include_str!("check.sql")).load(connection).await?;
    let mut faults: Vec<Fault> =
        found.into_iter().map(|found| Fault { purchase: found.purchase_id, what: found.what }).collect();
    let mut after = PurchaseId(uuid::Uuid::nil());
    loop {
        let some: Vec<Purchase> = table::table
            .filter(table::id.gt(after))
            .filter(table::completed_at.is_not_null())
            .order(table::id.asc())
            .limit(AT_ONCE)
            .select(Purchase::as_select())
            .load(connection)
            .await?;
        for purchase in &some {
            faults.extend(compare(connection, purchase).await?);
        }
        match some.last() {
            Some(last) => after = last.id,
            None => return Ok(faults),
        }
    }
}

/// Whether the books say of a purchase what they should.
async fn compare(connection: &mut Connection, purchase: &Purchase) -> QueryResult<Option<Fault>> {
    let known = Known::of(purchase, purchases::disputes_of(connection, purchase.id).await?);
    let state = known.state(purchase.amount_minor);
    let fault = |what| Some(Fault { purchase: purchase.id, what });
    if state != purchase.state {
        return Ok(fault(format!("It counts as {}, but what is known of its payment says {state}.", purchase.state)));
    }
    let shares = shares::of(connection, purchase.id).await?;
    let held = of_purchase(connection, purchase.id).await?;
    let missing = difference(&target(purchase, &known, &shares), &held);
    let written = |minor: i64| money::written(&purchase.currency, minor);
    let words: Vec<String> =
        missing.iter().map(|entry| format!("{} by {}", entry.book, written(entry.amount_minor))).collect();
    Ok(if words.is_empty() { None } else { fault(format!("The books are wrong: {}.", words.join(", "))) })
}
