//! Changes of a subscription.

use stripe_billing::subscription::{
    CancelSubscription, UpdateSubscription, UpdateSubscriptionItems, UpdateSubscriptionItemsPriceData,
    UpdateSubscriptionItemsPriceDataRecurring, UpdateSubscriptionItemsPriceDataRecurringInterval,
    UpdateSubscriptionItemsPriceDataTaxBehavior, UpdateSubscriptionPaymentBehavior,
    UpdateSubscriptionProrationBehavior,
};
use stripe_product::product::CreateProduct;
use stripe_types::Currency;

use super::Stripe;
use super::pictures::Named;
use super::subscriptions::state;
use crate::money::to_stripe;
use crate::{ChangeSubscription, Interval, PaymentError, Proration, SubscriptionState};

impl Stripe {
    pub(super) async fn move_plan(&self, account: &str, change: &ChangeSubscription) -> Result<(), PaymentError> {
        let subscription = self.kept_subscription(account, &change.subscription).await?;
        let item = subscription.items.data.first();
        let item = item.ok_or_else(|| PaymentError::Unavailable(format!("{} has no items", change.subscription)))?;
        let product = CreateProduct::new(change.name.as_str());
        let product: Named = self.order(Some(account), &format!("product-{}", change.reference), product).await?;

        let interval = match change.interval {
            Interval::Month => UpdateSubscriptionItemsPriceDataRecurringInterval::Month,
            Interval::Year => UpdateSubscriptionItemsPriceDataRecurringInterval::Year,
        };
        let recurring = UpdateSubscriptionItemsPriceDataRecurring::new(interval);
        let mut price = UpdateSubscriptionItemsPriceData::new(currency(&change.currency), product.id, recurring);
        price.unit_amount = Some(to_stripe(change.amount_minor, &change.currency));
        let taxed = subscription.automatic_tax.enabled;
        price.tax_behavior = taxed.then_some(UpdateSubscriptionItemsPriceDataTaxBehavior::Inclusive);
        let mut items = UpdateSubscriptionItems::new();
        items.id = Some(item.id.clone());
        items.price_data = Some(price);
        let request = UpdateSubscription::new(change.subscription.as_str())
            .items(vec![items])
            .proration_behavior(match change.proration {
                Proration::InvoiceNow => UpdateSubscriptionProrationBehavior::AlwaysInvoice,
                Proration::NextInvoice => UpdateSubscriptionProrationBehavior::CreateProrations,
            })
            // A card that does not pay the difference leaves everything as it was.
            .payment_behavior(UpdateSubscriptionPaymentBehavior::ErrorIfIncomplete);
        let _: Named = self.order(Some(account), &format!("change-{}", change.reference), request).await?;
        Ok(())
    }

    pub(super) async fn end_with_period(&self, account: &str, id: &str, cancel: bool) -> Result<(), PaymentError> {
        let request = UpdateSubscription::new(id).cancel_at_period_end(cancel);
        let _: Named = self.ask(Some(account), request).await?;
        Ok(())
    }

    pub(super) async fn end_now(&self, account: &str, id: &str) -> Result<(), PaymentError> {
        let ended = self.ask::<Named>(Some(account), CancelSubscription::new(id)).await;
        match ended {
            // Stripe has no subscription to end where it is over: then all is well.
            Err(PaymentError::Unknown(what)) => {
                let kept = self.kept_subscription(account, id).await?;
                if state(&kept.status) == SubscriptionState::Ended { Ok(()) } else { Err(PaymentError::Unknown(what)) }
            }
            ended => ended.map(|_| ()),
        }
    }
}

/// Stripe writes currencies in small letters.
pub(super) fn currency(code: &str) -> Currency {
    code.to_lowercase().parse().unwrap_or_else(|never| match never {})
}
