//! `GET /buy/releases/{id}`, `/buy/tracks/{id}` and `/buy/tickets/{id}`: what is bought, what it costs and where that goes, and what is to be agreed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::countries;
use model::fields::FieldErrors;
use model::purchases::PurchaseKind;
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::purchases::buying::Amount;
use crate::purchases::form::{self, PurchaseForm};
use crate::purchases::goods::Goods;
use crate::purchases::split::Split;
use crate::studio::find;
use crate::visit::Visit;

/// The form of a purchase or a tip.
#[derive(Template)]
#[template(path = "purchases/new.html")]
pub struct NewPurchasePage {
    /// The common part.
    pub page: Page,
    /// "Buy Low Water".
    pub title: String,
    /// Who sells.
    pub by: String,
    /// Where it stands.
    pub back: String,
    /// Where the form goes.
    pub action: String,
    /// "€9.00 or more".
    pub price: String,
    /// The price for the form to say back.
    pub seen: String,
    /// The field for an amount, where the buyer names it.
    pub amount: Option<Amount>,
    /// Where the money goes.
    pub split: Split,
    /// The country that the tax in it is of; empty where there is none.
    pub taxed_in: String,
    /// Whether it is a tip.
    pub is_tip: bool,
    /// Whether it is a ticket.
    pub is_ticket: bool,
    /// The account's address; empty for guests.
    pub own_email: String,
    /// The countries there are.
    pub countries: Vec<(&'static str, &'static str)>,
    /// Whether it is played in the sandbox.
    pub is_sandbox: bool,
    /// Why it cannot be bought now; empty when it can.
    pub closed: String,
    /// What stands on the button.
    pub button: String,
    /// What stands in the fields.
    pub form: PurchaseForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

impl NewPurchasePage {
    /// What the address is for.
    const fn email_hint(&self) -> &'static str {
        match (self.is_ticket, self.is_tip) {
            (true, _) => "For the receipt and the link that lets you in.",
            (_, true) => "For the receipt.",
            _ => "For the receipt and the link to your files.",
        }
    }
}

/// What the box beside a release sends along.
#[derive(Debug, Default, Deserialize)]
pub struct Suggested {
    amount: Option<String>,
}

/// For a release.
///
/// # Errors
/// 404 for what is not public or free.
pub async fn release(
    visit: Visit,
    id: web::Path<String>,
    suggested: web::Query<Suggested>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::release(&mut db, &visit, find::id(&id)?).await?;
    show(&visit, &mut db, &goods, suggested.into_inner().amount).await
}

/// For a track.
///
/// # Errors
/// 404 for what is not public or not sold by itself.
pub async fn track(
    visit: Visit,
    id: web::Path<String>,
    suggested: web::Query<Suggested>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::track(&mut db, &visit, find::id(&id)?).await?;
    show(&visit, &mut db, &goods, suggested.into_inner().amount).await
}

/// For a ticket.
///
/// # Errors
/// 404 for a show without tickets, or without sound to come.
pub async fn ticket(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::ticket(&mut db, find::id(&id)?).await?;
    show(&visit, &mut db, &goods, None).await
}

/// The form as it is at first; `amount` was named before, if any was.
///
/// # Errors
/// When the database fails.
pub async fn show(
    visit: &Visit,
    db: &mut Connection,
    goods: &Goods,
    amount: Option<String>,
) -> Result<HttpResponse, PageError> {
    let mut errors = FieldErrors::default();
    let first = goods.currency.plain(goods.suggested_minor());
    let form = PurchaseForm { amount: amount.unwrap_or(first), ..PurchaseForm::default() };
    if let Err(message) = form.amount(goods) {
        errors.add("amount", message);
    }
    again(visit, db, goods, (StatusCode::OK, form, errors)).await
}

/// The form with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn again(
    visit: &Visit,
    db: &mut Connection,
    goods: &Goods,
    (status, form, errors): (StatusCode, PurchaseForm, FieldErrors),
) -> Result<HttpResponse, PageError> {
    let is_tip = goods.kind == PurchaseKind::Tip;
    let amount_minor = form.amount(goods).unwrap_or_else(|_| goods.suggested_minor());
    let country = countries::normal(&form.country).unwrap_or(&goods.seller.country);
    let quote = goods.quote(db, &visit.app, amount_minor, country).await?;
    let what = match (&goods.track, &goods.release) {
        _ if goods.kind == PurchaseKind::Ticket => format!("Buy a ticket for {}", goods.show_title()),
        _ if is_tip => format!("Give something to {}", goods.artist.name),
        (Some(track), _) => format!("Buy {}", track.title),
        (None, Some(release)) => format!("Buy {}", release.title),
        (None, None) => "Buy".to_owned(),
    };
    let mut choices = vec![("", "Choose")];
    choices.extend(countries::ALL);
    let page = NewPurchasePage {
        page: visit.form_page(&what)?.in_hues(goods.artist.hue1, goods.artist.hue2).hidden(),
        title: what,
        by: goods.artist.name.clone(),
        back: goods.page(),
        action: goods.action(),
        price: goods.price(),
        seen: form::seen(goods),
        amount: goods.or_more.then(|| Amount::new(goods.currency, goods.least_minor, form.amount.clone())),
        split: Split::of(&visit.app, goods, &quote),
        taxed_in: if quote.tax_minor > 0 { countries::name(country).to_owned() } else { String::new() },
        is_tip,
        is_ticket: goods.kind == PurchaseKind::Ticket,
        own_email: visit.account().map(|account| account.email.clone()).unwrap_or_default(),
        countries: choices,
        is_sandbox: visit.app.payments.sandbox().is_some(),
        closed: goods.till(&visit.app).err().map(|why| why.sentence(&goods.artist.name)).unwrap_or_default(),
        button: match (goods.or_more, goods.least_minor) {
            (true, 0) => "Go on".to_owned(),
            (true, _) => "Go on to pay".to_owned(),
            (false, 0) => "Get it for nothing".to_owned(),
            (false, price) => format!("Go on to pay {}", goods.money(price)),
        },
        form,
        errors,
    };
    render_as(status, &page)
}
