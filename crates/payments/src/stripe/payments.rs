use std::collections::HashMap;

use ::stripe::RequestStrategy;
use stripe_checkout::checkout_session::ListCheckoutSession;
use stripe_client_core::{RequestBuilder, StripeMethod};
use stripe_core::dispute::ListDispute;
use stripe_core::payment_intent::RetrievePaymentIntent;
use stripe_core::refund::CreateRefund;

use super::Stripe;
use super::pictures::{Balance, Charge, Dispute, Intent, List, PaymentOfInvoice, TaxedSession};
use crate::money::{from_stripe, to_stripe};
use crate::{DisputeState, PaymentError, PaymentFacts};

impl Stripe {
    pub(super) async fn intent(&self, account: &str, id: &str) -> Result<Intent, PaymentError> {
        let expand = vec!["latest_charge.balance_transaction".to_owned()];
        self.ask(Some(account), RetrievePaymentIntent::new(id).expand(expand)).await
    }

    pub(super) async fn facts_of_payment(&self, account: &str, id: &str) -> Result<PaymentFacts, PaymentError> {
        let intent = self.intent(account, id).await?;
        let ours = intent.metadata.contains_key("reference");
        let mut facts = self.facts_of_intent(account, intent).await?;
        // What we did not name was made for an invoice.
        let tax = if ours {
            self.tax_of_checkout(account, id).await?
        } else {
            let Some(invoice) = self.invoice_of(account, id).await? else { return Ok(facts) };
            let tax = invoice.tax();
            facts.reference = invoice.id;
            tax
        };
        facts.tax_minor = tax.filter(|_| facts.paid).map(|tax| from_stripe(tax, &facts.currency));
        Ok(facts)
    }

    async fn tax_of_checkout(&self, account: &str, payment: &str) -> Result<Option<i64>, PaymentError> {
        let request = ListCheckoutSession::new().payment_intent(payment).limit(1);
        let sessions: List<TaxedSession> = self.ask(Some(account), request).await?;
        let session = sessions.data.into_iter().find(|session| session.automatic_tax.enabled);
        Ok(session.and_then(|session| session.total_details).map(|totals| totals.amount_tax))
    }

    async fn invoice_of(&self, account: &str, payment: &str) -> Result<Option<super::pictures::Invoice>, PaymentError> {
        let query = [
            ("payment[type]", "payment_intent"),
            ("payment[payment_intent]", payment),
            ("limit", "1"),
            ("expand[0]", "data.invoice"),
        ];
        let request = RequestBuilder::new(StripeMethod::Get, "/invoice_payments").query(&HashMap::from(query));
        let found: List<PaymentOfInvoice> = self.send(Some(account), request, RequestStrategy::Once).await?;
        Ok(found.data.into_iter().next().map(|found| found.invoice))
    }

    /// A payment and its disputes. `reference` is ours, empty where Stripe made the payment for an invoice.
    pub(super) async fn facts_of_intent(&self, account: &str, intent: Intent) -> Result<PaymentFacts, PaymentError> {
        let currency = intent.currency.to_uppercase();
        let paid = intent.status == "succeeded";
        let charge = intent.latest_charge.as_ref().filter(|_| paid);
        let disputes = match charge {
            Some(charge) if charge.disputed => self.disputes(account, &intent.id, charge, &currency).await?,
            _ => Vec::new(),
        };
        let fee = charge.and_then(|charge| {
            let balance = charge.balance_transaction.as_ref()?;
            Some(from_stripe(in_currency_of(charge, balance, processor_fee(balance)), &currency))
        });
        let country = |found: Option<&String>| found.cloned().unwrap_or_default();
        let billing = charge.map(|charge| &charge.billing_details);
        let address = billing.and_then(|billing| billing.address.as_ref());
        let card = charge.and_then(|charge| charge.payment_method_details.as_ref()?.card.as_ref());
        Ok(PaymentFacts {
            reference: intent.metadata.get("reference").cloned().unwrap_or_default(),
            paid,
            expired: intent.status == "canceled",
            amount_minor: from_stripe(if paid { intent.amount_received } else { intent.amount }, &currency),
            tax_minor: None,
            fee_minor: fee,
            refunded_minor: charge.map_or(0, |charge| from_stripe(charge.amount_refunded, &currency)),
            disputes,
            country_billing: country(address.and_then(|address| address.country.as_ref())),
            country_card: country(card.and_then(|card| card.country.as_ref())),
            email: billing.and_then(|billing| billing.email.clone()).unwrap_or_default(),
            currency,
            payment: Some(intent.id),
        })
    }

    async fn disputes(
        &self,
        account: &str,
        payment: &str,
        charge: &Charge,
        currency: &str,
    ) -> Result<Vec<crate::Dispute>, PaymentError> {
        let request = ListDispute::new().payment_intent(payment).limit(100);
        let found: List<Dispute> = self.ask(Some(account), request).await?;
        let with_state = found.data.into_iter().filter_map(|dispute| Some((state(&dispute.status)?, dispute)));
        let facts = with_state.map(|(state, dispute)| {
            let fees = dispute.balance_transactions.iter().map(|balance| (balance, balance.fee));
            let fee: i64 = fees.map(|(balance, fee)| in_currency_of(charge, balance, fee)).sum();
            crate::Dispute {
                id: dispute.id,
                state,
                amount_minor: from_stripe(dispute.amount, currency),
                fee_minor: from_stripe(fee, currency),
            }
        });
        Ok(facts.collect())
    }

    pub(super) async fn give_back(
        &self,
        account: &str,
        payment: &str,
        amount_minor: i64,
        reference: &str,
    ) -> Result<(), PaymentError> {
        let intent = self.intent(account, payment).await?;
        let amount = to_stripe(amount_minor, &intent.currency.to_uppercase());
        let request = CreateRefund::new()
            .payment_intent(payment)
            .amount(amount)
            .refund_application_fee(true)
            .metadata(HashMap::from([("reference".to_owned(), reference.to_owned())]));
        let _: serde_json::Value = self.order(Some(account), &format!("refund-{reference}"), request).await?;
        Ok(())
    }
}

/// What of a balance transaction's fee is Stripe's own: the co-op's stands beside it.
fn processor_fee(balance: &Balance) -> i64 {
    let of_others = balance.fee_details.iter().filter(|fee| fee.kind == "application_fee").map(|fee| fee.amount);
    balance.fee - of_others.sum::<i64>()
}

/// An amount of the account's balance, in the currency that was charged.
fn in_currency_of(charge: &Charge, balance: &Balance, amount: i64) -> i64 {
    let of_balance = charge.balance_transaction.as_ref().filter(|own| own.currency == balance.currency);
    let Some(own) = of_balance.filter(|own| own.amount != 0 && own.amount != charge.amount) else { return amount };
    let (amount, charged, booked) = (i128::from(amount), i128::from(charge.amount), i128::from(own.amount));
    i64::try_from((amount * charged * 2 + booked) / (booked * 2)).unwrap_or(i64::MAX)
}

/// A mere question of the bank (`warning_…`) moves no money and is no dispute yet.
fn state(status: &str) -> Option<DisputeState> {
    match status {
        "won" => Some(DisputeState::Won),
        "lost" => Some(DisputeState::Lost),
        "needs_response" | "under_review" => Some(DisputeState::Open),
        _ => None,
    }
}
