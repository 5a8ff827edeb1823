//! `GET /studio/artists/{handle}/money/settings`: how an artist sells.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::fields::FieldErrors;
use model::sellers::fields::SellerInput;
use model::sellers::{self, Preview};
use model::{countries, money, percent};

use super::desk::Desk;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/money/settings.html")]
pub struct SellerSettingsPage {
    /// The common part.
    pub page: Page,
    /// Whose it is.
    pub desk: Desk,
    /// What stands in the fields.
    pub form: SellerInput,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// Code and name of every currency.
    pub currencies: Vec<(&'static str, String)>,
    /// Code and name of every country, the unsaid one first.
    pub countries: Vec<(&'static str, &'static str)>,
    /// Word, name and meaning of every kind of preview.
    pub previews: [(&'static str, &'static str, &'static str); 4],
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn edit(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let desk = Desk::of(&mut connection, &visit, &handle).await?;
    let seller = sellers::of(&mut connection, desk.artist.id).await?;
    let form = SellerInput {
        currency: seller.currency,
        country: seller.country,
        legal_name: seller.legal_name,
        address: seller.address,
        charges_tax: seller.charges_tax,
        tax_number: seller.tax_number,
        society_share: if seller.society.is_empty() { String::new() } else { percent::plain(seller.society_bp) },
        society: seller.society,
        takes_tips: seller.takes_tips,
        preview: seller.preview.word().to_owned(),
        preview_plays: seller.preview_plays.to_string(),
    };
    render(&page(&visit, desk, form, FieldErrors::default()))
}

/// The form again, with what was typed and what is wrong with it.
///
/// # Errors
/// When a template fails.
pub fn refused(
    visit: &SignedIn,
    desk: Desk,
    form: SellerInput,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, desk, form, errors))
}

fn page(visit: &SignedIn, desk: Desk, form: SellerInput, errors: FieldErrors) -> SellerSettingsPage {
    let preview = |preview: Preview| {
        let (name, text) = match preview {
            Preview::Full => ("All of it", "In full length, up to 128 kbit/s."),
            Preview::First30 => ("30 seconds", "The first 30 seconds of each track."),
            Preview::First90 => ("90 seconds", "The first 90 seconds of each track."),
            Preview::Plays => ("Some plays", "Each track in full a few times, then its first 30 seconds."),
        };
        (preview.word(), name, text)
    };
    SellerSettingsPage {
        page: desk.page(visit, "How you sell"),
        desk,
        form,
        errors,
        currencies: money::CURRENCIES.iter().map(|one| (one.code, format!("{} {}", one.code, one.symbol))).collect(),
        countries: [("", "Choose a country")].into_iter().chain(countries::ALL.iter().copied()).collect(),
        previews: [Preview::Full, Preview::First30, Preview::First90, Preview::Plays].map(preview),
    }
}
