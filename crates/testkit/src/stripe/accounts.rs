//! Sellers' accounts, as the co-op's own account sees them.

use serde_json::{Value, json};

use super::answers::{Answer, Refusal};
use super::state::{State, now};
use super::web::Call;

pub(super) fn create(state: &mut State, call: &Call) -> Answer {
    let form = &call.form;
    form.only(&[
        "controller[fees][payer]",
        "controller[losses][payments]",
        "controller[requirement_collection]",
        "controller[stripe_dashboard][type]",
        "country",
        "email",
        "business_profile[name]",
        "business_profile[url]",
        "metadata[*]",
    ])?;
    form.one_of("controller[fees][payer]", &["account"])?;
    form.one_of("controller[losses][payments]", &["stripe"])?;
    form.one_of("controller[requirement_collection]", &["stripe"])?;
    form.one_of("controller[stripe_dashboard][type]", &["full"])?;
    let country = form.need("country")?.to_owned();
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(Refusal::of_param("country_unsupported", "country", &format!("Country '{country}' is unknown.")));
    }
    is_address("business_profile[url]", form.need("business_profile[url]")?)?;
    let id = state.new_id("acct");
    state.keep(
        "",
        json!({
            "id": id, "object": "account", "type": "standard", "country": country, "email": form.need("email")?,
            "created": now(), "charges_enabled": false, "payouts_enabled": false, "details_submitted": false,
            "metadata": form.below("metadata").collect::<std::collections::HashMap<_, _>>(),
            "requirements": wanted(&["business_type", "external_account", "tos_acceptance.date"]),
        }),
    );
    show(state, &id)
}

pub(super) fn show(state: &State, id: &str) -> Answer {
    if !state.is_connected(id) {
        return Err(Refusal::new(403, "account_invalid", &format!("The key does not have access to account '{id}'.")));
    }
    state.rendered(state.find("", "account", id)?, &[])
}

pub(super) fn link(state: &mut State, call: &Call) -> Answer {
    let form = &call.form;
    form.only(&["account", "type", "return_url", "refresh_url"])?;
    form.one_of("type", &["account_onboarding"])?;
    for name in ["return_url", "refresh_url"] {
        is_address(name, form.need(name)?)?;
    }
    let account = form.need("account")?;
    show(state, account)?;
    let url = format!("https://connect.example/setup/{account}/{}", state.new_id("link"));
    Ok(json!({ "object": "account_link", "created": now(), "expires_at": now() + 300, "url": url }))
}

/// What Stripe still wants to know.
pub(super) fn wanted(fields: &[&str]) -> Value {
    json!({ "currently_due": fields, "past_due": [], "eventually_due": fields, "pending_verification": [],
            "disabled_reason": if fields.is_empty() { Value::Null } else { "requirements.past_due".into() } })
}

pub(super) fn is_address(param: &str, value: &str) -> Result<(), Refusal> {
    if value.starts_with("https://") || value.starts_with("http://") {
        return Ok(());
    }
    Err(Refusal::of_param("url_invalid", param, "Not a valid URL"))
}
