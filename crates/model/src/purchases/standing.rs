//! What the provider says of a payment, and what is known of it after every look so far.

use super::disputes::{Dispute, DisputeState};
use super::{Purchase, PurchaseState};

/// What the provider says of a purchase's payment: the whole of it, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentStanding {
    /// The provider's payment.
    pub payment: Option<String>,
    /// Whether the money is there.
    pub paid: bool,
    /// Whether nobody can pay any more.
    pub expired: bool,
    /// What was paid.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The tax in it, where the provider worked it out.
    pub tax_minor: Option<i64>,
    /// What the provider keeps.
    pub fee_minor: Option<i64>,
    /// What was given back so far.
    pub refunded_minor: i64,
    /// Every dispute of it.
    pub disputes: Vec<Dispute>,
    /// The country of the billing address.
    pub country_billing: String,
    /// The country of the card.
    pub country_card: String,
}

/// What is known of a paid purchase. Joining two of these gives the same in either order, and twice the same changes nothing: so
/// it does not matter in which order news come, or how often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// What the provider keeps; `None` until it says.
    pub fee_minor: Option<i64>,
    /// What was given back so far: never less than before.
    pub refunded_minor: i64,
    /// Every dispute, by id.
    pub disputes: Vec<Dispute>,
}

impl Known {
    /// What is known of a purchase and its disputes.
    #[must_use]
    pub fn of(purchase: &Purchase, disputes: Vec<Dispute>) -> Self {
        Self { fee_minor: purchase.processor_fee_minor, refunded_minor: purchase.refunded_minor, disputes }
    }

    /// What a look at the provider says, within what a payment of this amount can be.
    #[must_use]
    pub fn from_standing(standing: &PaymentStanding, amount_minor: i64) -> Self {
        let whole = |dispute: &Dispute| Dispute {
            amount_minor: dispute.amount_minor.clamp(0, amount_minor),
            fee_minor: dispute.fee_minor.max(0),
            ..dispute.clone()
        };
        Self {
            fee_minor: standing.fee_minor.map(|fee| fee.max(0)),
            refunded_minor: standing.refunded_minor.clamp(0, amount_minor),
            disputes: standing.disputes.iter().map(whole).collect(),
        }
    }

    /// Both of what is known.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let mut disputes = self.disputes.clone();
        for news in &other.disputes {
            match disputes.iter_mut().find(|dispute| dispute.id == news.id) {
                Some(dispute) => *dispute = dispute.join(news),
                None => disputes.push(news.clone()),
            }
        }
        disputes.sort_by(|one, two| one.id.cmp(&two.id));
        Self {
            fee_minor: self.fee_minor.max(other.fee_minor),
            refunded_minor: self.refunded_minor.max(other.refunded_minor),
            disputes,
        }
    }

    /// What lies with banks.
    #[must_use]
    pub fn open_minor(&self) -> i64 {
        self.disputed(DisputeState::Open)
    }

    /// What banks gave back to the buyer.
    #[must_use]
    pub fn lost_minor(&self) -> i64 {
        self.disputed(DisputeState::Lost)
    }

    /// What the provider keeps for disputes.
    #[must_use]
    pub fn dispute_fees_minor(&self) -> i64 {
        self.disputes.iter().map(|dispute| dispute.fee_minor).sum()
    }

    /// How a paid purchase of this amount stands. Of nothing, nothing can be given back.
    #[must_use]
    pub fn state(&self, amount_minor: i64) -> PurchaseState {
        let any = |state| self.disputes.iter().any(|dispute| dispute.state == state);
        if amount_minor > 0 && self.refunded_minor >= amount_minor {
            PurchaseState::Refunded
        } else if any(DisputeState::Lost) {
            PurchaseState::Lost
        } else if any(DisputeState::Open) {
            PurchaseState::Disputed
        } else {
            PurchaseState::Paid
        }
    }

    fn disputed(&self, state: DisputeState) -> i64 {
        self.disputes.iter().filter(|dispute| dispute.state == state).map(|dispute| dispute.amount_minor).sum()
    }
}
