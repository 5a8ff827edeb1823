//! What the visitor does on the page of a checkout.

use chrono::Utc;

use super::checkouts::state;
use super::events::Happened;
use super::kept::{Checkout, Payment, State, refused};
use super::{Sandbox, kin};
use crate::money::{hundredths, share};
use crate::{Event, PaymentError};

/// The cards of the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestCard {
    /// Pays.
    Pays,
    /// Is declined.
    Declined,
    /// Its bank wants a proof of the buyer first.
    NeedsProof,
}

/// Who pays on the page, and how.
#[derive(Debug, Clone)]
pub struct Payer {
    /// The card.
    pub card: TestCard,
    /// ISO 3166-1 alpha-2.
    pub country_billing: String,
    /// ISO 3166-1 alpha-2.
    pub country_card: String,
}

/// What came of trying to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Paid: the page leads to `success_url`. Nothing happened anew where it was paid before.
    Paid(Option<Event>),
    /// The bank wants a proof.
    Proof,
    /// Declined; another card may be tried.
    Declined,
    /// Too late: the checkout is over.
    Expired,
}

impl Sandbox {
    /// Pays a checkout with a card.
    ///
    /// # Errors
    /// When nobody has the checkout.
    pub async fn pay(&self, checkout: &str, payer: &Payer) -> Result<Outcome, PaymentError> {
        match payer.card {
            TestCard::Pays => self.succeed(checkout, payer).await,
            TestCard::Declined => self.decline(checkout).await,
            TestCard::NeedsProof => self.ask_for_proof(checkout).await,
        }
    }

    /// What the visitor answers in the 3-D Secure step. `payer.card` does not matter.
    ///
    /// # Errors
    /// When nobody has the checkout, or nobody asked for a proof.
    pub async fn prove(&self, checkout: &str, payer: &Payer, succeeds: bool) -> Result<Outcome, PaymentError> {
        let kept: Checkout = self.shelf.get(checkout).await?;
        match state(&kept, Utc::now()) {
            State::Open => Err(refused("no_proof_asked", "Choose a card first.")),
            _ if succeeds => self.succeed(checkout, payer).await,
            _ => self.decline(checkout).await,
        }
    }

    async fn succeed(&self, id: &str, payer: &Payer) -> Result<Outcome, PaymentError> {
        let pay = |checkout: &mut Checkout| {
            let before = state(checkout, Utc::now());
            if before != State::Expired {
                checkout.state = State::Paid;
                checkout.declined = false;
            }
            Ok((before, checkout.clone()))
        };
        // What is paid is kept before the checkout says so: nobody finds a paid checkout without its payment.
        let open: Checkout = self.shelf.get(id).await?;
        if matches!(state(&open, Utc::now()), State::Open | State::Proof) {
            self.keep_what_is_paid(id, &open, payer).await?;
        }
        let (before, checkout) = self.shelf.change(id, pay).await?;
        let happened = || Happened::Checkout(id).event("checkout.session.completed", &checkout.account);
        Ok(match before {
            State::Expired => Outcome::Expired,
            State::Paid => Outcome::Paid(None),
            State::Open | State::Proof => Outcome::Paid(Some(happened())),
        })
    }

    async fn keep_what_is_paid(&self, id: &str, checkout: &Checkout, payer: &Payer) -> Result<(), PaymentError> {
        if checkout.plan.is_some() {
            return self.subscribe(id, checkout, payer).await;
        }
        let payment = Payment {
            account: checkout.account.clone(),
            reference: checkout.reference.clone(),
            name: checkout.name.clone(),
            amount_minor: checkout.amount_minor,
            currency: checkout.currency.clone(),
            tax_minor: checkout.provider_tax.then(|| tax_in(checkout.amount_minor)),
            fee_minor: fee(checkout.amount_minor, &checkout.currency),
            paid_at: Utc::now(),
            email: checkout.email.clone(),
            country_billing: payer.country_billing.clone(),
            country_card: payer.country_card.clone(),
            refunds: Vec::new(),
            disputes: Vec::new(),
        };
        self.shelf.add(&kin("pi", id), &payment).await
    }

    async fn decline(&self, id: &str) -> Result<Outcome, PaymentError> {
        let decline = |checkout: &mut Checkout| {
            Ok(match state(checkout, Utc::now()) {
                State::Paid => Outcome::Paid(None),
                State::Expired => Outcome::Expired,
                State::Open | State::Proof => {
                    checkout.state = State::Open;
                    checkout.declined = true;
                    Outcome::Declined
                }
            })
        };
        self.shelf.change(id, decline).await
    }

    async fn ask_for_proof(&self, id: &str) -> Result<Outcome, PaymentError> {
        let ask = |checkout: &mut Checkout| {
            Ok(match state(checkout, Utc::now()) {
                State::Paid => Outcome::Paid(None),
                State::Expired => Outcome::Expired,
                State::Open | State::Proof => {
                    checkout.state = State::Proof;
                    checkout.declined = false;
                    Outcome::Proof
                }
            })
        };
        self.shelf.change(id, ask).await
    }
}

/// What the sandbox keeps of a payment, like of a European card.
pub(super) fn fee(amount_minor: i64, currency: &str) -> i64 {
    share(amount_minor, 150) + hundredths(25, currency)
}

/// The tax in an amount where the sandbox works it out: 19 %, wherever the buyer is.
pub(super) fn tax_in(amount_minor: i64) -> i64 {
    let net = (i128::from(amount_minor) * 200 + 119) / 238;
    amount_minor - i64::try_from(net).unwrap_or(amount_minor)
}
