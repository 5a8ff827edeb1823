use std::collections::HashMap;

use chrono::{DateTime, Utc};
use stripe_billing::invoice::ListInvoice;
use stripe_billing::subscription::RetrieveSubscription;
use stripe_core::payment_intent::ListPaymentIntent;

use super::Stripe;
use super::pictures::{Intent, Invoice, List, Subscription};
use crate::money::from_stripe;
use crate::{InvoiceFacts, PaymentError, SubscriptionFacts, SubscriptionState};

/// How many of a list Stripe gives at once.
const PAGE: i64 = 100;

impl Stripe {
    pub(super) async fn subscription_facts_of_checkout(
        &self,
        account: &str,
        id: &str,
    ) -> Result<Option<SubscriptionFacts>, PaymentError> {
        let session = self.session(account, id).await?;
        match session.subscription.filter(|_| session.status.as_deref() == Some("complete")) {
            Some(subscription) => self.facts_of_subscription(account, &subscription).await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) async fn kept_subscription(&self, account: &str, id: &str) -> Result<Subscription, PaymentError> {
        self.ask(Some(account), RetrieveSubscription::new(id)).await
    }

    pub(super) async fn facts_of_subscription(
        &self,
        account: &str,
        id: &str,
    ) -> Result<SubscriptionFacts, PaymentError> {
        let subscription = self.kept_subscription(account, id).await?;
        let invoices = self.paid_invoices(account, &subscription).await?;
        let currency = subscription.currency.to_uppercase();
        let item = subscription.items.data.first();
        let item = item.ok_or_else(|| PaymentError::Unavailable(format!("{id} has no items")))?;
        let state = state(&subscription.status);
        // Stripe starts the next period before it is paid.
        let unpaid = matches!(state, SubscriptionState::PastDue | SubscriptionState::Incomplete);
        let paid_until = if unpaid { item.current_period_start } else { item.current_period_end };
        Ok(SubscriptionFacts {
            reference: subscription.metadata.get("reference").cloned().unwrap_or_default(),
            subscription: subscription.id.clone(),
            customer: subscription.customer.clone(),
            state,
            amount_minor: from_stripe(item.price.unit_amount.unwrap_or_default(), &currency),
            period_ends_at: at(paid_until),
            trial_ends_at: subscription.trial_end.map(at),
            ends_at_period: subscription.cancel_at_period_end || subscription.cancel_at.is_some(),
            ended_at: subscription.ended_at.map(at),
            invoices,
        })
    }

    async fn paid_invoices(
        &self,
        account: &str,
        subscription: &Subscription,
    ) -> Result<Vec<InvoiceFacts>, PaymentError> {
        let mut invoices = self.invoices(account, &subscription.id).await?;
        invoices.retain(|invoice| invoice.amount_paid > 0);
        if invoices.is_empty() {
            return Ok(Vec::new());
        }
        let mut intents = self.intents(account, &subscription.customer).await?;
        let mut facts = Vec::new();
        // Stripe lists the newest first.
        for invoice in invoices.into_iter().rev() {
            let payments = invoice.payments.iter().flat_map(|payments| &payments.data);
            let paid = payments.filter(|payment| payment.status == "paid");
            let Some(id) = paid.filter_map(|payment| payment.payment.payment_intent.clone()).next() else { continue };
            let intent = match intents.remove(&id) {
                Some(intent) => intent,
                None => self.intent(account, &id).await?,
            };
            let mut payment = self.facts_of_intent(account, intent).await?;
            payment.tax_minor = invoice.tax().map(|tax| from_stripe(tax, &payment.currency));
            payment.reference.clone_from(&invoice.id);
            let paid_at = invoice.status_transitions.paid_at.map_or_else(Utc::now, at);
            facts.push(InvoiceFacts { invoice: invoice.id, paid_at, payment });
        }
        Ok(facts)
    }

    async fn invoices(&self, account: &str, subscription: &str) -> Result<Vec<Invoice>, PaymentError> {
        let mut found: Vec<Invoice> = Vec::new();
        loop {
            let mut request = ListInvoice::new()
                .subscription(subscription)
                .status(stripe_shared::InvoiceStatus::Paid)
                .limit(PAGE)
                .expand(vec!["data.payments".to_owned()]);
            if let Some(last) = found.last() {
                request = request.starting_after(last.id.as_str());
            }
            let page: List<Invoice> = self.ask(Some(account), request).await?;
            found.extend(page.data);
            if !page.has_more {
                return Ok(found);
            }
        }
    }

    /// All payments of a customer by their ids: one question in place of one for each invoice.
    async fn intents(&self, account: &str, customer: &str) -> Result<HashMap<String, Intent>, PaymentError> {
        let mut found = HashMap::new();
        let mut last: Option<String> = None;
        loop {
            let mut request = ListPaymentIntent::new()
                .customer(customer)
                .limit(PAGE)
                .expand(vec!["data.latest_charge.balance_transaction".to_owned()]);
            if let Some(last) = &last {
                request = request.starting_after(last.as_str());
            }
            let page: List<Intent> = self.ask(Some(account), request).await?;
            last = page.data.last().map(|intent| intent.id.clone());
            found.extend(page.data.into_iter().map(|intent| (intent.id.clone(), intent)));
            if !page.has_more {
                return Ok(found);
            }
        }
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// How a subscription stands, by Stripe's word for it.
pub(super) fn state(status: &str) -> SubscriptionState {
    match status {
        "trialing" => SubscriptionState::Trialing,
        "active" => SubscriptionState::Active,
        "canceled" | "incomplete_expired" => SubscriptionState::Ended,
        "incomplete" => SubscriptionState::Incomplete,
        // `unpaid` and `paused` too wait for a card that works.
        _ => SubscriptionState::PastDue,
    }
}
