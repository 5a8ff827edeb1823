//! Subscriptions: changed and cancelled by us, renewed by time.

use chrono::{DateTime, Months};
use serde_json::{Value, json};

use super::answers::{Answer, Refusal};
use super::invoices;
use super::money::is_chargeable;
use super::state::{State, now, number, text};
use super::web::Call;

pub(super) fn create_product(state: &mut State, call: &Call) -> Answer {
    call.form.only(&["name"])?;
    let id = state.new_id("prod");
    state
        .keep(&call.account, json!({ "id": id, "object": "product", "name": call.form.need("name")?, "active": true }));
    state.any(&id)
}

/// A month or a year later.
pub(super) fn after(at: i64, interval: &str) -> i64 {
    let months = Months::new(if interval == "year" { 12 } else { 1 });
    DateTime::from_timestamp(at, 0).and_then(|at| at.checked_add_months(months)).map_or(at, |at| at.timestamp())
}

/// The one item of a subscription.
pub(super) fn items(id: &str, price: i64, interval: &str, period: (i64, i64)) -> Value {
    json!({ "object": "list", "has_more": false, "data": [{
        "id": format!("si_{id}"), "object": "subscription_item", "quantity": 1, "subscription": id,
        "current_period_start": period.0, "current_period_end": period.1,
        "price": { "id": format!("price_{id}"), "unit_amount": price, "recurring": { "interval": interval } },
    }] })
}

/// Price, interval and period of a subscription.
pub(super) fn plan(subscription: &Value) -> (i64, String, (i64, i64)) {
    let item = subscription.pointer("/items/data/0").cloned().unwrap_or_default();
    let interval = item.pointer("/price/recurring/interval").and_then(Value::as_str).unwrap_or_default().to_owned();
    let price = item.pointer("/price/unit_amount").and_then(Value::as_i64).unwrap_or_default();
    (price, interval, (number(&item, "current_period_start"), number(&item, "current_period_end")))
}

fn living(state: &State, call: &Call, id: &str) -> Answer {
    let subscription = state.find(&call.account, "subscription", id)?;
    if subscription["status"] == "canceled" {
        return Err(Refusal::missing("subscription", id));
    }
    Ok(subscription)
}

pub(super) fn update(state: &mut State, call: &Call, id: &str) -> Answer {
    let form = &call.form;
    form.only(&[
        "cancel_at_period_end",
        "proration_behavior",
        "payment_behavior",
        "items[#][id]",
        "items[#][price_data][currency]",
        "items[#][price_data][product]",
        "items[#][price_data][tax_behavior]",
        "items[#][price_data][unit_amount]",
        "items[#][price_data][recurring][interval]",
    ])?;
    let subscription = living(state, call, id)?;
    if let Some(cancel) = form.flag("cancel_at_period_end")? {
        state.set(id, json!({ "cancel_at_period_end": cancel }));
    }
    if form.has("items") {
        change(state, call, &subscription)?;
    }
    state.happened("customer.subscription.updated", id);
    state.rendered(state.any(id)?, &[])
}

fn change(state: &mut State, call: &Call, subscription: &Value) -> Result<(), Refusal> {
    let form = &call.form;
    let id = text(subscription, "id");
    let (old_price, old_interval, (start, end)) = plan(subscription);
    let item = form.need("items[0][id]")?;
    if item != format!("si_{id}") {
        return Err(Refusal::missing("subscription_item", item));
    }
    let currency = form.need("items[0][price_data][currency]")?;
    if subscription["currency"] != currency {
        return Err(Refusal::invalid("items[0][price_data][currency]", "A subscription keeps its currency."));
    }
    state.find(&call.account, "product", form.need("items[0][price_data][product]")?)?;
    let price = form.number("items[0][price_data][unit_amount]")?;
    is_chargeable("items[0][price_data][unit_amount]", price, currency)?;
    let interval = form.one_of("items[0][price_data][recurring][interval]", &["month", "year"])?;
    if subscription["automatic_tax"]["enabled"] == true {
        form.one_of("items[0][price_data][tax_behavior]", &["inclusive"])?;
    }
    let behavior = form.one_of("proration_behavior", &["always_invoice", "create_prorations"])?;
    form.one_of("payment_behavior", &["error_if_incomplete"])?;

    if subscription["status"] == "trialing" {
        state.set(&id, json!({ "items": items(&id, price, &interval, (start, end)) }));
        return Ok(());
    }
    let new_rhythm = interval != old_interval;
    let rest = |amount: i64| {
        let (whole, left) = (i128::from((end - start).max(1)), i128::from((end - now()).clamp(0, end - start)));
        i64::try_from((i128::from(amount) * left * 2 + whole) / (whole * 2)).unwrap_or(amount)
    };
    let difference = if new_rhythm { price - rest(old_price) } else { rest(price) - rest(old_price) };
    let at_once = (behavior == "always_invoice" || new_rhythm) && difference + number(subscription, "_carried") > 0;
    if at_once {
        if subscription["_card_fails"] == true {
            return Err(Refusal::new(402, "card_declined", "Your card was declined."));
        }
        invoices::ask(state, &id, difference, true)?;
    } else {
        state.set(&id, json!({ "_carried": number(subscription, "_carried") + difference }));
    }
    let period = if new_rhythm { (now(), after(now(), &interval)) } else { (start, end) };
    state.set(&id, json!({ "items": items(&id, price, &interval, period) }));
    Ok(())
}

pub(super) fn cancel(state: &mut State, call: &Call, id: &str) -> Answer {
    call.form.only(&[])?;
    living(state, call, id)?;
    end(state, id);
    state.rendered(state.any(id)?, &[])
}

pub(super) fn end(state: &mut State, id: &str) {
    state.set(id, json!({ "status": "canceled", "ended_at": now(), "canceled_at": now() }));
    state.happened("customer.subscription.deleted", id);
}
