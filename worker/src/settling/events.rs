//! Events: what the provider told of is looked at anew.

use diesel::QueryResult;
use model::payment_events::{self, EventSubject, PaymentEvent};
use model::purchases::{self, Purchase};
use model::sellers::ProviderName;
use model::{Connection, Pool};
use payments::{Event, Subject};

use super::{SettleError, account, db, provider, purchase, subscription};
use crate::payments::Payments;

/// Keeps an event, with the job that looks at what it is about; false for what is known already, or about nothing of ours.
///
/// # Errors
/// When the database fails: then it is to be told again.
pub async fn keep(db: &mut Connection, provider: ProviderName, event: &Event) -> QueryResult<bool> {
    let (subject, object_id) = match &event.subject {
        Subject::Checkout(id) => (EventSubject::Checkout, id),
        Subject::Payment(id) => (EventSubject::Payment, id),
        Subject::Subscription(id) => (EventSubject::Subscription, id),
        Subject::Account(id) => (EventSubject::Account, id),
        Subject::Other => return Ok(false),
    };
    let told = PaymentEvent {
        provider,
        event_id: event.id.clone(),
        account: event.account.clone(),
        kind: event.kind.clone(),
        subject,
        object_id: object_id.clone(),
    };
    payment_events::keep(db, &told).await
}

/// Looks at what an event names and marks it as processed. One that names what is not ours, or of another account, changes nothing.
///
/// # Errors
/// When the provider is not set up, or it or the database does not answer: then it waits, and is to be tried again.
pub async fn event(payments: &Payments, pool: &Pool, name: ProviderName, id: &str) -> Result<(), SettleError> {
    let found = payment_events::find(&mut *db(pool).await?, name, id).await?;
    let Some(event) = found else { return Ok(()) };
    match look(payments, pool, &event).await {
        Err(error) if error.is_passing() => return Err(error),
        // Asked again, it would say the same.
        Err(error) => tracing::error!(event = id, kind = event.kind, %error, "an event names what cannot be looked at"),
        Ok(()) => {}
    }
    Ok(payment_events::mark_processed(&mut *db(pool).await?, name, id).await?)
}

async fn look(payments: &Payments, pool: &Pool, event: &PaymentEvent) -> Result<(), SettleError> {
    match event.subject {
        EventSubject::Account => account(payments, pool, event.provider, &event.object_id).await,
        EventSubject::Checkout => match known(pool, event).await? {
            Some(found) => purchase(payments, pool, found.id).await.map(|_| ()),
            None => by_subscription(payments, pool, event).await,
        },
        EventSubject::Payment => match known(pool, event).await? {
            Some(found) => purchase(payments, pool, found.id).await.map(|_| ()),
            None => by_reference(payments, pool, event).await,
        },
        EventSubject::Subscription => by_subscription(payments, pool, event).await,
    }
}

/// The membership that an event names.
async fn by_subscription(payments: &Payments, pool: &Pool, event: &PaymentEvent) -> Result<(), SettleError> {
    subscription(payments, pool, (event.provider, &event.account), &event.object_id).await
}

/// The purchase that an event names by the provider's id.
async fn known(pool: &Pool, event: &PaymentEvent) -> Result<Option<Purchase>, SettleError> {
    let found = purchases::by_provider_id(&mut *db(pool).await?, event.provider, &event.object_id).await?;
    Ok(found.filter(|purchase| purchase.provider_account == event.account))
}

/// The first that is heard of a payment: it says itself which purchase it is of.
async fn by_reference(payments: &Payments, pool: &Pool, event: &PaymentEvent) -> Result<(), SettleError> {
    let provider = provider(payments, event.provider)?;
    let facts = provider.payment(&event.account, &event.object_id).await?;
    let Ok(id) = facts.reference.parse() else { return Ok(()) };
    let found = purchases::find(&mut *db(pool).await?, id).await?;
    let is_ours =
        |purchase: &Purchase| purchase.provider == event.provider && purchase.provider_account == event.account;
    match found.filter(is_ours) {
        Some(purchase) => super::purchases::with_facts(provider, pool, &purchase, &facts).await.map(|_| ()),
        None => Ok(()),
    }
}
