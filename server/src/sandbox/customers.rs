//! `/sandbox/customers/{id}`: plays the provider's portal for members, and moves their time on.

use actix_web::{HttpResponse, web};
use askama::Template;
use payments::{SandboxCustomer, SubscriptionState};
use serde::Deserialize;

use super::room;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render};
use crate::releases::words;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "sandbox/customers.html")]
pub struct SandboxCustomerPage {
    /// The common part.
    pub page: Page,
    /// The member's address.
    pub email: String,
    /// What they have: id, name, amount, how it stands, and whether it is over.
    pub subscriptions: Vec<(String, String, String, &'static str, bool)>,
    /// Where it leads back to.
    pub back: String,
    /// Where the buttons post to.
    pub action: String,
}

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PortalForm {
    /// `renew`, `fail`, `pay` or `give_up`.
    act: String,
    subscription: String,
}

/// `GET`
///
/// # Errors
/// 404 where there is no sandbox, or nobody is this.
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let customer = room::of(&visit.app)?.look_at_customer(&id).await.map_err(room::failed)?;
    let SandboxCustomer { email, return_url, subscriptions, .. } = customer;
    let line = |one: &payments::SandboxSubscription| {
        let facts = &one.facts;
        let (state, over) = match facts.state {
            SubscriptionState::Incomplete => ("not paid yet", false),
            SubscriptionState::Trialing => ("free days", false),
            SubscriptionState::Active => ("paid", false),
            SubscriptionState::PastDue => ("past due", false),
            SubscriptionState::Ended => ("over", true),
        };
        let amount = words::money(facts.amount_minor, &one.currency);
        (facts.subscription.clone(), one.name.clone(), amount, state, over)
    };
    render(&SandboxCustomerPage {
        page: visit.form_page("Sandbox: the portal")?.hidden(),
        subscriptions: subscriptions.iter().map(line).collect(),
        email,
        back: room::local(&visit.app, &return_url).to_owned(),
        action: format!("/sandbox/customers/{id}"),
    })
}

/// `POST`: does it, and tells of it as the provider would.
///
/// # Errors
/// 404 where there is no sandbox, or nobody is this; 400 for what cannot be done.
pub async fn update(
    visit: Visit,
    id: web::Path<String>,
    Form(form): Form<PortalForm>,
) -> Result<HttpResponse, PageError> {
    let sandbox = room::of(&visit.app)?;
    let customer = sandbox.look_at_customer(&id).await.map_err(room::failed)?;
    let own = customer.subscriptions.iter().any(|one| one.facts.subscription == form.subscription);
    if !own {
        return Err(PageError::not_found());
    }
    let event = match form.act.as_str() {
        "renew" => sandbox.renew(&form.subscription, true).await,
        "fail" => sandbox.renew(&form.subscription, false).await,
        "pay" => sandbox.retry_payment(&form.subscription).await,
        "give_up" => sandbox.give_up(&form.subscription).await,
        _ => return Err(PageError::bad_request("Choose what to do.")),
    };
    room::tell(&visit, &event.map_err(room::failed)?).await?;
    Ok(visit
        .redirect_saying(&format!("/sandbox/customers/{id}"), "Done. The server hears of it as it would by a webhook."))
}
