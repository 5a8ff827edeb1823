use super::events::Happened;
use super::kept::{Account, refused};
use super::{Sandbox, fresh};
use crate::{AccountFacts, Event, NewAccount, PaymentError};

/// A seller's account, as the page shows it.
#[derive(Debug, Clone)]
pub struct SandboxAccount {
    /// Its id.
    pub id: String,
    /// The seller's name in public.
    pub name: String,
    /// Where the sandbox would write to.
    pub email: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// What it may do.
    pub facts: AccountFacts,
    /// Where the page leads when it is done; empty before anybody was sent to it.
    pub return_url: String,
}

/// How far a seller goes on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onboarding {
    /// Everything is told: the account can be paid and pays out.
    Complete,
    /// The bank account is left out: it can be paid, but does not pay out.
    WithoutBank,
    /// The account is taken back: it can no longer be paid.
    Restricted,
}

impl Sandbox {
    pub(super) async fn make_account(&self, new: &NewAccount) -> Result<String, PaymentError> {
        let id = fresh("acct");
        let account = Account {
            name: new.name.clone(),
            email: new.email.clone(),
            country: new.country.clone(),
            charges_enabled: false,
            payouts_enabled: false,
            return_url: String::new(),
        };
        self.shelf.add(&id, &account).await?;
        let name = format!("account:{}", new.reference);
        loop {
            match self.shelf.named(&name).await? {
                (Some(made), _) => return Ok(made),
                (None, version) if self.shelf.claim(&name, &id, version).await? => return Ok(id),
                (None, _) => {}
            }
        }
    }

    pub(super) async fn page_of_account(&self, id: &str, return_url: &str) -> Result<String, PaymentError> {
        let kept = |account: &mut Account| {
            return_url.clone_into(&mut account.return_url);
            Ok(())
        };
        self.shelf.change(id, kept).await?;
        Ok(format!("{}/sandbox/accounts/{id}", self.base_url))
    }

    /// A seller's account.
    ///
    /// # Errors
    /// When nobody has it.
    pub async fn look_at_account(&self, id: &str) -> Result<SandboxAccount, PaymentError> {
        let account: Account = self.shelf.get(id).await?;
        Ok(SandboxAccount {
            id: id.to_owned(),
            facts: facts(&account),
            name: account.name,
            email: account.email,
            country: account.country,
            return_url: account.return_url,
        })
    }

    /// What the seller's button on the account's page does; the page then leads to its `return_url`.
    ///
    /// # Errors
    /// When nobody has the account.
    pub async fn onboard(&self, id: &str, how_far: Onboarding) -> Result<Event, PaymentError> {
        let told = |account: &mut Account| {
            account.charges_enabled = how_far != Onboarding::Restricted;
            account.payouts_enabled = how_far == Onboarding::Complete;
            Ok(())
        };
        self.shelf.change(id, told).await?;
        Ok(Happened::Account(id).event("account.updated", id))
    }

    /// Refuses what only an account that can be paid may ask for.
    pub(super) async fn may_charge(&self, id: &str) -> Result<(), PaymentError> {
        let account: Account = self.shelf.get(id).await?;
        if account.charges_enabled {
            return Ok(());
        }
        Err(refused("account_invalid", "This account cannot be paid yet."))
    }
}

pub(super) fn facts(account: &Account) -> AccountFacts {
    let mut missing = Vec::new();
    if !account.charges_enabled {
        missing.push("individual.verification.document".to_owned());
    }
    if !account.payouts_enabled {
        missing.push("external_account".to_owned());
    }
    AccountFacts { charges_enabled: account.charges_enabled, payouts_enabled: account.payouts_enabled, missing }
}
