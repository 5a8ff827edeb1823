//! `/letters/unsubscriptions/{id}/{key}`: no more letters, without signing in. Mailboxes post there by themselves when somebody
//! presses their own "Unsubscribe" (RFC 8058), so the key in the address stands in for a form's token.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::subscribers;

use super::of_link;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "subscriptions/unsubscription.html")]
pub struct UnsubscribePage {
    /// The common part.
    pub page: Page,
    /// The artist's name.
    pub name: String,
    /// Where the letters go.
    pub email: String,
    /// Whether they do.
    pub is_on: bool,
    /// Where they can be asked for again.
    pub again: String,
}

/// `GET`: asks.
///
/// # Errors
/// 404 for a link that is none of ours.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    page(&visit, &path).await
}

/// `POST`: ends them; a second time changes nothing.
///
/// # Errors
/// 404 like the page.
pub async fn create(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (subscriber, _) = of_link(&mut db, &path, "unsubscribe", |_| String::new()).await?;
    subscribers::unsubscribe(&mut db, subscriber.id).await?;
    drop(db);
    page(&visit, &path).await
}

async fn page(visit: &Visit, path: &(String, String)) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (subscriber, artist) = of_link(&mut db, path, "unsubscribe", |_| String::new()).await?;
    drop(db);
    render(&UnsubscribePage {
        page: visit.page("No more letters").hidden(),
        again: urls::letters::subscribe(&artist.handle),
        is_on: subscriber.is_on(),
        email: subscriber.email,
        name: artist.name,
    })
}
