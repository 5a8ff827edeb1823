//! Payments, and what becomes of them later.

use chrono::{DateTime, Utc};

use super::events::Happened;
use super::kept::{Dispute, Payment, Refund, of_account, refused};
use super::{Sandbox, fresh};
use crate::money::hundredths;
use crate::{DisputeState, Event, PaymentError, PaymentFacts};

/// A payment, as the page shows it.
#[derive(Debug, Clone)]
pub struct SandboxPayment {
    /// Its id.
    pub id: String,
    /// The seller's account.
    pub account: String,
    /// What was paid for.
    pub name: String,
    /// When it was paid.
    pub paid_at: DateTime<Utc>,
    /// Everything else.
    pub facts: PaymentFacts,
}

impl Sandbox {
    /// A payment, for its page.
    ///
    /// # Errors
    /// When nobody made it.
    pub async fn look_at_payment(&self, id: &str) -> Result<SandboxPayment, PaymentError> {
        let payment: Payment = self.shelf.get(id).await?;
        Ok(SandboxPayment {
            id: id.to_owned(),
            account: payment.account.clone(),
            name: payment.name.clone(),
            paid_at: payment.paid_at,
            facts: facts(id, payment),
        })
    }

    pub(super) async fn facts_of_payment(&self, account: &str, id: &str) -> Result<PaymentFacts, PaymentError> {
        let payment: Payment = self.shelf.get(id).await?;
        of_account(&payment.account, account, id)?;
        Ok(facts(id, payment))
    }

    pub(super) async fn give_back(&self, account: &str, id: &str, refund: &Refund) -> Result<(), PaymentError> {
        let give_back = |payment: &mut Payment| {
            of_account(&payment.account, account, id)?;
            if payment.refunds.iter().any(|made| made.reference == refund.reference) {
                return Ok(());
            }
            if payment.disputes.iter().any(|dispute| dispute.won != Some(true)) {
                return Err(refused("charge_disputed", "The payment is disputed: the buyer's bank has the money."));
            }
            let left = payment.amount_minor - payment.refunded_minor();
            if left == 0 {
                return Err(refused("charge_already_refunded", "Everything was given back already."));
            }
            if refund.amount_minor <= 0 || refund.amount_minor > left {
                return Err(refused("amount_too_large", "That is more than is left to give back."));
            }
            payment.refunds.push(refund.clone());
            Ok(())
        };
        self.shelf.change(id, give_back).await
    }

    /// Gives money back as the seller does on the provider's own page.
    ///
    /// # Errors
    /// When nobody made the payment, or less is left.
    pub async fn refund_at_desk(&self, payment: &str, amount_minor: i64) -> Result<Event, PaymentError> {
        let kept: Payment = self.shelf.get(payment).await?;
        let refund = Refund { reference: fresh("desk"), amount_minor };
        self.give_back(&kept.account, payment, &refund).await?;
        Ok(Happened::Payment(payment).event("charge.refunded", &kept.account))
    }

    /// The buyer asks their bank for all that was not given back.
    ///
    /// # Errors
    /// When nobody made the payment, or there is nothing (more) to dispute.
    pub async fn open_dispute(&self, payment: &str) -> Result<Event, PaymentError> {
        let open = |kept: &mut Payment| {
            let amount_minor = kept.amount_minor - kept.refunded_minor();
            if !kept.disputes.is_empty() || amount_minor == 0 {
                return Err(refused("already_disputed", "There is nothing left to dispute."));
            }
            kept.disputes.push(Dispute { id: fresh("dp"), won: None, amount_minor });
            Ok(kept.account.clone())
        };
        let account = self.shelf.change(payment, open).await?;
        Ok(Happened::Payment(payment).event("charge.dispute.created", &account))
    }

    /// The buyer's bank decides the open dispute, `won` for the seller.
    ///
    /// # Errors
    /// When nobody made the payment, or no dispute is open.
    pub async fn close_dispute(&self, payment: &str, won: bool) -> Result<Event, PaymentError> {
        let close = |kept: &mut Payment| {
            let Some(dispute) = kept.disputes.iter_mut().find(|dispute| dispute.won.is_none()) else {
                return Err(refused("no_open_dispute", "No dispute is open."));
            };
            dispute.won = Some(won);
            Ok(kept.account.clone())
        };
        let account = self.shelf.change(payment, close).await?;
        Ok(Happened::Payment(payment).event("charge.dispute.closed", &account))
    }
}

pub(super) fn facts(id: &str, payment: Payment) -> PaymentFacts {
    let disputes = payment.disputes.iter().map(|dispute| crate::Dispute {
        id: dispute.id.clone(),
        state: match dispute.won {
            None => DisputeState::Open,
            Some(true) => DisputeState::Won,
            Some(false) => DisputeState::Lost,
        },
        amount_minor: dispute.amount_minor,
        // As with Stripe in Europe: the fee comes back with a dispute that is won.
        fee_minor: if dispute.won == Some(true) { 0 } else { hundredths(2000, &payment.currency) },
    });
    PaymentFacts {
        payment: Some(id.to_owned()),
        paid: true,
        expired: false,
        amount_minor: payment.amount_minor,
        tax_minor: payment.tax_minor,
        fee_minor: Some(payment.fee_minor),
        refunded_minor: payment.refunded_minor(),
        disputes: disputes.collect(),
        reference: payment.reference,
        currency: payment.currency,
        country_billing: payment.country_billing,
        country_card: payment.country_card,
        email: payment.email,
    }
}
