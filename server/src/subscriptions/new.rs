//! `GET /@{artist}/letters`: the form that asks for an artist's letters. A release of this name goes before: it was there first.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::{self, Artist};
use model::fields::FieldErrors;
use model::{releases as catalogue, subscribers};

use super::create::SubscribeForm;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::releases;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "subscriptions/new.html")]
pub struct SubscribePage {
    /// The common part.
    pub page: Page,
    /// The artist's name.
    pub name: String,
    /// The artist's page.
    pub href: String,
    /// Where the form is posted.
    pub action: String,
    /// The address of whoever is signed in: no other is asked for.
    pub own: String,
    /// Whether letters go there already.
    pub is_on: bool,
    /// What stands in the fields.
    pub form: SubscribeForm,
    /// What is wrong with them.
    pub errors: FieldErrors,
}

/// Shows it.
///
/// # Errors
/// 404 when there is no such artist.
pub async fn new(visit: Visit, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    if catalogue::public_by_path(&mut db, &handle, "letters").await?.is_some() {
        drop(db);
        return releases::show::show(visit, web::Path::from((handle.into_inner(), "letters".to_owned()))).await;
    }
    let artist = artists::public_by_handle(&mut db, &handle).await?.ok_or_else(PageError::not_found)?;
    drop(db);
    render(&page(&visit, &artist, SubscribeForm::default(), FieldErrors::default()).await?)
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &Visit,
    artist: &Artist,
    form: SubscribeForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, artist, form, errors).await?)
}

async fn page(
    visit: &Visit,
    artist: &Artist,
    form: SubscribeForm,
    errors: FieldErrors,
) -> Result<SubscribePage, PageError> {
    let own = visit.account().map(|account| account.email.clone()).unwrap_or_default();
    let there = match own.as_str() {
        "" => None,
        own => subscribers::at(&mut *visit.db().await?, artist.id, own).await?,
    };
    let page = visit.form_page(&format!("Letters from {}", artist.name))?.in_hues(artist.hue1, artist.hue2);
    Ok(SubscribePage {
        page: page.hidden(),
        name: artist.name.clone(),
        href: urls::artist(&artist.handle),
        action: urls::letters::subscribe(&artist.handle),
        is_on: there.is_some_and(|there| there.is_on()),
        own,
        form,
        errors,
    })
}
