use chrono::{DateTime, Utc};

use super::kept::{self, Account, State, of_account, refused};
use super::{Sandbox, fresh, kin};
use crate::money::{chargeable, least_minor};
use crate::{Checkout, Interval, NewCheckout, PaymentError, PaymentFacts};

/// A checkout, as its page shows it.
#[derive(Debug, Clone)]
pub struct SandboxCheckout {
    /// Its id.
    pub id: String,
    /// The seller's account.
    pub account: String,
    /// The seller's name.
    pub seller: String,
    /// What is paid for.
    pub name: String,
    /// A picture of it, absolute.
    pub image: Option<String>,
    /// What it costs, in the currency's smallest unit.
    pub amount_minor: i64,
    /// ISO 4217, in capitals.
    pub currency: String,
    /// The buyer's address.
    pub email: String,
    /// For a subscription: how often it is paid, and its free days.
    pub plan: Option<(Interval, u32)>,
    /// How it stands.
    pub state: CheckoutState,
    /// Whether the last card that was tried was declined.
    pub declined: bool,
    /// Where the page leads when it is paid.
    pub success_url: String,
    /// Where the page leads who changes their mind.
    pub cancel_url: String,
    /// The payment, once there is one; of a subscription that of its first invoice.
    pub payment: Option<String>,
    /// The subscription, once there is one.
    pub subscription: Option<String>,
}

/// How a checkout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckoutState {
    /// Nobody has paid.
    Open,
    /// The bank wants a proof of the buyer: the 3-D Secure step.
    Proof,
    /// Paid.
    Paid,
    /// Over without being paid.
    Expired,
}

impl Sandbox {
    pub(super) async fn make_checkout(&self, account: &str, new: &NewCheckout) -> Result<Checkout, PaymentError> {
        self.may_charge(account).await?;
        let amount_minor = chargeable(new.line.amount_minor, &new.currency);
        may_be_charged(amount_minor, &new.currency)?;
        if let Some(customer) = &new.buyer.customer {
            self.customer_of(account, customer).await?;
        }
        let id = fresh("cs");
        let checkout = kept::Checkout {
            account: account.to_owned(),
            reference: new.reference.clone(),
            name: new.line.name.clone(),
            image: new.line.image.clone(),
            amount_minor,
            currency: new.currency.clone(),
            email: new.buyer.email.clone(),
            customer: new.buyer.customer.clone(),
            plan: new.plan.map(|plan| (plan.interval, plan.trial_days)),
            provider_tax: new.provider_tax,
            success_url: new.success_url.replace("{CHECKOUT_SESSION_ID}", &id),
            cancel_url: new.cancel_url.clone(),
            expires_at: new.expires_at,
            state: State::Open,
            declined: false,
        };
        self.shelf.add(&id, &checkout).await?;
        let name = format!("checkout:{account}:{}", new.reference);
        let id = self.claim_checkout(&name, id).await?;
        let checkout: kept::Checkout = self.shelf.get(&id).await?;
        let url = format!("{}/sandbox/checkouts/{id}", self.base_url);
        Ok(Checkout { id, url, expires_at: checkout.expires_at })
    }

    /// The checkout that counts for a reference: the one that was made before, unless it is over.
    async fn claim_checkout(&self, name: &str, new: String) -> Result<String, PaymentError> {
        loop {
            let (made, version) = self.shelf.named(name).await?;
            if let Some(made) = made
                && self.state_of(&made).await? != State::Expired
            {
                return Ok(made);
            }
            if self.shelf.claim(name, &new, version).await? {
                return Ok(new);
            }
        }
    }

    async fn state_of(&self, id: &str) -> Result<State, PaymentError> {
        let checkout: kept::Checkout = self.shelf.get(id).await?;
        Ok(state(&checkout, Utc::now()))
    }

    /// A checkout, for its page.
    ///
    /// # Errors
    /// When nobody has it.
    pub async fn look_at_checkout(&self, id: &str) -> Result<SandboxCheckout, PaymentError> {
        let checkout: kept::Checkout = self.shelf.get(id).await?;
        let seller: Account = self.shelf.get(&checkout.account).await?;
        let now = state(&checkout, Utc::now());
        let paid = now == State::Paid;
        let charged = paid && checkout.plan.is_none_or(|(_, free_days)| free_days == 0);
        Ok(SandboxCheckout {
            id: id.to_owned(),
            account: checkout.account,
            seller: seller.name,
            name: checkout.name,
            image: checkout.image,
            amount_minor: checkout.amount_minor,
            currency: checkout.currency,
            email: checkout.email,
            state: match now {
                State::Open => CheckoutState::Open,
                State::Proof => CheckoutState::Proof,
                State::Paid => CheckoutState::Paid,
                State::Expired => CheckoutState::Expired,
            },
            declined: checkout.declined,
            success_url: checkout.success_url,
            cancel_url: checkout.cancel_url,
            payment: charged.then(|| kin("pi", id)),
            subscription: (paid && checkout.plan.is_some()).then(|| kin("sub", id)),
            plan: checkout.plan,
        })
    }

    pub(super) async fn facts_of_checkout(&self, account: &str, id: &str) -> Result<PaymentFacts, PaymentError> {
        let checkout: kept::Checkout = self.shelf.get(id).await?;
        of_account(&checkout.account, account, id)?;
        let now = state(&checkout, Utc::now());
        if now == State::Paid && checkout.plan.is_none() {
            return self.facts_of_payment(account, &kin("pi", id)).await;
        }
        Ok(PaymentFacts {
            reference: checkout.reference,
            payment: None,
            paid: false,
            expired: now == State::Expired,
            amount_minor: checkout.amount_minor,
            currency: checkout.currency,
            tax_minor: None,
            fee_minor: None,
            refunded_minor: 0,
            disputes: Vec::new(),
            country_billing: String::new(),
            country_card: String::new(),
            email: checkout.email,
        })
    }

    pub(super) async fn end_checkout(&self, account: &str, id: &str) -> Result<(), PaymentError> {
        let end = |checkout: &mut kept::Checkout| {
            of_account(&checkout.account, account, id)?;
            if checkout.state != State::Paid {
                checkout.state = State::Expired;
            }
            Ok(())
        };
        self.shelf.change(id, end).await
    }
}

/// Refuses what Stripe would refuse.
pub(super) fn may_be_charged(amount_minor: i64, currency: &str) -> Result<(), PaymentError> {
    if amount_minor <= 0 {
        return Err(refused("parameter_invalid_integer", "The amount must be more than nothing."));
    }
    if amount_minor < least_minor(currency) {
        return Err(refused("amount_too_small", "The amount is below the least that cards can pay."));
    }
    Ok(())
}

/// How a checkout stands at a time.
pub(super) fn state(checkout: &kept::Checkout, now: DateTime<Utc>) -> State {
    match checkout.state {
        State::Open | State::Proof if checkout.expires_at <= now => State::Expired,
        state => state,
    }
}
