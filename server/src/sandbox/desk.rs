//! `/sandbox/payments/{id}`: the desk of a payment: what its seller and the buyer's bank do later, on pages of their own.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::money;
use payments::{DisputeState, SandboxPayment};
use serde::Deserialize;

use super::room;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render};
use crate::releases::words;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "sandbox/desk.html")]
pub struct SandboxDeskPage {
    /// The common part.
    pub page: Page,
    /// The payment.
    pub payment: SandboxPayment,
    /// "€9.00".
    pub amount: String,
    /// What went back so far; empty for nothing.
    pub given_back: String,
    /// What is left to give back, as it is typed.
    pub rest: String,
    /// The sign before it.
    pub symbol: &'static str,
    /// How it is disputed: `none`, `open`, `won`, `lost`.
    pub dispute: &'static str,
}

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeskForm {
    /// `refund`, `dispute`, `won` or `lost`.
    act: String,
    amount: String,
}

/// `GET`
///
/// # Errors
/// 404 where there is no sandbox, or nobody made this payment.
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let payment = room::of(&visit.app)?.look_at_payment(&id).await.map_err(room::failed)?;
    let facts = &payment.facts;
    let currency = money::currency(&facts.currency);
    let rest = facts.amount_minor - facts.refunded_minor;
    render(&SandboxDeskPage {
        page: visit.form_page("Sandbox: the desk")?.hidden(),
        amount: words::money(facts.amount_minor, &facts.currency),
        given_back: match facts.refunded_minor {
            0 => String::new(),
            minor => words::money(minor, &facts.currency),
        },
        rest: currency.map(|currency| currency.plain(rest)).filter(|_| rest > 0).unwrap_or_default(),
        symbol: currency.map_or("", |currency| currency.symbol),
        dispute: match facts.disputes.last().map(|dispute| dispute.state) {
            None => "none",
            Some(DisputeState::Open) => "open",
            Some(DisputeState::Won) => "won",
            Some(DisputeState::Lost) => "lost",
        },
        payment,
    })
}

/// `POST`: does it, and tells of it as the provider would.
///
/// # Errors
/// 404 where there is no sandbox, or nobody made this payment; 400 for what cannot be done.
pub async fn update(
    visit: Visit,
    id: web::Path<String>,
    Form(form): Form<DeskForm>,
) -> Result<HttpResponse, PageError> {
    let sandbox = room::of(&visit.app)?;
    let payment = sandbox.look_at_payment(&id).await.map_err(room::failed)?;
    let event = match form.act.as_str() {
        "refund" => {
            let currency = money::currency(&payment.facts.currency).ok_or_else(PageError::not_found)?;
            let amount = currency.parse(&form.amount).map_err(|message| PageError::bad_request(&message))?;
            sandbox.refund_at_desk(&id, amount).await
        }
        "dispute" => sandbox.open_dispute(&id).await,
        "won" => sandbox.close_dispute(&id, true).await,
        "lost" => sandbox.close_dispute(&id, false).await,
        _ => return Err(PageError::bad_request("Choose what to do.")),
    };
    room::tell(&visit, &event.map_err(room::failed)?).await?;
    Ok(visit
        .redirect_saying(&format!("/sandbox/payments/{id}"), "Done. The server hears of it as it would by a webhook."))
}
