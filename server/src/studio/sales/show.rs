//! `GET /studio/sales/{artist}/{id}`: one sale, where its money went, and the form that gives it back.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::members::Role;
use model::money;
use model::purchases::{Purchase, PurchaseState};
use model::{countries, sales};

use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::purchases::index::state;
use crate::purchases::{held, split};
use crate::releases::words;
use crate::studio::find;
use crate::visit::SignedIn;

/// The page of a sale.
#[derive(Template)]
#[template(path = "studio/sales/show.html")]
pub struct SalePage {
    /// The common part.
    pub page: Page,
    /// The list it is in.
    pub back: String,
    /// What was sold.
    pub title: String,
    /// How it stands; empty where all is well.
    pub state: String,
    /// Its facts: name and words.
    pub facts: Vec<(&'static str, String)>,
    /// What the giver of a tip says.
    pub note: String,
    /// Its receipt.
    pub receipt: String,
    /// The form that gives money back, where there is some to give.
    pub refund: Option<Refund>,
    /// What is wrong with what was typed.
    pub errors: FieldErrors,
}

/// The form that gives money back.
pub struct Refund {
    /// Where it goes.
    pub action: String,
    /// The sign before the amount.
    pub symbol: &'static str,
    /// What stands in the field.
    pub amount: String,
    /// "At most €9.00".
    pub hint: String,
    /// What was given back when the page was made: a form sent twice gives back once.
    pub before: i64,
}

/// Shows it.
///
/// # Errors
/// 404 for sales of artists the account does not manage.
pub async fn show(visit: SignedIn, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, id) = path.into_inner();
    let found = sale(&visit, &handle, &id).await?;
    again(&visit, found, (StatusCode::OK, None, FieldErrors::default()))
}

/// A sale of an artist that the account manages, and as what it does.
///
/// # Errors
/// 404 for every other.
pub async fn sale(visit: &SignedIn, handle: &str, id: &str) -> Result<(Artist, Role, Purchase), PageError> {
    let mut db = visit.db().await?;
    let (artist, role) = find::artist(&mut db, visit, handle).await?;
    let purchase = sales::find(&mut db, artist.id, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    Ok((artist, role, purchase))
}

/// The page with what was typed and what is wrong with it.
///
/// # Errors
/// When it cannot be made.
pub fn again(
    visit: &SignedIn,
    (artist, role, purchase): (Artist, Role, Purchase),
    (status, typed, errors): (StatusCode, Option<String>, FieldErrors),
) -> Result<HttpResponse, PageError> {
    let currency = money::currency(&purchase.currency);
    let rest = purchase.amount_minor - purchase.refunded_minor;
    let can_refund = role == Role::Owner && purchase.state == PurchaseState::Paid && purchase.payment_id.is_some();
    let refund = currency.filter(|_| can_refund && rest > 0).map(|currency| Refund {
        action: urls::money::refund(&artist.handle, purchase.id.0),
        symbol: currency.symbol,
        amount: typed.unwrap_or_else(|| currency.plain(rest)),
        hint: format!("At most {}", currency.plain(rest)),
        before: purchase.refunded_minor,
    });
    let page = SalePage {
        page: visit.page(&format!("Sale of {}", purchase.title)).hidden(),
        back: urls::money::sales(&artist.handle),
        state: state(&purchase),
        facts: facts(&purchase),
        receipt: urls::money::receipt(purchase.id.0, &held::key(&visit.app, purchase.id)),
        refund,
        errors,
        note: purchase.note,
        title: purchase.title,
    };
    render_as(status, &page)
}

/// Who bought it and where the money went.
fn facts(purchase: &Purchase) -> Vec<(&'static str, String)> {
    let money = |minor: i64| words::money(minor, &purchase.currency);
    let at = purchase.completed_at.unwrap_or(purchase.created_at);
    let mut facts = vec![
        ("Bought by", purchase.email.clone()),
        ("On", at.format("%-d %B %Y, %H:%M UTC").to_string()),
        ("Country", countries::name(&purchase.country_said).to_owned()),
        ("Receipt", purchase.invoice_number.clone().unwrap_or_default()),
        ("Paid", money(purchase.amount_minor)),
    ];
    if purchase.tax_minor > 0 {
        let tax = format!("{}, {} %", money(purchase.tax_minor), split::percent(purchase.tax_rate_bp));
        facts.push(("Of which tax", tax));
    }
    facts.push(("Co-op", money(purchase.co_op_fee_minor)));
    facts.push(("Card fees", purchase.processor_fee_minor.map_or("Not known yet".to_owned(), money)));
    if purchase.refunded_minor > 0 {
        facts.push(("Given back", money(purchase.refunded_minor)));
    }
    facts
}
