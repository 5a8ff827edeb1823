//! What was paid for a membership: each paid invoice is a purchase, which is then settled like every other.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::Membership;
use crate::Connection;
use crate::ids::PurchaseId;
use crate::pricing::Quote;
use crate::purchases::{PurchaseKind, PurchaseState};
use crate::schema::{accounts, artists, purchases, tiers};

/// A paid invoice of a membership.
#[derive(Debug, Clone)]
pub struct Invoice<'a> {
    /// The provider's payment.
    pub payment: &'a str,
    /// When it was paid.
    pub paid_at: DateTime<Utc>,
    /// What was paid, taken apart.
    pub quote: Quote,
}

/// The purchase of a paid invoice, made the first time: open, to be settled by whoever asked.
///
/// # Errors
/// When the database fails.
pub async fn bill(connection: &mut Connection, of: &Membership, invoice: &Invoice<'_>) -> QueryResult<PurchaseId> {
    if let Some(billed) = billed(connection, invoice.payment).await? {
        return Ok(billed);
    }
    // Of an account that was erased there is no address any more.
    let email: String = match of.account_id {
        Some(account) => accounts::table.find(account).select(accounts::email).first(connection).await?,
        None => String::new(),
    };
    let artist: String = artists::table.find(of.artist_id).select(artists::name).first(connection).await?;
    let tier: String = tiers::table.find(of.tier_id).select(tiers::name).first(connection).await?;
    let is_first = !was_billed(connection, of).await?;
    diesel::insert_into(purchases::table)
        .values((
            (
                purchases::id.eq(PurchaseId::new()),
                purchases::artist_id.eq(of.artist_id),
                purchases::kind.eq(PurchaseKind::Membership),
                purchases::membership_id.eq(Some(of.id)),
                purchases::account_id.eq(of.account_id),
                purchases::email.eq(email),
                purchases::title.eq(format!("{tier}, membership of {artist}")),
                purchases::state.eq(PurchaseState::Open),
                purchases::currency.eq(&of.currency),
            ),
            (
                purchases::amount_minor.eq(invoice.quote.amount_minor),
                purchases::tax_minor.eq(invoice.quote.tax_minor),
                purchases::tax_rate_bp.eq(invoice.quote.tax_rate_bp),
                purchases::co_op_fee_minor.eq(invoice.quote.co_op_fee_minor),
                purchases::country_said.eq(&of.country_said),
                purchases::consented_at.eq(of.consented_at),
                // Letters are asked for once: who unsubscribed since then is not subscribed again by a renewal.
                purchases::wants_letters.eq(of.wants_letters && is_first),
                purchases::provider.eq(of.provider),
                purchases::provider_account.eq(&of.provider_account),
                purchases::payment_id.eq(Some(invoice.payment)),
                purchases::created_at.eq(invoice.paid_at),
                purchases::expires_at.eq(invoice.paid_at + TimeDelta::days(1)),
            ),
        ))
        .on_conflict(purchases::payment_id)
        .do_nothing()
        .execute(connection)
        .await?;
    billed(connection, invoice.payment).await?.ok_or(diesel::result::Error::NotFound)
}

async fn billed(connection: &mut Connection, payment: &str) -> QueryResult<Option<PurchaseId>> {
    use diesel::OptionalExtension;
    purchases::table.filter(purchases::payment_id.eq(payment)).select(purchases::id).first(connection).await.optional()
}

async fn was_billed(connection: &mut Connection, of: &Membership) -> QueryResult<bool> {
    let earlier = purchases::table.filter(purchases::membership_id.eq(of.id));
    diesel::select(diesel::dsl::exists(earlier)).get_result(connection).await
}
