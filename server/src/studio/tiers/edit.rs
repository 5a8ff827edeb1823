//! `GET /studio/tiers/{id}`: a tier's form.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::money::{self, Currency};
use model::sellers;
use model::tiers::{Tier, TierInput};

use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::visit::SignedIn;

/// The form of a tier, new or not.
#[derive(Template)]
#[template(path = "studio/tiers/edit.html")]
pub struct EditTierPage {
    /// The common part.
    pub page: Page,
    /// The artist.
    pub artist: Artist,
    /// "New tier", or its name.
    pub title: String,
    /// Whether it is not made yet.
    pub is_new: bool,
    /// Where the form goes.
    pub action: String,
    /// The artist's tiers.
    pub back: String,
    /// What stands before prices.
    pub symbol: &'static str,
    /// What stands in the fields.
    pub form: TierInput,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// Shows it.
///
/// # Errors
/// 404 for a tier of others.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, tier) = super::find(&mut db, &visit, &id).await?;
    let currency = currency(&mut db, &artist).await?;
    let form = TierInput::of(&tier, money::currency(&tier.currency).unwrap_or(currency));
    page(&visit, (artist, Some(tier)), currency, (StatusCode::OK, form, FieldErrors::default()))
}

/// What new prices of an artist are in.
///
/// # Errors
/// When the database fails.
pub async fn currency(db: &mut model::Connection, artist: &Artist) -> Result<Currency, PageError> {
    let seller = sellers::of(db, artist.id).await?;
    money::currency(&seller.currency).ok_or_else(|| PageError::internal("a seller's currency is not known"))
}

/// The page of a tier or, without one, of a new tier, with what stands in the fields and what is wrong with it.
///
/// # Errors
/// When a template fails.
pub fn page(
    visit: &SignedIn,
    (artist, tier): (Artist, Option<Tier>),
    currency: Currency,
    (status, form, errors): (StatusCode, TierInput, FieldErrors),
) -> Result<HttpResponse, PageError> {
    let back = urls::memberships::tiers(&artist.handle);
    let title = tier.as_ref().map_or("New tier", |tier| tier.name.as_str()).to_owned();
    let page = EditTierPage {
        page: visit.page(&title).hidden().in_hues(artist.hue1, artist.hue2),
        title,
        is_new: tier.is_none(),
        action: tier.map_or_else(|| back.clone(), |tier| urls::memberships::tier(tier.id.0)),
        back,
        symbol: currency.symbol,
        artist,
        form,
        errors,
    };
    render_as(status, &page)
}
