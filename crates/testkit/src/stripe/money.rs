//! Payments, refunds and disputes.

use serde_json::{Value, json};

use super::answers::{Answer, Refusal};
use super::state::{State, now, number, text};
use super::web::Call;

/// The currencies the double knows, with what Stripe wants of their amounts: the least, and a divisor.
const CURRENCIES: &[(&str, i64, i64)] = &[
    ("eur", 50, 1),
    ("usd", 50, 1),
    ("gbp", 30, 1),
    ("chf", 50, 1),
    ("sek", 300, 1),
    ("huf", 17_500, 1),
    ("jpy", 50, 1),
    ("isk", 100, 100),
    ("ugx", 100, 100),
    ("kwd", 150, 10),
    ("tnd", 1_000, 10),
];

pub(super) fn is_chargeable(param: &str, amount: i64, currency: &str) -> Result<(), Refusal> {
    let known = CURRENCIES.iter().find(|(code, _, _)| *code == currency);
    let Some((_, least, divisor)) = known else {
        return Err(Refusal::invalid("currency", &format!("Invalid currency: {currency}")));
    };
    if amount < *least {
        return Err(Refusal::of_param("amount_too_small", param, "The amount is below the least that can be charged."));
    }
    if amount > 99_999_999 {
        return Err(Refusal::of_param("amount_too_large", param, "The amount must be no more than 99999999."));
    }
    if amount % divisor != 0 {
        return Err(Refusal::invalid(param, &format!("Amounts in {currency} must be divisible by {divisor}.")));
    }
    Ok(())
}

/// The tax in an amount, wherever the buyer is: 19 %.
pub(super) fn tax_in(amount: i64) -> i64 {
    amount - (amount * 200 + 119) / 238
}

/// What is paid, and by whom.
pub(super) struct Paid<'a> {
    pub account: &'a str,
    pub amount: i64,
    pub currency: &'a str,
    pub application_fee: i64,
    pub email: &'a str,
    pub country_billing: &'a str,
    pub country_card: &'a str,
    pub customer: Value,
    pub metadata: Value,
}

/// Money arrives: a payment with its charge and what that does to the balance.
pub(super) fn arrive(state: &mut State, paid: &Paid<'_>) -> String {
    let (intent, charge, balance) = (state.new_id("pi"), state.new_id("ch"), state.new_id("txn"));
    let units = CURRENCIES.iter().find(|(code, _, _)| *code == paid.currency).map_or(1, |(_, _, divisor)| *divisor);
    let fixed = if paid.currency == "jpy" { 1 } else { 25 };
    let stripes = ((paid.amount * 150 + 5_000) / 10_000 + fixed).div_euclid(units) * units;
    state.keep(paid.account, json!({
        "id": balance, "object": "balance_transaction", "type": "charge", "amount": paid.amount, "currency": paid.currency,
        "exchange_rate": null, "fee": stripes + paid.application_fee, "net": paid.amount - stripes - paid.application_fee,
        "fee_details": [
            { "amount": stripes, "currency": paid.currency, "type": "stripe_fee", "description": "Stripe processing fees" },
            { "amount": paid.application_fee, "currency": paid.currency, "type": "application_fee", "description": null },
        ],
    }));
    state.keep(paid.account, json!({
        "id": charge, "object": "charge", "amount": paid.amount, "amount_captured": paid.amount, "amount_refunded": 0,
        "currency": paid.currency, "created": now(), "customer": paid.customer, "disputed": false, "paid": true,
        "refunded": false, "status": "succeeded", "payment_intent": intent, "balance_transaction": balance,
        "application_fee_amount": paid.application_fee,
        "billing_details": { "email": paid.email, "name": "A fan", "phone": null,
            "address": { "country": paid.country_billing, "city": null, "line1": null, "line2": null, "postal_code": "1", "state": null } },
        "payment_method_details": { "type": "card", "card": { "brand": "visa", "country": paid.country_card, "last4": "4242" } },
    }));
    state.keep(
        paid.account,
        json!({
            "id": intent, "object": "payment_intent", "amount": paid.amount, "amount_received": paid.amount,
            "currency": paid.currency, "created": now(), "customer": paid.customer, "status": "succeeded",
            "latest_charge": charge, "metadata": paid.metadata,
        }),
    );
    state.happened("charge.succeeded", &charge);
    state.happened("payment_intent.succeeded", &intent);
    intent
}

pub(super) fn intents(state: &State, call: &Call) -> Answer {
    call.form.only(&["customer", "limit", "starting_after"])?;
    let customer = call.form.need("customer")?;
    state.find(&call.account, "customer", customer)?;
    let intents = state.all(&call.account, "payment_intent").into_iter();
    state.page(call, intents.filter(|intent| intent["customer"] == customer).collect())
}

pub(super) fn disputes(state: &State, call: &Call) -> Answer {
    call.form.only(&["payment_intent", "limit", "starting_after"])?;
    let payment = call.form.need("payment_intent")?;
    let disputes = state.all(&call.account, "dispute").into_iter();
    state.page(call, disputes.filter(|dispute| dispute["payment_intent"] == payment).collect())
}

pub(super) fn refund(state: &mut State, call: &Call) -> Answer {
    let form = &call.form;
    form.only(&["payment_intent", "amount", "refund_application_fee", "metadata[*]"])?;
    if form.flag("refund_application_fee")? != Some(true) {
        return Err(Refusal::invalid("refund_application_fee", "The double wants the co-op to give its part back."));
    }
    let intent = state.find(&call.account, "payment_intent", form.need("payment_intent")?)?;
    give_back(state, &call.account, &intent, form.number("amount")?)
}

pub(super) fn give_back(state: &mut State, account: &str, intent: &Value, amount: i64) -> Answer {
    let charge = state.any(&text(intent, "latest_charge"))?;
    let left = number(&charge, "amount") - number(&charge, "amount_refunded");
    if charge["disputed"] == true && charge["_won"] != true {
        return Err(Refusal::new(400, "charge_disputed", "This charge has been charged back."));
    }
    if left == 0 {
        return Err(Refusal::new(400, "charge_already_refunded", "The charge has already been refunded."));
    }
    if amount < 1 {
        return Err(Refusal::of_param("parameter_invalid_integer", "amount", "This value must be at least 1."));
    }
    if amount > left {
        return Err(Refusal::invalid("amount", "Refund amount is greater than unrefunded amount on charge."));
    }
    let (id, charge_id) = (state.new_id("re"), text(&charge, "id"));
    state.keep(
        account,
        json!({
            "id": id, "object": "refund", "amount": amount, "charge": charge_id, "payment_intent": intent["id"],
            "currency": charge["currency"], "created": now(), "status": "succeeded",
        }),
    );
    let refunded = number(&charge, "amount_refunded") + amount;
    state.set(&charge_id, json!({ "amount_refunded": refunded, "refunded": amount == left }));
    state.happened("refund.created", &id);
    state.happened("charge.refunded", &charge_id);
    state.rendered(state.any(&id)?, &[])
}
