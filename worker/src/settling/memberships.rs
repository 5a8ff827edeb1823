//! Memberships: what has become of a subscription, and what was paid for it.

use std::sync::Arc;

use chrono::Utc;
use model::ids::MembershipId;
use model::memberships::{self, Invoice, Membership, MembershipState, Settled, SubscriptionStanding};
use model::pricing::{self, Quote};
use model::sellers::ProviderName;
use model::{Pool, money, purchases, sellers, tax_rates};
use payments::{InvoiceFacts, Provider, SubscriptionFacts, SubscriptionState};

use super::{SettleError, db, provider, standing_of};
use crate::payments::Payments;

/// Brings a membership to what its provider says of it now, and every paid invoice of it into the books. A second subscription to the
/// same artist is ended, and what was paid for it goes back. One whose newest payment went back whole is ended too: who has given the
/// money back takes no more.
///
/// # Errors
/// When the provider or the database does not answer.
pub async fn membership(payments: &Payments, pool: &Pool, id: MembershipId) -> Result<Settled, SettleError> {
    let found = memberships::find(&mut *db(pool).await?, id).await?;
    let Some(before) = found else { return Ok(Settled::Unchanged) };
    let provider = provider(payments, before.provider)?;
    let asked_at = Utc::now();
    let Some(facts) = look(provider, &before).await? else {
        if before.expires_at < asked_at {
            memberships::expire(&mut *db(pool).await?, id).await?;
        }
        return Ok(Settled::Unchanged);
    };
    if facts.reference != id.to_string() {
        let reference = facts.reference;
        tracing::error!(membership = %id, reference, "a subscription says that it is of another membership");
        return Ok(Settled::Unchanged);
    }
    let settled = memberships::settle(&mut *db(pool).await?, id, &standing(&facts), asked_at).await?;
    if settled == Settled::ToCancel {
        undo(provider, &before, &facts).await?;
        return Ok(settled);
    }
    let Some(after) = memberships::find(&mut *db(pool).await?, id).await? else { return Ok(settled) };
    if after.started_at.is_some() {
        for invoice in &facts.invoices {
            bill(pool, &after, invoice).await?;
        }
    }
    if after.is_running() && is_given_back(&facts) {
        end(provider, pool, &after, &facts.subscription).await?;
        return Ok(Settled::Changed);
    }
    Ok(settled)
}

/// The same by the provider's id of the subscription or the checkout. One that is not known changes nothing, unless the provider
/// says which membership it is of.
///
/// # Errors
/// When the provider or the database does not answer.
pub async fn subscription(
    payments: &Payments,
    pool: &Pool,
    (name, account): (ProviderName, &str),
    id: &str,
) -> Result<(), SettleError> {
    let known = memberships::by_provider_id(&mut *db(pool).await?, name, id).await?;
    let is_ours = |membership: &Membership| membership.provider == name && membership.provider_account == account;
    let found = match known {
        Some(found) => Some(found),
        None if id.starts_with("cs_") => None,
        None => {
            let facts = provider(payments, name)?.subscription(account, id).await?;
            let Ok(id) = facts.reference.parse() else { return Ok(()) };
            memberships::find(&mut *db(pool).await?, id).await?
        }
    };
    match found.filter(is_ours) {
        Some(found) => membership(payments, pool, found.id).await.map(|_| ()),
        None => Ok(()),
    }
}

/// All of a payment went back: if it was the newest of a membership that runs, that ends.
///
/// # Errors
/// When the provider or the database does not answer.
pub(super) async fn after_refund(payments: &Payments, pool: &Pool, id: MembershipId) -> Result<(), SettleError> {
    let found = memberships::find(&mut *db(pool).await?, id).await?;
    if found.as_ref().is_some_and(Membership::is_running) {
        membership(payments, pool, id).await?;
    }
    Ok(())
}

async fn look(provider: &Arc<dyn Provider>, of: &Membership) -> Result<Option<SubscriptionFacts>, SettleError> {
    let account = &of.provider_account;
    Ok(match (&of.subscription_id, &of.checkout_id) {
        (Some(subscription), _) => Some(provider.subscription(account, subscription).await?),
        (None, Some(checkout)) => provider.subscription_of_checkout(account, checkout).await?,
        (None, None) => None,
    })
}

fn standing(facts: &SubscriptionFacts) -> SubscriptionStanding {
    SubscriptionStanding {
        subscription: facts.subscription.clone(),
        customer: facts.customer.clone(),
        state: match facts.state {
            SubscriptionState::Incomplete => MembershipState::Open,
            SubscriptionState::Trialing => MembershipState::Trialing,
            SubscriptionState::Active => MembershipState::Active,
            SubscriptionState::PastDue => MembershipState::PastDue,
            SubscriptionState::Ended => MembershipState::Ended,
        },
        amount_minor: facts.amount_minor,
        period_ends_at: facts.period_ends_at,
        trial_ends_at: facts.trial_ends_at,
        ends_at_period: facts.ends_at_period,
        ended_at: facts.ended_at,
    }
}

/// A paid invoice becomes a purchase, and is settled like every other.
async fn bill(pool: &Pool, of: &Membership, invoice: &InvoiceFacts) -> Result<(), SettleError> {
    let Some(payment) = &invoice.payment.payment else { return Ok(()) };
    let mut db = db(pool).await?;
    let Some(quote) = quote(&mut db, of, invoice).await? else { return Ok(()) };
    let invoice_of = Invoice { payment, paid_at: invoice.paid_at, quote };
    let purchase = memberships::bill(&mut db, of, &invoice_of).await?;
    purchases::settle(&mut db, purchase, &standing_of(&invoice.payment), Utc::now()).await?;
    Ok(())
}

/// What was paid, taken apart: the co-op's part is the share that was agreed with the provider when the member joined.
async fn quote(
    db: &mut model::Connection,
    of: &Membership,
    invoice: &InvoiceFacts,
) -> Result<Option<Quote>, SettleError> {
    let amount = invoice.payment.amount_minor;
    let Some(currency) = money::currency(&of.currency).filter(|_| amount > 0) else { return Ok(None) };
    let seller = sellers::of(db, of.artist_id).await?;
    let rate = tax_rates::on(db, &of.country_said, invoice.paid_at.date_naive()).await?;
    let quote = pricing::quote(&seller, currency, amount, rate, 0);
    Ok(Some(Quote { co_op_fee_minor: pricing::share_of(amount, of.co_op_fee_bp), ..quote }))
}

/// Whether the newest payment went back whole. What lies with a bank is not decided yet, and ends nothing.
fn is_given_back(facts: &SubscriptionFacts) -> bool {
    facts.invoices.last().is_some_and(|newest| newest.payment.is_given_back())
}

/// Ends a subscription, and looks at it once more: so the member hears of it, whether or not the provider tells.
async fn end(
    provider: &Arc<dyn Provider>,
    pool: &Pool,
    of: &Membership,
    subscription: &str,
) -> Result<(), SettleError> {
    tracing::info!(membership = %of.id, "the newest payment of a membership went back; its subscription is ended");
    provider.cancel_now(&of.provider_account, subscription).await?;
    let asked_at = Utc::now();
    let facts = provider.subscription(&of.provider_account, subscription).await?;
    memberships::settle(&mut *db(pool).await?, of.id, &standing(&facts), asked_at).await?;
    Ok(())
}

/// Ends a subscription that should not be, and gives back what was paid for it.
async fn undo(provider: &Arc<dyn Provider>, of: &Membership, facts: &SubscriptionFacts) -> Result<(), SettleError> {
    tracing::warn!(membership = %of.id, "a second membership of the same artist was paid; it is ended and given back");
    // First the money: as long as the subscription runs, whoever looks at it again comes here again.
    for invoice in &facts.invoices {
        let left = invoice.payment.amount_minor - invoice.payment.refunded_minor;
        if let Some(payment) = &invoice.payment.payment
            && left > 0
        {
            provider.refund(&of.provider_account, payment, left, &format!("{payment}-not-sold")).await?;
        }
    }
    provider.cancel_now(&of.provider_account, &facts.subscription).await?;
    Ok(())
}
