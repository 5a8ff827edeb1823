//! Invoices of subscriptions.

use serde_json::{Value, json};

use super::answers::{Answer, Refusal};
use super::money::{Paid, arrive, tax_in};
use super::state::{State, now, number, text};
use super::web::Call;

pub(super) fn list(state: &State, call: &Call) -> Answer {
    call.form.only(&["subscription", "status", "limit", "starting_after"])?;
    let subscription = call.form.need("subscription")?;
    let status = call.form.one_of("status", &["draft", "open", "paid", "void"])?;
    let invoices = state.all(&call.account, "invoice").into_iter();
    let wanted = |invoice: &Value| invoice["_subscription"] == subscription && invoice["status"] == *status;
    state.page(call, invoices.filter(wanted).collect())
}

/// Which invoice a payment was made for.
pub(super) fn payments(state: &State, call: &Call) -> Answer {
    call.form.only(&["payment[type]", "payment[payment_intent]", "limit", "starting_after"])?;
    call.form.one_of("payment[type]", &["payment_intent"])?;
    let intent = call.form.need("payment[payment_intent]")?;
    state.find(&call.account, "payment_intent", intent)?;
    let payments = state.all(&call.account, "invoice_payment").into_iter();
    state.page(call, payments.filter(|payment| payment["payment"]["payment_intent"] == intent).collect())
}

/// Asks an amount of a subscription, and has it at once where the card works. What is carried over comes first; an invoice of
/// nothing is paid without a payment.
pub(super) fn ask(state: &mut State, subscription_id: &str, amount: i64, card_works: bool) -> Result<bool, Refusal> {
    let subscription = state.any(subscription_id)?;
    let account = state.owner(subscription_id);
    let wanted = amount + number(&subscription, "_carried");
    let due = wanted.max(0);
    let paid = due == 0 || card_works;
    let taxed = subscription["automatic_tax"]["enabled"] == true;
    let taxes = if taxed { json!([{ "amount": tax_in(due), "tax_behavior": "inclusive" }]) } else { json!([]) };
    let id = state.new_id("in");
    state.keep(&account, json!({
        "id": id, "object": "invoice", "amount_due": due, "amount_paid": 0, "currency": subscription["currency"],
        "customer": subscription["customer"], "created": now(), "status": "open", "automatic_tax": subscription["automatic_tax"],
        "total_taxes": taxes, "status_transitions": { "paid_at": null, "finalized_at": now() },
        "parent": { "type": "subscription_details", "subscription_details": { "subscription": subscription_id } },
        "_payments": { "object": "list", "has_more": false, "data": [] }, "_subscription": subscription_id,
    }));
    state.set(subscription_id, json!({ "_carried": wanted.min(0), "latest_invoice": id }));
    if paid {
        settle(state, &id)?;
    } else {
        state.happened("invoice.payment_failed", &id);
    }
    Ok(paid)
}

/// Pays an invoice that is open.
pub(super) fn settle(state: &mut State, id: &str) -> Result<(), Refusal> {
    let invoice = state.any(id)?;
    let account = state.owner(id);
    let subscription = state.any(&text(&invoice, "_subscription"))?;
    let due = number(&invoice, "amount_due");
    let mut payments = Vec::new();
    if due > 0 {
        let percent: f64 = subscription["_fee_percent"].as_str().and_then(|text| text.parse().ok()).unwrap_or(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a double's rounding")]
        let application_fee = (due as f64 * percent / 100.0).round() as i64;
        let intent = arrive(
            state,
            &Paid {
                account: &account,
                amount: due,
                currency: &text(&invoice, "currency"),
                application_fee,
                email: &text(&subscription, "_email"),
                country_billing: &text(&subscription, "_country_billing"),
                country_card: &text(&subscription, "_country_card"),
                customer: subscription["customer"].clone(),
                metadata: json!({}),
            },
        );
        let payment = json!({
            "id": state.new_id("inpay"), "object": "invoice_payment", "invoice": id, "status": "paid",
            "amount_paid": due, "payment": { "type": "payment_intent", "payment_intent": intent },
        });
        state.keep(&account, payment.clone());
        payments.push(payment);
    }
    state.set(
        id,
        json!({
            "status": "paid", "amount_paid": due, "status_transitions": { "paid_at": now(), "finalized_at": now() },
            "_payments": { "object": "list", "has_more": false, "data": payments },
        }),
    );
    state.happened("invoice.paid", id);
    Ok(())
}
