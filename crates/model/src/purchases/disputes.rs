//! Disputes: what buyers' banks took back, or tried to. What is won or lost stays that.

use std::cmp::Ordering;

use diesel::{ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::PurchaseId;
use crate::schema::purchase_disputes;

crate::sql_types::words! {
    /// How a dispute stands.
    DisputeState {
        /// The buyer's bank has the money.
        Open = "open",
        /// The seller got it back.
        Won = "won",
        /// The buyer keeps it.
        Lost = "lost",
    }
}

/// A dispute over a purchase.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = purchase_disputes, check_for_backend(diesel::pg::Pg))]
pub struct Dispute {
    /// The provider's id of it.
    #[diesel(column_name = dispute_id)]
    pub id: String,
    /// How it stands.
    pub state: DisputeState,
    /// What it is about.
    pub amount_minor: i64,
    /// What the provider keeps for it.
    pub fee_minor: i64,
}

impl Dispute {
    /// What is known of a dispute after two looks at it, whichever came first: an end counts more than an open one, the first end
    /// counts, and of two looks at the same state the larger figures.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let over = |state| state != DisputeState::Open;
        match over(self.state).cmp(&over(other.state)) {
            Ordering::Less => other.clone(),
            Ordering::Greater => self.clone(),
            Ordering::Equal => Self {
                amount_minor: self.amount_minor.max(other.amount_minor),
                fee_minor: self.fee_minor.max(other.fee_minor),
                ..self.clone()
            },
        }
    }
}

/// The disputes over a purchase.
///
/// # Errors
/// When the database fails.
pub async fn of(connection: &mut Connection, purchase: PurchaseId) -> QueryResult<Vec<Dispute>> {
    purchase_disputes::table
        .filter(purchase_disputes::purchase_id.eq(purchase))
        .order(purchase_disputes::dispute_id.asc())
        .select(Dispute::as_select())
        .load(connection)
        .await
}

/// Keeps how a dispute stands.
pub(super) async fn keep(connection: &mut Connection, purchase: PurchaseId, dispute: &Dispute) -> QueryResult<()> {
    let standing = (
        purchase_disputes::state.eq(dispute.state),
        purchase_disputes::amount_minor.eq(dispute.amount_minor),
        purchase_disputes::fee_minor.eq(dispute.fee_minor),
    );
    diesel::insert_into(purchase_disputes::table)
        .values((purchase_disputes::purchase_id.eq(purchase), dispute))
        .on_conflict((purchase_disputes::purchase_id, purchase_disputes::dispute_id))
        .do_update()
        .set(standing)
        .execute(connection)
        .await?;
    Ok(())
}
