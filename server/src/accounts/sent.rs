//! The page that says to look for a mail. It never says to which address, because it does not know whether one was sent.

use actix_web::HttpResponse;
use askama::Template;
use model::instance::Registration;

use super::registration;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// What the mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// The link that confirms the address of an account just made.
    SignUp,
    /// Another such link.
    Confirm,
    /// The link that sets a new password.
    Reset,
}

/// The page.
#[derive(Template)]
#[template(path = "accounts/sent.html")]
pub struct SentPage {
    /// The common part.
    pub page: Page,
    /// What the mail is for.
    pub awaited: Awaited,
    /// Whether an admin looks at new accounts.
    pub approval: bool,
    /// Where mail is written when there is no mail server, in words; empty when there is one.
    pub outbox: String,
}

/// `GET /sign-up/sent`
pub async fn sign_up(visit: Visit) -> Result<HttpResponse, PageError> {
    show(&visit, Awaited::SignUp).await
}

/// `GET /confirm/sent`
pub async fn confirmation(visit: Visit) -> Result<HttpResponse, PageError> {
    show(&visit, Awaited::Confirm).await
}

/// `GET /reset/sent`
pub async fn reset(visit: Visit) -> Result<HttpResponse, PageError> {
    show(&visit, Awaited::Reset).await
}

async fn show(visit: &Visit, awaited: Awaited) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let approval =
        awaited == Awaited::SignUp && registration::mode(&visit.app, &mut connection).await? == Registration::Approval;
    render(&SentPage { page: visit.page("Look for our mail").hidden(), awaited, approval, outbox: outbox(visit) })
}

/// Without a mail server the mail would be waited for in vain: whoever runs the instance is told where it lies.
#[must_use]
pub fn outbox(visit: &Visit) -> String {
    let settings = &visit.app.settings;
    if settings.smtp_url.is_some() {
        String::new()
    } else if settings.is_public() {
        "This instance has no mail server yet: its mail waits in a folder on the server. Ask its admin for the link."
            .to_owned()
    } else {
        format!(
            "This instance has no mail server: it writes its mail into {}, one file each.",
            settings.outbox().display()
        )
    }
}
