use super::Sandbox;
use super::kept::{Customer, of_account};
use super::subscriptions::SandboxSubscription;
use crate::PaymentError;

/// A member, as the page shows them.
#[derive(Debug, Clone)]
pub struct SandboxCustomer {
    /// Their id.
    pub id: String,
    /// The seller's account.
    pub account: String,
    /// Their address.
    pub email: String,
    /// Where the page leads back to; empty before anybody was sent to it.
    pub return_url: String,
    /// What they have with this seller, the newest last.
    pub subscriptions: Vec<SandboxSubscription>,
}

impl Sandbox {
    pub(super) async fn customer_of(&self, account: &str, id: &str) -> Result<Customer, PaymentError> {
        let customer: Customer = self.shelf.get(id).await?;
        of_account(&customer.account, account, id)?;
        Ok(customer)
    }

    pub(super) async fn page_of_customer(
        &self,
        account: &str,
        id: &str,
        return_url: &str,
    ) -> Result<String, PaymentError> {
        let send = |customer: &mut Customer| {
            of_account(&customer.account, account, id)?;
            return_url.clone_into(&mut customer.return_url);
            Ok(())
        };
        self.shelf.change(id, send).await?;
        Ok(format!("{}/sandbox/customers/{id}", self.base_url))
    }

    /// A member, for the page that plays the provider's portal.
    ///
    /// # Errors
    /// When nobody is this.
    pub async fn look_at_customer(&self, id: &str) -> Result<SandboxCustomer, PaymentError> {
        let customer: Customer = self.shelf.get(id).await?;
        let mut subscriptions = Vec::new();
        for subscription in &customer.subscriptions {
            subscriptions.push(self.look_at_subscription(subscription).await?);
        }
        Ok(SandboxCustomer {
            id: id.to_owned(),
            account: customer.account,
            email: customer.email,
            return_url: customer.return_url,
            subscriptions,
        })
    }

    /// The customer of a new subscription, who may have one already with this seller.
    pub(super) async fn enrol(&self, id: &str, new: Customer) -> Result<(), PaymentError> {
        self.shelf.add(id, &new).await?;
        let enrol = |customer: &mut Customer| {
            for subscription in &new.subscriptions {
                if !customer.subscriptions.contains(subscription) {
                    customer.subscriptions.push(subscription.clone());
                }
            }
            Ok(())
        };
        self.shelf.change(id, enrol).await
    }
}
