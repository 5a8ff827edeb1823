//! What the provider says, in the model's words.

use model::purchases::{Dispute, DisputeState, PaymentStanding};
use payments::PaymentFacts;

/// How a payment stands, as the model wants to know it.
#[must_use]
pub fn standing_of(facts: &PaymentFacts) -> PaymentStanding {
    PaymentStanding {
        payment: facts.payment.clone(),
        paid: facts.paid,
        expired: facts.expired,
        amount_minor: facts.amount_minor,
        currency: facts.currency.clone(),
        tax_minor: facts.tax_minor,
        fee_minor: facts.fee_minor,
        refunded_minor: facts.refunded_minor,
        disputes: facts.disputes.iter().map(dispute).collect(),
        country_billing: facts.country_billing.clone(),
        country_card: facts.country_card.clone(),
    }
}

fn dispute(dispute: &payments::Dispute) -> Dispute {
    Dispute {
        id: dispute.id.clone(),
        state: match dispute.state {
            payments::DisputeState::Open => DisputeState::Open,
            payments::DisputeState::Won => DisputeState::Won,
            payments::DisputeState::Lost => DisputeState::Lost,
        },
        amount_minor: dispute.amount_minor,
        fee_minor: dispute.fee_minor,
    }
}
