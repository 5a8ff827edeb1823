//! `GET /studio/shows/{id}/edit`: a show's form.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::images::{self, ImageState};
use model::money::{self, Currency};
use model::shows::Show;

use super::form::ShowForm;
use super::head::Head;
use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::studio::artists::edit::Shown;
use crate::studio::releases::publication::zones;
use crate::studio::tiers::edit::currency;
use crate::visit::SignedIn;

/// The form of a show, new or not.
#[derive(Template)]
#[template(path = "studio/shows/edit.html")]
pub struct EditShowPage {
    /// The common part.
    pub page: Page,
    /// What stands above it; none for a new show.
    pub head: Option<Head>,
    /// Where the form goes.
    pub action: String,
    /// The artist's shows.
    pub back: String,
    /// What stands before prices.
    pub symbol: &'static str,
    /// Minutes east of Greenwich, and how that is written.
    pub zones: Vec<(i64, String)>,
    /// What the form says of the address.
    pub slug_hint: String,
    /// What the form says of the password.
    pub password_hint: &'static str,
    /// Its picture.
    pub picture: Shown,
    /// Attributes of both times, where they stand in UTC.
    pub utc: (String, String),
    /// What stands in the fields.
    pub form: ShowForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// Shows it.
///
/// # Errors
/// 404 for a show of others.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = super::find(&mut db, &visit, &id).await?;
    let seller = currency(&mut db, &artist).await?;
    drop(db);
    let own = show.ticket_currency.as_deref().and_then(money::currency).unwrap_or(seller);
    let form = ShowForm::filled(&show, own);
    page(&visit, (artist, Some(show)), own, (StatusCode::OK, form, FieldErrors::default())).await
}

/// The page of a show or, without one, of a new show, with what stands in the fields and what is wrong with it.
///
/// # Errors
/// When the database or a template fails.
pub async fn page(
    visit: &SignedIn,
    (artist, show): (Artist, Option<Show>),
    currency: Currency,
    (status, form, errors): (StatusCode, ShowForm, FieldErrors),
) -> Result<HttpResponse, PageError> {
    let picture = match show.as_ref().and_then(|show| show.image_id) {
        Some(id) => picture(visit, id).await?,
        None => Shown::default(),
    };
    let title = show.as_ref().map_or("Plan a show", |show| show.title.as_str()).to_owned();
    let utc = |at: Option<chrono::DateTime<chrono::Utc>>| match at {
        Some(at) if status == StatusCode::OK => at.format("data-utc=%Y-%m-%dT%H:%MZ").to_string(),
        _ => String::new(),
    };
    let has_password = show.as_ref().is_some_and(|show| show.password_hash.is_some());
    let page = EditShowPage {
        page: visit.page(&title).hidden().in_hues(artist.hue1, artist.hue2),
        action: show
            .as_ref()
            .map_or_else(|| urls::live::create_show(&artist.handle), |show| urls::live::edit_show(show.id.0)),
        back: urls::live::studio(&artist.handle),
        symbol: currency.symbol,
        zones: zones(),
        slug_hint: format!(
            "{}/live/…, and the mount that tools connect to. Empty: made of the title.",
            visit.app.base_url
        ),
        password_hint: if has_password { "Empty: it stays as it is." } else { "At least 6 characters." },
        picture,
        utc: show.as_ref().map(|show| (utc(show.starts_at), utc(show.ends_at))).unwrap_or_default(),
        head: show.as_ref().map(|show| Head::of(&artist, show)),
        form,
        errors,
    };
    render_as(status, &page)
}

async fn picture(visit: &SignedIn, id: model::ids::ImageId) -> Result<Shown, PageError> {
    let found = images::find(&mut *visit.db().await?, id).await?;
    Ok(match found {
        Some(image) if image.state == ImageState::Ready => Shown { url: urls::image(id.0, 160), error: String::new() },
        Some(image) => Shown { url: String::new(), error: image.refusal_message.unwrap_or_default() },
        None => Shown::default(),
    })
}
