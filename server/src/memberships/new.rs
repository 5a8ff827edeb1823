//! `GET /@{artist}/membership`: an artist's tiers, and the form that joins one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::{self, Artist};
use model::fields::FieldErrors;
use model::{Connection, countries, memberships, sellers, tiers};

use crate::error::PageError;
use crate::memberships::form::JoinForm;
use crate::memberships::offer::Offered;
use crate::memberships::till;
use crate::page::{Page, render_as};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "memberships/new.html")]
pub struct JoinPage {
    /// The common part.
    pub page: Page,
    /// Whose member one becomes.
    pub name: String,
    /// Their page.
    pub back: String,
    /// Where the form goes.
    pub action: String,
    /// What is offered.
    pub tiers: Vec<Offered>,
    /// The visitor's membership, where they have one.
    pub own: String,
    /// Whether somebody is signed in.
    pub is_signed_in: bool,
    /// Why nobody can join now; empty when they can.
    pub closed: &'static str,
    /// Whether it is played in the sandbox.
    pub is_sandbox: bool,
    /// Whether tax is in the prices.
    pub with_tax: bool,
    /// The countries there are.
    pub countries: Vec<(&'static str, &'static str)>,
    /// What stands in the fields.
    pub form: JoinForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist that is not public or offers nothing.
pub async fn new(visit: Visit, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let artist = artists::public_by_handle(&mut db, &handle).await?.ok_or_else(PageError::not_found)?;
    again(&visit, &mut db, &artist, (StatusCode::OK, JoinForm::default(), FieldErrors::default())).await
}

/// The page with what was typed and what is wrong with it.
///
/// # Errors
/// 404 for an artist that offers nothing.
pub async fn again(
    visit: &Visit,
    db: &mut Connection,
    artist: &Artist,
    (status, form, errors): (StatusCode, JoinForm, FieldErrors),
) -> Result<HttpResponse, PageError> {
    let account = visit.account().map(|account| account.id);
    let own = match account {
        Some(account) => memberships::running(db, artist.id, account).await?,
        None => None,
    };
    let mut offered = Vec::new();
    for tier in tiers::of_artist(db, artist.id).await? {
        offered.push(Offered::of(db, &tier, account).await?);
    }
    if offered.is_empty() && own.is_none() {
        return Err(PageError::not_found());
    }
    let seller = sellers::of(db, artist.id).await?;
    let mut choices = vec![("", "Choose")];
    choices.extend(countries::ALL);
    let page = JoinPage {
        page: visit.form_page(&format!("Become a member of {}", artist.name))?.in_hues(artist.hue1, artist.hue2),
        name: artist.name.clone(),
        back: urls::artist(&artist.handle),
        action: urls::memberships::join(&artist.handle),
        tiers: offered,
        own: own.map(|own| urls::memberships::show(own.id.0)).unwrap_or_default(),
        is_signed_in: account.is_some(),
        closed: till::open(&visit.app, &seller).err().unwrap_or_default(),
        is_sandbox: visit.app.payments.sandbox().is_some(),
        with_tax: seller.charges_tax,
        countries: choices,
        form,
        errors,
    };
    render_as(status, &page)
}
