//! Subscriptions: how they start, and what the provider says of them.

use chrono::{Days, Utc};

use super::kept::{Checkout, Customer, Invoice, Payment, State, Subscription, of_account};
use super::paying::{Payer, fee, tax_in};
use super::time::after;
use super::{Sandbox, kin};
use crate::{Interval, InvoiceFacts, PaymentError, SubscriptionFacts, SubscriptionState};

/// A subscription, as the page shows it.
#[derive(Debug, Clone)]
pub struct SandboxSubscription {
    /// The seller's account.
    pub account: String,
    /// What is paid for.
    pub name: String,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// How often it is paid.
    pub interval: Interval,
    /// Everything else.
    pub facts: SubscriptionFacts,
}

impl Sandbox {
    /// Starts what a checkout was for: free days, or the first period with its invoice.
    pub(super) async fn subscribe(
        &self,
        checkout_id: &str,
        checkout: &Checkout,
        payer: &Payer,
    ) -> Result<(), PaymentError> {
        let Some((interval, free_days)) = checkout.plan else { return Ok(()) };
        let id = kin("sub", checkout_id);
        let customer_id = checkout.customer.clone().unwrap_or_else(|| kin("cus", checkout_id));
        let now = Utc::now();
        let trial_ends_at = (free_days > 0).then(|| now + Days::new(free_days.into()));
        let mut subscription = Subscription {
            account: checkout.account.clone(),
            reference: checkout.reference.clone(),
            customer: customer_id.clone(),
            name: checkout.name.clone(),
            currency: checkout.currency.clone(),
            amount_minor: checkout.amount_minor,
            interval,
            email: checkout.email.clone(),
            country_billing: payer.country_billing.clone(),
            country_card: payer.country_card.clone(),
            provider_tax: checkout.provider_tax,
            past_due: false,
            period_starts_at: now,
            period_ends_at: trial_ends_at.unwrap_or_else(|| after(now, interval)),
            trial_ends_at,
            ends_at_period: false,
            ended_at: None,
            carried_minor: 0,
            invoices: Vec::new(),
            changes: Vec::new(),
        };
        if trial_ends_at.is_none() {
            let payment = kin("pi", checkout_id);
            self.charge(&id, &mut subscription, checkout.amount_minor, payment).await?;
        }
        self.shelf.add(&id, &subscription).await?;
        let customer = Customer {
            account: checkout.account.clone(),
            email: checkout.email.clone(),
            return_url: String::new(),
            subscriptions: vec![id],
        };
        self.enrol(&customer_id, customer).await
    }

    /// Charges a subscription with another invoice. The caller keeps the subscription.
    pub(super) async fn charge(
        &self,
        id: &str,
        subscription: &mut Subscription,
        amount_minor: i64,
        payment_id: String,
    ) -> Result<(), PaymentError> {
        let invoice = format!("{}_{}", kin("in", id), subscription.invoices.len() + 1);
        let payment = Payment {
            account: subscription.account.clone(),
            reference: invoice.clone(),
            name: subscription.name.clone(),
            amount_minor,
            currency: subscription.currency.clone(),
            tax_minor: subscription.provider_tax.then(|| tax_in(amount_minor)),
            fee_minor: fee(amount_minor, &subscription.currency),
            paid_at: Utc::now(),
            email: subscription.email.clone(),
            country_billing: subscription.country_billing.clone(),
            country_card: subscription.country_card.clone(),
            refunds: Vec::new(),
            disputes: Vec::new(),
        };
        subscription.invoices.push(Invoice { id: invoice, payment: payment_id.clone(), paid_at: payment.paid_at });
        self.shelf.add(&payment_id, &payment).await
    }

    /// A subscription, for its page.
    ///
    /// # Errors
    /// When nobody has it.
    pub async fn look_at_subscription(&self, id: &str) -> Result<SandboxSubscription, PaymentError> {
        let subscription: Subscription = self.shelf.get(id).await?;
        let facts = self.facts_of_subscription(&subscription.account, id).await?;
        Ok(SandboxSubscription {
            account: subscription.account,
            name: subscription.name,
            currency: subscription.currency,
            interval: subscription.interval,
            facts,
        })
    }

    pub(super) async fn facts_of_subscription(
        &self,
        account: &str,
        id: &str,
    ) -> Result<SubscriptionFacts, PaymentError> {
        let subscription: Subscription = self.shelf.get(id).await?;
        of_account(&subscription.account, account, id)?;
        let mut invoices = Vec::new();
        for invoice in &subscription.invoices {
            let payment = self.facts_of_payment(account, &invoice.payment).await?;
            invoices.push(InvoiceFacts { invoice: invoice.id.clone(), paid_at: invoice.paid_at, payment });
        }
        Ok(SubscriptionFacts {
            state: state(&subscription),
            reference: subscription.reference,
            subscription: id.to_owned(),
            customer: subscription.customer,
            amount_minor: subscription.amount_minor,
            period_ends_at: subscription.period_ends_at,
            trial_ends_at: subscription.trial_ends_at,
            ends_at_period: subscription.ends_at_period,
            ended_at: subscription.ended_at,
            invoices,
        })
    }

    pub(super) async fn subscription_facts_of_checkout(
        &self,
        account: &str,
        id: &str,
    ) -> Result<Option<SubscriptionFacts>, PaymentError> {
        let checkout: Checkout = self.shelf.get(id).await?;
        of_account(&checkout.account, account, id)?;
        if checkout.state != State::Paid || checkout.plan.is_none() {
            return Ok(None);
        }
        self.facts_of_subscription(account, &kin("sub", id)).await.map(Some)
    }
}

pub(super) fn state(subscription: &Subscription) -> SubscriptionState {
    if subscription.ended_at.is_some() {
        SubscriptionState::Ended
    } else if subscription.past_due {
        SubscriptionState::PastDue
    } else if subscription.trial_ends_at.is_some_and(|ends| ends >= subscription.period_ends_at) {
        SubscriptionState::Trialing
    } else {
        SubscriptionState::Active
    }
}
