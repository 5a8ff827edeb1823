//! `/letters/confirmations/{id}/{key}`: the page the link in the mail leads to. It only asks, because programs that look through
//! mail open every link.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::subscribers::{self, Subscriber};
use serde::Deserialize;

use super::of_link;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "subscriptions/confirmation.html")]
pub struct ConfirmSubscriptionPage {
    /// The common part.
    pub page: Page,
    /// The artist's name.
    pub name: String,
    /// Where the letters are to go.
    pub email: String,
    /// Whether they go there.
    pub is_on: bool,
    /// The artist's page.
    pub href: String,
}

/// The token alone.
#[derive(Deserialize)]
pub struct ConfirmForm {}

/// `GET`: asks.
///
/// # Errors
/// 404 for a link that is none of ours, or that another wish or a week ended.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (subscriber, artist) = of_link(&mut db, &path, "confirm", Subscriber::state).await?;
    drop(db);
    let page = visit.form_page(&format!("Letters from {}", artist.name))?.in_hues(artist.hue1, artist.hue2);
    render(&ConfirmSubscriptionPage {
        page: page.hidden(),
        href: urls::artist(&artist.handle),
        is_on: subscriber.is_on(),
        email: subscriber.email,
        name: artist.name,
    })
}

/// `POST`: the letters come from now on.
///
/// # Errors
/// 404 like the page.
pub async fn create(
    visit: Visit,
    path: web::Path<(String, String)>,
    _: Form<ConfirmForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (subscriber, artist) = of_link(&mut db, &path, "confirm", Subscriber::state).await?;
    subscribers::confirm(&mut db, subscriber.id).await?;
    let said = format!("Letters from {} come to {}.", artist.name, subscriber.email);
    Ok(visit.redirect_saying(&urls::artist(&artist.handle), &said))
}
