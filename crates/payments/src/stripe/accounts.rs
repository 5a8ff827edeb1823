use std::collections::HashMap;

use stripe_connect::account::{
    CreateAccount, CreateAccountBusinessProfile, CreateAccountController, CreateAccountControllerFees,
    CreateAccountControllerFeesPayer, CreateAccountControllerLosses, CreateAccountControllerLossesPayments,
    CreateAccountControllerRequirementCollection, CreateAccountControllerStripeDashboard,
    CreateAccountControllerStripeDashboardType, RetrieveAccount,
};
use stripe_connect::account_link::{CreateAccountLink, CreateAccountLinkType};

use super::Stripe;
use super::pictures::{Account, Named, Page};
use crate::{AccountFacts, NewAccount, PaymentError};

impl Stripe {
    /// The seller deals with Stripe themself: it collects what it must know, takes its fees from them, and bears its losses.
    pub(super) async fn make_account(&self, new: &NewAccount) -> Result<String, PaymentError> {
        let mut controller = CreateAccountController::new();
        controller.fees = Some(CreateAccountControllerFees { payer: Some(CreateAccountControllerFeesPayer::Account) });
        controller.losses =
            Some(CreateAccountControllerLosses { payments: Some(CreateAccountControllerLossesPayments::Stripe) });
        controller.requirement_collection = Some(CreateAccountControllerRequirementCollection::Stripe);
        controller.stripe_dashboard = Some(CreateAccountControllerStripeDashboard {
            type_: Some(CreateAccountControllerStripeDashboardType::Full),
        });
        let mut profile = CreateAccountBusinessProfile::new();
        profile.name = Some(new.name.clone());
        profile.url = Some(new.url.clone());
        let request = CreateAccount::new()
            .controller(controller)
            .country(new.country.as_str())
            .email(new.email.as_str())
            .business_profile(profile)
            .metadata(HashMap::from([("reference".to_owned(), new.reference.clone())]));
        let made: Named = self.order(None, &format!("account-{}", new.reference), request).await?;
        Ok(made.id)
    }

    pub(super) async fn link_of_account(
        &self,
        account: &str,
        return_url: &str,
        refresh_url: &str,
    ) -> Result<String, PaymentError> {
        let request = CreateAccountLink::new(account, CreateAccountLinkType::AccountOnboarding)
            .return_url(return_url)
            .refresh_url(refresh_url);
        let page: Page = self.ask(None, request).await?;
        Ok(page.url)
    }

    pub(super) async fn facts_of_account(&self, account: &str) -> Result<AccountFacts, PaymentError> {
        let found: Result<Account, _> = self.ask(None, RetrieveAccount::new(account)).await;
        let found = match found {
            // A seller who took our access back can no longer be paid through us.
            Err(PaymentError::Refused { code, .. }) if code == "account_invalid" => {
                let missing = vec!["account".to_owned()];
                return Ok(AccountFacts { charges_enabled: false, payouts_enabled: false, missing });
            }
            found => found?,
        };
        let mut missing = Vec::new();
        if let Some(wanted) = found.requirements {
            let lists = [wanted.past_due, wanted.currently_due, wanted.pending_verification];
            for field in lists.into_iter().flatten().flatten() {
                if !missing.contains(&field) {
                    missing.push(field);
                }
            }
        }
        Ok(AccountFacts { charges_enabled: found.charges_enabled, payouts_enabled: found.payouts_enabled, missing })
    }
}
