//! The page on which a member changes the card and reads invoices.

use std::collections::HashMap;

use ::stripe::{IdempotencyKey, RequestStrategy};
use stripe_billing::billing_portal_session::CreateBillingPortalSession;
use stripe_client_core::{RequestBuilder, StripeMethod};

use super::Stripe;
use super::pictures::{List, Named, Page};
use crate::PaymentError;

const CONFIGURATIONS: &str = "/billing_portal/configurations";

impl Stripe {
    pub(super) async fn page_of_customer(
        &self,
        account: &str,
        customer: &str,
        return_url: &str,
    ) -> Result<String, PaymentError> {
        let request = CreateBillingPortalSession::new()
            .customer(customer)
            .configuration(self.portal_of(account).await?)
            .return_url(return_url);
        let page: Page = self.ask(Some(account), request).await?;
        Ok(page.url)
    }

    /// A seller's account has no such page until its contents are chosen. Tiers are changed and cancelled on our own pages,
    /// so it offers the card and the invoices only.
    async fn portal_of(&self, account: &str) -> Result<String, PaymentError> {
        let request = RequestBuilder::new(StripeMethod::Get, CONFIGURATIONS)
            .query(&HashMap::from([("active", "true"), ("limit", "1")]));
        let chosen: List<Named> = self.send(Some(account), request, RequestStrategy::Once).await?;
        if let Some(chosen) = chosen.data.into_iter().next() {
            return Ok(chosen.id);
        }
        let features =
            [("features[payment_method_update][enabled]", "true"), ("features[invoice_history][enabled]", "true")];
        let request = RequestBuilder::new(StripeMethod::Post, CONFIGURATIONS).form(&HashMap::from(features));
        let strategy =
            IdempotencyKey::new(format!("portal-{account}")).map_or(RequestStrategy::Once, RequestStrategy::Idempotent);
        let made: Named = self.send(Some(account), request, strategy).await?;
        Ok(made.id)
    }
}
