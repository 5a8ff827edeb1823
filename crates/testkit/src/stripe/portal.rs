//! The billing portal: an account has none until its contents are chosen.

use serde_json::json;

use super::accounts::is_address;
use super::answers::Answer;
use super::state::{State, now};
use super::web::Call;

const KIND: &str = "billing_portal.configuration";

pub(super) fn configurations(state: &State, call: &Call) -> Answer {
    call.form.only(&["active", "limit", "starting_after"])?;
    state.page(call, state.all(&call.account, KIND))
}

pub(super) fn configure(state: &mut State, call: &Call) -> Answer {
    call.form.only(&["features[payment_method_update][enabled]", "features[invoice_history][enabled]"])?;
    call.form.one_of("features[payment_method_update][enabled]", &["true"])?;
    let id = state.new_id("bpc");
    state.keep(&call.account, json!({ "id": id, "object": KIND, "active": true, "created": now() }));
    state.any(&id)
}

pub(super) fn open(state: &mut State, call: &Call) -> Answer {
    let form = &call.form;
    form.only(&["customer", "configuration", "return_url"])?;
    let customer = form.need("customer")?;
    state.find(&call.account, "customer", customer)?;
    state.find(&call.account, KIND, form.need("configuration")?)?;
    is_address("return_url", form.need("return_url")?)?;
    let id = state.new_id("bps");
    Ok(
        json!({ "id": id, "object": "billing_portal.session", "customer": customer, "url": format!("https://billing.example/p/{id}") }),
    )
}
