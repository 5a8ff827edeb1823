//! Checkout sessions.

use serde_json::{Value, json};

use super::accounts::is_address;
use super::answers::{Answer, Refusal};
use super::form::Form;
use super::money::is_chargeable;
use super::state::{State, now, number, text};
use super::web::Call;

const KNOWN: &[&str] = &[
    "mode",
    "client_reference_id",
    "customer",
    "customer_email",
    "success_url",
    "cancel_url",
    "expires_at",
    "adaptive_pricing[enabled]",
    "automatic_tax[enabled]",
    "billing_address_collection",
    "customer_update[address]",
    "line_items[#][quantity]",
    "line_items[#][price_data][currency]",
    "line_items[#][price_data][unit_amount]",
    "line_items[#][price_data][tax_behavior]",
    "line_items[#][price_data][product_data][name]",
    "line_items[#][price_data][product_data][images][#]",
    "line_items[#][price_data][recurring][interval]",
    "payment_intent_data[application_fee_amount]",
    "payment_intent_data[description]",
    "payment_intent_data[metadata][*]",
    "subscription_data[application_fee_percent]",
    "subscription_data[trial_period_days]",
    "subscription_data[metadata][*]",
];
const PRICE: &str = "line_items[0][price_data]";

pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let form = &call.form;
    form.only(KNOWN)?;
    if state.any(&call.account)?["charges_enabled"] != true {
        return Err(Refusal::new(400, "", "Your account cannot currently make charges."));
    }
    let mode = form.one_of("mode", &["payment", "subscription"])?;
    let (currency, amount) = priced(form, &mode)?;
    for name in ["success_url", "cancel_url"] {
        is_address(name, form.need(name)?)?;
    }
    if form.has("customer") && form.has("customer_email") {
        return Err(Refusal::invalid("customer", "You may only specify one of these parameters."));
    }
    let customer = if form.has("customer") {
        Value::from(text(&state.find(&call.account, "customer", form.need("customer")?)?, "id"))
    } else {
        Value::Null
    };
    let expires_at = form.number("expires_at")?;
    if !(now() + 1800..=now() + 86_400).contains(&expires_at) {
        return Err(Refusal::invalid("expires_at", "It must be between 30 minutes and 24 hours from now."));
    }
    if form.flag("adaptive_pricing[enabled]")? != Some(false) {
        return Err(Refusal::invalid("adaptive_pricing[enabled]", "The double charges in the seller's currency only."));
    }
    let taxed = form.flag("automatic_tax[enabled]")? == Some(true);
    if taxed && !customer.is_null() {
        form.one_of("customer_update[address]", &["auto"])?;
    } else if form.has("customer_update") {
        return Err(Refusal::invalid("customer_update", "It can only be used with a customer."));
    }
    let id = state.new_id("cs_test");
    state.keep(&call.account, json!({
        "id": id, "object": "checkout.session", "created": now(), "expires_at": expires_at, "livemode": false,
        "mode": mode, "status": "open", "payment_status": "unpaid", "url": format!("https://checkout.example/c/{id}"),
        "client_reference_id": form.get("client_reference_id"), "currency": currency,
        "amount_subtotal": amount, "amount_total": amount,
        "automatic_tax": { "enabled": taxed }, "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
        "customer": customer, "customer_email": form.get("customer_email"), "customer_details": null,
        "payment_intent": null, "subscription": null, "invoice": null,
        "success_url": form.get("success_url"), "cancel_url": form.get("cancel_url"),
        "_name": form.text(&format!("{PRICE}[product_data][name]")),
        "_interval": form.get(&format!("{PRICE}[recurring][interval]")),
        "_free_days": form.get("subscription_data[trial_period_days]").and_then(|days| days.parse::<i64>().ok()).unwrap_or(0),
        "_fee": form.get("payment_intent_data[application_fee_amount]").and_then(|fee| fee.parse::<i64>().ok()),
        "_fee_percent": form.get("subscription_data[application_fee_percent]"),
        "_metadata": form.below(if mode == "payment" { "payment_intent_data[metadata]" } else { "subscription_data[metadata]" })
            .collect::<std::collections::HashMap<_, _>>(),
    }));
    state.rendered(state.any(&id)?, &[])
}

fn priced(form: &Form, mode: &str) -> Result<(String, i64), Refusal> {
    let currency = form.need(&format!("{PRICE}[currency]"))?.to_owned();
    let amount_name = format!("{PRICE}[unit_amount]");
    let amount = form.number(&amount_name)?;
    is_chargeable(&amount_name, amount, &currency)?;
    form.need(&format!("{PRICE}[product_data][name]"))?;
    if form.number("line_items[0][quantity]")? != 1 {
        return Err(Refusal::invalid("line_items[0][quantity]", "The double sells one of each."));
    }
    let interval = format!("{PRICE}[recurring][interval]");
    let taxed = form.flag("automatic_tax[enabled]")? == Some(true);
    if taxed {
        form.one_of(&format!("{PRICE}[tax_behavior]"), &["inclusive"])?;
    }
    if mode == "subscription" {
        form.one_of(&interval, &["month", "year"])?;
        if form.has("payment_intent_data") {
            return Err(Refusal::invalid("payment_intent_data", "You can not pass it in `subscription` mode."));
        }
        let percent = form.get("subscription_data[application_fee_percent]").unwrap_or("0");
        let decimals = percent.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if decimals > 2 || !percent.parse::<f64>().is_ok_and(|percent| (0.0..=100.0).contains(&percent)) {
            return Err(Refusal::invalid("subscription_data[application_fee_percent]", "Invalid percentage"));
        }
    } else {
        if form.has(&format!("{PRICE}[recurring]")) || form.has("subscription_data") {
            return Err(Refusal::invalid("subscription_data", "You can not pass it in `payment` mode."));
        }
        let fee_name = "payment_intent_data[application_fee_amount]";
        if form.has(fee_name) && !(1..=amount).contains(&form.number(fee_name)?) {
            return Err(Refusal::invalid(fee_name, "The fee must be between 1 and the amount."));
        }
    }
    Ok((currency, amount))
}

pub(super) fn list(state: &State, call: &Call) -> Answer {
    call.form.only(&["payment_intent", "limit", "starting_after"])?;
    let payment = call.form.need("payment_intent")?;
    let sessions = state.all(&call.account, "checkout.session").into_iter();
    state.page(call, sessions.filter(|session| session["payment_intent"] == payment).collect())
}

pub(super) fn expire(state: &mut State, call: &Call, id: &str) -> Answer {
    call.form.only(&[])?;
    let session = state.find(&call.account, "checkout.session", id)?;
    if session["status"] != "open" {
        let message =
            format!("Only Checkout Sessions with a status in [\"open\"] can be expired, not {}.", session["status"]);
        return Err(Refusal::new(400, "", &message));
    }
    end(state, id);
    state.show(call, "checkout.session", id)
}

/// Nobody can pay it any more.
pub(super) fn end(state: &mut State, id: &str) {
    state.set(id, json!({ "status": "expired", "url": null }));
    state.happened("checkout.session.expired", id);
}

/// A session that can be paid: the double looks at its time, too.
pub(super) fn open(state: &mut State, id: &str) -> Answer {
    let session = state.any(id)?;
    if session["status"] == "open" && number(&session, "expires_at") <= now() {
        end(state, id);
        return Err(Refusal::new(400, "", "The session has expired."));
    }
    if session["status"] == "open" {
        return Ok(session);
    }
    Err(Refusal::new(400, "", &format!("The session is {}.", session["status"])))
}
