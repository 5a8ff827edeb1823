use std::collections::HashMap;

use chrono::{DateTime, Utc};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionAdaptivePricing, CreateCheckoutSessionAutomaticTax,
    CreateCheckoutSessionCustomerUpdate, CreateCheckoutSessionCustomerUpdateAddress, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionLineItemsPriceDataRecurring,
    CreateCheckoutSessionLineItemsPriceDataRecurringInterval, CreateCheckoutSessionLineItemsPriceDataTaxBehavior,
    CreateCheckoutSessionPaymentIntentData, CreateCheckoutSessionSubscriptionData, ExpireCheckoutSession, ProductData,
    RetrieveCheckoutSession,
};
use stripe_shared::{CheckoutSessionBillingAddressCollection, CheckoutSessionMode};

use super::Stripe;
use super::pictures::{NewSession, Session};
use crate::money::{from_stripe, to_stripe};
use crate::{Checkout, Interval, NewCheckout, PaymentError, PaymentFacts};

impl Stripe {
    pub(super) async fn make_checkout(&self, account: &str, new: &NewCheckout) -> Result<Checkout, PaymentError> {
        let reference = HashMap::from([("reference".to_owned(), new.reference.clone())]);
        let mut request = CreateCheckoutSession::new()
            .client_reference_id(new.reference.as_str())
            .line_items(vec![line(new)])
            .success_url(new.success_url.as_str())
            .cancel_url(new.cancel_url.as_str())
            .expires_at(new.expires_at.timestamp())
            // Everybody pays in the seller's currency: the books know no other.
            .adaptive_pricing(adaptive_pricing_off());
        request = match &new.buyer.customer {
            Some(customer) => request.customer(customer.as_str()),
            None => request.customer_email(new.buyer.email.as_str()),
        };
        if new.provider_tax {
            request = request
                .automatic_tax(CreateCheckoutSessionAutomaticTax::new(true))
                .billing_address_collection(CheckoutSessionBillingAddressCollection::Required);
            if new.buyer.customer.is_some() {
                // The tax is worked out for where they live now.
                let mut update = CreateCheckoutSessionCustomerUpdate::new();
                update.address = Some(CreateCheckoutSessionCustomerUpdateAddress::Auto);
                request = request.customer_update(update);
            }
        }
        request = match new.plan {
            Some(plan) => {
                let mut data = CreateCheckoutSessionSubscriptionData::new();
                data.metadata = Some(reference);
                data.trial_period_days = (plan.trial_days > 0).then_some(plan.trial_days);
                data.application_fee_percent = (new.co_op_fee_bp > 0).then(|| f64::from(new.co_op_fee_bp) / 100.0);
                request.mode(CheckoutSessionMode::Subscription).subscription_data(data)
            }
            None => {
                let mut data = CreateCheckoutSessionPaymentIntentData::new();
                data.metadata = Some(reference);
                data.description = Some(new.line.name.clone());
                data.application_fee_amount =
                    (new.co_op_fee_minor > 0).then(|| to_stripe(new.co_op_fee_minor, &new.currency));
                request.mode(CheckoutSessionMode::Payment).payment_intent_data(data)
            }
        };
        // A checkout that is over is followed by another, which ends later.
        let key = format!("checkout-{}-{}", new.reference, new.expires_at.timestamp());
        let made: NewSession = self.order(Some(account), &key, request).await?;
        let url = made.url.ok_or_else(|| PaymentError::Unavailable(format!("{} has no page", made.id)))?;
        let expires_at = DateTime::<Utc>::from_timestamp(made.expires_at, 0).unwrap_or(new.expires_at);
        Ok(Checkout { id: made.id, url, expires_at })
    }

    pub(super) async fn session(&self, account: &str, id: &str) -> Result<Session, PaymentError> {
        let expand = vec!["payment_intent.latest_charge.balance_transaction".to_owned()];
        self.ask(Some(account), RetrieveCheckoutSession::new(id).expand(expand)).await
    }

    pub(super) async fn facts_of_checkout(&self, account: &str, id: &str) -> Result<PaymentFacts, PaymentError> {
        let session = self.session(account, id).await?;
        let reference = session.client_reference_id.unwrap_or_default();
        let email = session.customer_details.and_then(|details| details.email).or(session.customer_email);
        let currency = session.currency.unwrap_or_default().to_uppercase();
        let tax = session.total_details.filter(|_| session.automatic_tax.enabled).map(|totals| totals.amount_tax);
        let tax_minor = tax.map(|tax| from_stripe(tax, &currency));
        let expired = session.status.as_deref() == Some("expired");
        let mut facts = match session.payment_intent {
            Some(intent) => self.facts_of_intent(account, intent).await?,
            None => PaymentFacts {
                reference: String::new(),
                payment: None,
                paid: false,
                expired,
                amount_minor: from_stripe(session.amount_total.unwrap_or_default(), &currency),
                currency,
                tax_minor: None,
                fee_minor: None,
                refunded_minor: 0,
                disputes: Vec::new(),
                country_billing: String::new(),
                country_card: String::new(),
                email: String::new(),
            },
        };
        facts.reference = reference;
        facts.expired = expired && !facts.paid;
        facts.tax_minor = tax_minor.filter(|_| facts.paid);
        if facts.email.is_empty() {
            facts.email = email.unwrap_or_default();
        }
        Ok(facts)
    }

    pub(super) async fn end_checkout(&self, account: &str, id: &str) -> Result<(), PaymentError> {
        let ended = self.ask::<serde_json::Value>(Some(account), ExpireCheckoutSession::new(id)).await;
        match ended {
            // Stripe refuses to end what is over: then all is well.
            Err(PaymentError::Refused { code, message }) => {
                let session = self.session(account, id).await?;
                if session.status.as_deref() == Some("open") {
                    return Err(PaymentError::Refused { code, message });
                }
                Ok(())
            }
            ended => ended.map(|_| ()),
        }
    }
}

fn adaptive_pricing_off() -> CreateCheckoutSessionAdaptivePricing {
    let mut adaptive = CreateCheckoutSessionAdaptivePricing::new();
    adaptive.enabled = Some(false);
    adaptive
}

fn line(new: &NewCheckout) -> CreateCheckoutSessionLineItems {
    let mut product = ProductData::new(new.line.name.as_str());
    product.images = new.line.image.clone().map(|image| vec![image]);
    let mut price = CreateCheckoutSessionLineItemsPriceData::new(super::plans::currency(&new.currency));
    price.product_data = Some(product);
    price.unit_amount = Some(to_stripe(new.line.amount_minor, &new.currency));
    // Prices are shown with their tax.
    price.tax_behavior = new.provider_tax.then_some(CreateCheckoutSessionLineItemsPriceDataTaxBehavior::Inclusive);
    price.recurring = new.plan.map(|plan| {
        CreateCheckoutSessionLineItemsPriceDataRecurring::new(match plan.interval {
            Interval::Month => CreateCheckoutSessionLineItemsPriceDataRecurringInterval::Month,
            Interval::Year => CreateCheckoutSessionLineItemsPriceDataRecurringInterval::Year,
        })
    });
    let mut line = CreateCheckoutSessionLineItems::new();
    line.price_data = Some(price);
    line.quantity = Some(1);
    line
}
