//! `/sandbox/checkouts/{id}`: the page on which somebody pays, with cards that are good for one answer each.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::countries;
use payments::{CheckoutState, Outcome, Payer, SandboxCheckout, TestCard};
use serde::Deserialize;

use super::room;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render_as};
use crate::releases::words;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "sandbox/checkouts.html")]
pub struct SandboxCheckoutPage {
    /// The common part.
    pub page: Page,
    /// What is paid.
    pub checkout: SandboxCheckout,
    /// "€9.00".
    pub amount: String,
    /// How it stands: `open`, `proof`, `paid`, `expired`.
    pub stage: &'static str,
    /// The countries there are.
    pub countries: Vec<(&'static str, &'static str)>,
    /// What stands in the fields.
    pub form: CardForm,
    /// Where one leaves to without paying.
    pub leave: String,
    /// Where one goes on when it is paid.
    pub on: String,
}

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CardForm {
    /// `pays`, `declined` or `proof`; in the 3-D Secure step `yes` or `no`.
    pub card: String,
    /// The card's country, which is the billing address's as well.
    pub country: String,
}

/// `GET`
///
/// # Errors
/// 404 where there is no sandbox, or nobody has this checkout.
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let checkout = room::of(&visit.app)?.look_at_checkout(&id).await.map_err(room::failed)?;
    page(&visit, checkout, (StatusCode::OK, CardForm::default()))
}

/// `POST`: the card, or the answer to the 3-D Secure step.
///
/// # Errors
/// 404 where there is no sandbox, or nobody has this checkout.
pub async fn update(
    visit: Visit,
    id: web::Path<String>,
    Form(form): Form<CardForm>,
) -> Result<HttpResponse, PageError> {
    let sandbox = room::of(&visit.app)?;
    let country = countries::normal(&form.country).unwrap_or("DE").to_owned();
    let card = match form.card.as_str() {
        "declined" => TestCard::Declined,
        "proof" => TestCard::NeedsProof,
        _ => TestCard::Pays,
    };
    let payer = Payer { card, country_billing: country.clone(), country_card: country };
    let outcome = match form.card.as_str() {
        "yes" | "no" => sandbox.prove(&id, &payer, form.card == "yes").await,
        _ => sandbox.pay(&id, &payer).await,
    };
    let outcome = outcome.map_err(room::failed)?;
    let checkout = sandbox.look_at_checkout(&id).await.map_err(room::failed)?;
    match outcome {
        Outcome::Paid(event) => {
            if let Some(event) = event {
                room::tell(&visit, &event).await?;
            }
            Ok(visit.redirect(room::local(&visit.app, &checkout.success_url)))
        }
        Outcome::Proof => page(&visit, checkout, (StatusCode::OK, form)),
        Outcome::Declined | Outcome::Expired => page(&visit, checkout, (StatusCode::UNPROCESSABLE_ENTITY, form)),
    }
}

fn page(
    visit: &Visit,
    checkout: SandboxCheckout,
    (status, form): (StatusCode, CardForm),
) -> Result<HttpResponse, PageError> {
    let page = SandboxCheckoutPage {
        page: visit.form_page("Sandbox: pay")?.hidden(),
        amount: words::money(checkout.amount_minor, &checkout.currency),
        stage: match checkout.state {
            CheckoutState::Open => "open",
            CheckoutState::Proof => "proof",
            CheckoutState::Paid => "paid",
            CheckoutState::Expired => "expired",
        },
        countries: countries::ALL.to_vec(),
        leave: room::local(&visit.app, &checkout.cancel_url).to_owned(),
        on: room::local(&visit.app, &checkout.success_url).to_owned(),
        checkout,
        form,
    };
    render_as(status, &page)
}
