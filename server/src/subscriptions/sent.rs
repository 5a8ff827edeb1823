//! `GET /letters/sent`: the page that says to look for a mail.

use actix_web::HttpResponse;
use askama::Template;

use crate::accounts::sent::outbox;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "subscriptions/sent.html")]
pub struct SubscriptionSentPage {
    /// The common part.
    pub page: Page,
    /// Where mail is written when there is no mail server, in words; empty when there is one.
    pub outbox: String,
}

/// Shows it.
///
/// # Errors
/// When a template fails.
pub async fn show(visit: Visit) -> Result<HttpResponse, PageError> {
    render(&SubscriptionSentPage { page: visit.page("Look for our mail").hidden(), outbox: outbox(&visit) })
}
