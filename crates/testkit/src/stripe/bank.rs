//! What the buyers' banks do.

use serde_json::{Value, json};

use super::StripeDouble;
use super::answers::Refusal;
use super::desk::Done;
use super::state::{now, number, text};

impl StripeDouble {
    /// The buyer disputes what was not given back.
    ///
    /// # Errors
    /// When there is no such payment.
    pub fn open_dispute(&self, payment: &str) -> Done {
        self.act(|state| {
            let intent = state.any(payment)?;
            let (account, charge) = (state.owner(payment), state.any(&text(&intent, "latest_charge"))?);
            let (id, charge_id) = (state.new_id("dp"), text(&charge, "id"));
            let amount = number(&charge, "amount") - number(&charge, "amount_refunded");
            state.set(&charge_id, json!({ "disputed": true }));
            state.keep(&account, json!({
                "id": id, "object": "dispute", "amount": amount, "currency": charge["currency"], "charge": charge_id,
                "payment_intent": payment, "created": now(), "status": "needs_response", "reason": "fraudulent",
                "balance_transactions": [dispute_balance(-amount, &charge, 2000)],
            }));
            state.happened("charge.dispute.created", &id);
            Ok(())
        })
    }

    /// The buyer's bank decides, `won` for the seller.
    ///
    /// # Errors
    /// When nothing is disputed.
    pub fn close_dispute(&self, payment: &str, won: bool) -> Done {
        self.act(|state| {
            let charge = state.any(&text(&state.any(payment)?, "latest_charge"))?;
            let id = state.named("dispute", "payment_intent", payment).pop();
            let id = id.ok_or_else(|| Refusal::missing("dispute", payment))?;
            let dispute = state.any(&id)?;
            let mut balances = dispute["balance_transactions"].clone();
            if let (true, Some(list)) = (won, balances.as_array_mut()) {
                list.push(dispute_balance(number(&dispute, "amount"), &charge, -2000));
            }
            state.set(&id, json!({ "status": if won { "won" } else { "lost" }, "balance_transactions": balances }));
            state.set(&text(&charge, "id"), json!({ "_won": won }));
            state.happened("charge.dispute.closed", &id);
            Ok(())
        })
    }
}

fn dispute_balance(amount: i64, charge: &Value, fee: i64) -> Value {
    json!({ "id": "txn_dispute", "object": "balance_transaction", "amount": amount, "currency": charge["currency"],
            "fee": fee, "net": amount - fee, "fee_details": [{ "amount": fee, "type": "stripe_fee", "currency": charge["currency"] }] })
}
