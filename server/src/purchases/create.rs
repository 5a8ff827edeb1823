//! `POST /buy/releases/{id}`, `/buy/tracks/{id}` and `/buy/tickets/{id}`: agrees on a purchase and leads to where it is paid, or to
//! what costs nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Duration, Utc};
use model::Connection;
use model::fields::FieldErrors;
use model::ids::PurchaseId;
use model::orders::{self, Ordered};
use model::pricing::Quote;
use model::purchases::{NewPurchase, PurchaseError};
use model::sellers::ProviderName;
use model::throttles::{self, Limit};

use crate::accounts::limits;
use crate::error::PageError;
use crate::form::Form;
use crate::purchases::form::{PurchaseForm, Terms};
use crate::purchases::goods::Goods;
use crate::purchases::{checkout, held, new};
use crate::studio::find;
use crate::visit::Visit;

/// How often something may be ordered from one place: whoever tries stolen cards needs more.
const ORDERS: Limit = Limit { name: "order from peer", attempts: 40, window: Duration::minutes(10) };

/// What those are told who ask for it again.
const BOUGHT: &str = "You bought this just now: here it is.";

/// A release.
///
/// # Errors
/// 404 for what is not public or free; the form again for what will not do.
pub async fn release(
    visit: Visit,
    id: web::Path<String>,
    Form(form): Form<PurchaseForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::release(&mut db, &visit, find::id(&id)?).await?;
    order(&visit, &mut db, &goods, form).await
}

/// A track.
///
/// # Errors
/// 404 for what is not public or not sold by itself; the form again for what will not do.
pub async fn track(
    visit: Visit,
    id: web::Path<String>,
    Form(form): Form<PurchaseForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::track(&mut db, &visit, find::id(&id)?).await?;
    order(&visit, &mut db, &goods, form).await
}

/// A ticket for a show.
///
/// # Errors
/// 404 for a show without tickets, or without sound to come; the form again for what will not do.
pub async fn ticket(
    visit: Visit,
    id: web::Path<String>,
    Form(form): Form<PurchaseForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::ticket(&mut db, find::id(&id)?).await?;
    order(&visit, &mut db, &goods, form).await
}

/// Orders it: once, however often the same browser asks on the same terms.
///
/// # Errors
/// When nobody takes the money now: nothing is lost, and asking again goes on with the same order.
pub async fn order(
    visit: &Visit,
    db: &mut Connection,
    goods: &Goods,
    form: PurchaseForm,
) -> Result<HttpResponse, PageError> {
    if let Some(wait) = throttles::hit(db, ORDERS, &limits::place(visit)).await? {
        return Err(PageError::too_many(wait.num_seconds()).leading_to(&goods.page(), "Go back"));
    }
    let terms = match form.check(goods, visit.account()) {
        Ok(terms) => terms,
        Err(errors) => return new::again(visit, db, goods, (StatusCode::UNPROCESSABLE_ENTITY, form, errors)).await,
    };
    let closed = (StatusCode::CONFLICT, form, FieldErrors::default());
    let Ok((provider, account)) = goods.till(&visit.app) else { return new::again(visit, db, goods, closed).await };
    let quote = goods.quote(db, &visit.app, terms.amount_minor, terms.country).await?;
    let order = agreed(visit, goods, terms, (provider, account, quote));
    let (ordered, superseded) = match orders::place(db, &order, &visit.browser(), Utc::now()).await {
        Ok(found) => found,
        Err(PurchaseError::SoldOut) => {
            let goods = Goods { copies_left: Some(0), ..goods.clone() };
            return new::again(visit, db, &goods, closed).await;
        }
        Err(PurchaseError::NotForSale) => return Err(PageError::not_found()),
        Err(error @ PurchaseError::NotThePrice) => {
            let errors = FieldErrors::one("price", &error.to_string());
            return new::again(visit, db, goods, (StatusCode::UNPROCESSABLE_ENTITY, closed.1, errors)).await;
        }
        Err(PurchaseError::Database(error)) => return Err(error.into()),
    };
    checkout::close(&visit.app, &superseded).await;
    // It may have been paid in another tab whose buyer has not come back yet.
    if let Some(paid) = checkout::paid_of(db, &superseded).await? {
        return Ok(visit.redirect_saying(&held::page(&visit.app, &paid), BOUGHT));
    }
    match ordered {
        Ordered::Bought(purchase) => Ok(visit.redirect_saying(&held::page(&visit.app, &purchase), BOUGHT)),
        Ordered::Given(purchase) => Ok(visit.redirect(&held::page(&visit.app, &purchase))),
        Ordered::ToPay(purchase) => Ok(visit.redirect(&checkout::open(&visit.app, db, &purchase).await?)),
    }
}

fn agreed(
    visit: &Visit,
    goods: &Goods,
    terms: Terms,
    (provider, account, quote): (ProviderName, &str, Quote),
) -> NewPurchase {
    NewPurchase {
        id: PurchaseId::new(),
        artist: goods.artist.id,
        kind: goods.kind,
        release: goods.release.as_ref().map(|release| release.id),
        track: goods.track.as_ref().map(|track| track.id),
        membership: None,
        show: goods.show.as_ref().map(|show| show.id),
        account: visit.account().map(|account| account.id),
        email: terms.email,
        title: goods.title(),
        currency: goods.currency.code.to_owned(),
        quote,
        discount_bp: goods.discount_bp,
        country_said: terms.country.to_owned(),
        consented: goods.has_files(),
        wants_letters: terms.wants_letters,
        note: terms.note,
        provider,
        provider_account: account.to_owned(),
    }
}
