//! What happens to a subscription later: the desk moves time, the seller or member changes and cancels.

use chrono::{DateTime, Utc};

use super::Sandbox;
use super::events::Happened;
use super::kept::{Subscription, of_account, refused};
use super::subscriptions::state;
use super::time::after;
use crate::money::chargeable;
use crate::{ChangeSubscription, Event, PaymentError, Proration, SubscriptionState};

impl Sandbox {
    /// Moves a subscription to the end of its period, as if the time had passed: it is paid for another period, is past due
    /// where the card fails, or ends where that was asked for.
    ///
    /// # Errors
    /// When nobody has it, or it is over.
    pub async fn renew(&self, id: &str, card_works: bool) -> Result<Event, PaymentError> {
        let pass = |subscription: &mut Subscription| {
            not_over(subscription)?;
            let now = Utc::now();
            if subscription.period_ends_at > now {
                let passed = subscription.period_ends_at - now;
                subscription.period_starts_at -= passed;
                subscription.period_ends_at = now;
                // So the free days are over with the period they are.
                subscription.trial_ends_at = subscription.trial_ends_at.map(|ends| ends - passed);
            }
            if subscription.ends_at_period {
                subscription.ended_at = Some(now);
            } else {
                subscription.past_due = true;
            }
            Ok((subscription.account.clone(), subscription.ended_at.is_some()))
        };
        let (account, ended) = self.shelf.change(id, pass).await?;
        if ended {
            return Ok(Happened::Subscription(id).event("customer.subscription.deleted", &account));
        }
        if card_works {
            return self.retry_payment(id).await;
        }
        Ok(Happened::Subscription(id).event("invoice.payment_failed", &account))
    }

    /// Pays what is past due, as with another card.
    ///
    /// # Errors
    /// When nobody has it, or nothing is past due.
    pub async fn retry_payment(&self, id: &str) -> Result<Event, PaymentError> {
        let mut due: Subscription = self.shelf.get(id).await?;
        not_over(&due)?;
        if !due.past_due {
            return Err(refused("nothing_due", "Nothing is due."));
        }
        let now = Utc::now();
        let invoices = due.invoices.len();
        let amount_minor = due.amount_minor + due.carried_minor;
        due.carried_minor = amount_minor.min(0);
        due.past_due = false;
        due.period_starts_at = now;
        due.period_ends_at = after(now, due.interval);
        if amount_minor > 0 {
            self.charge(id, &mut due, amount_minor, next_payment(id, invoices)).await?;
        }
        self.keep_if_charged_once(id, &due, invoices).await?;
        Ok(Happened::Subscription(id).event("invoice.paid", &due.account))
    }

    /// The provider gives up on what is past due.
    ///
    /// # Errors
    /// When nobody has it, or it is over.
    pub async fn give_up(&self, id: &str) -> Result<Event, PaymentError> {
        let kept: Subscription = self.shelf.get(id).await?;
        not_over(&kept)?;
        self.end_now(&kept.account, id).await?;
        Ok(Happened::Subscription(id).event("customer.subscription.deleted", &kept.account))
    }

    pub(super) async fn end_now(&self, account: &str, id: &str) -> Result<(), PaymentError> {
        let end = |subscription: &mut Subscription| {
            of_account(&subscription.account, account, id)?;
            subscription.ended_at.get_or_insert_with(Utc::now);
            Ok(())
        };
        self.shelf.change(id, end).await
    }

    pub(super) async fn end_with_period(&self, account: &str, id: &str, cancel: bool) -> Result<(), PaymentError> {
        let end = |subscription: &mut Subscription| {
            of_account(&subscription.account, account, id)?;
            not_over(subscription)?;
            subscription.ends_at_period = cancel;
            Ok(())
        };
        self.shelf.change(id, end).await
    }

    pub(super) async fn move_plan(&self, account: &str, change: &ChangeSubscription) -> Result<(), PaymentError> {
        let id = &change.subscription;
        let mut moved: Subscription = self.shelf.get(id).await?;
        of_account(&moved.account, account, id)?;
        not_over(&moved)?;
        if moved.changes.contains(&change.reference) {
            return Ok(());
        }
        if moved.currency != change.currency {
            return Err(refused("currency_mismatch", "A subscription keeps its currency."));
        }
        let (invoices, now) = (moved.invoices.len(), Utc::now());
        let free = state(&moved) == SubscriptionState::Trialing;
        let difference = if free { 0 } else { difference(&moved, change, now) };
        let new_rhythm = !free && moved.interval != change.interval;
        if new_rhythm {
            moved.period_starts_at = now;
            moved.period_ends_at = after(now, change.interval);
        }
        moved.amount_minor = chargeable(change.amount_minor, &change.currency);
        moved.interval = change.interval;
        moved.name.clone_from(&change.name);
        moved.changes.push(change.reference.clone());
        moved.carried_minor += difference;
        if (new_rhythm || change.proration == Proration::InvoiceNow) && moved.carried_minor > 0 {
            let amount_minor = chargeable(std::mem::take(&mut moved.carried_minor), &change.currency);
            self.charge(id, &mut moved, amount_minor, next_payment(id, invoices)).await?;
        }
        self.keep_if_charged_once(id, &moved, invoices).await
    }

    /// Keeps what was made of a subscription, unless somebody else has charged it meanwhile.
    async fn keep_if_charged_once(&self, id: &str, made: &Subscription, invoices: usize) -> Result<(), PaymentError> {
        let keep = |kept: &mut Subscription| {
            if kept.invoices.len() != invoices || kept.changes.len() > made.changes.len() {
                return Err(PaymentError::Unavailable(format!("{id} was changed meanwhile")));
            }
            made.clone_into(kept);
            Ok(())
        };
        self.shelf.change(id, keep).await
    }
}

fn next_payment(id: &str, invoices: usize) -> String {
    format!("{}_{}", super::kin("pi", id), invoices + 1)
}

fn not_over(subscription: &Subscription) -> Result<(), PaymentError> {
    if subscription.ended_at.is_none() {
        return Ok(());
    }
    Err(refused("resource_missing", "The subscription is over."))
}

/// What another plan costs more for the rest of the period; a new rhythm starts a new period at once.
fn difference(now_kept: &Subscription, change: &ChangeSubscription, now: DateTime<Utc>) -> i64 {
    let whole = (now_kept.period_ends_at - now_kept.period_starts_at).num_seconds().max(1);
    let rest = (now_kept.period_ends_at - now).num_seconds().clamp(0, whole);
    let of_rest = |amount: i64| {
        let part = (i128::from(amount) * i128::from(rest) * 2 + i128::from(whole)) / (i128::from(whole) * 2);
        i64::try_from(part).unwrap_or(amount)
    };
    let new = if now_kept.interval == change.interval { of_rest(change.amount_minor) } else { change.amount_minor };
    new - of_rest(now_kept.amount_minor)
}
