//! Asking for another link.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection;
use model::account_mails::{self, AccountMail};
use model::accounts;
use serde::Deserialize;

use super::new::NewConfirmationPage;
use crate::accounts::{limits, problems};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::Visit;

/// The fields.
#[derive(Deserialize)]
pub struct ConfirmationForm {
    #[serde(default)]
    email: String,
}

/// `POST /confirm`: the same answer whether or not there is an account that waits for its link.
pub async fn create(visit: Visit, Form(form): Form<ConfirmationForm>) -> Result<HttpResponse, PageError> {
    let email_problem = problems::email_problem(&form.email);
    if !email_problem.is_empty() {
        return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, form.email, email_problem, String::new());
    }
    let mut connection = visit.db().await?;
    if let Some(wait) = limits::hit(&mut connection, limits::ASK_PEER, &limits::place(&visit)).await? {
        return refused(&visit, StatusCode::TOO_MANY_REQUESTS, form.email, String::new(), wait);
    }
    let email = form.email;
    connection
        .transaction::<_, diesel::result::Error, _>(async |connection| {
            match accounts::by_email(connection, &email).await? {
                Some(account) if account.confirmed_at.is_none() && account.suspended_at.is_none() => {
                    account_mails::send_asked(connection, account.id, AccountMail::Confirm).await
                }
                _ => Ok(false),
            }
        })
        .await?;
    Ok(visit.redirect("/confirm/sent"))
}

fn refused(
    visit: &Visit,
    status: StatusCode,
    email: String,
    email_problem: String,
    form_problem: String,
) -> Result<HttpResponse, PageError> {
    let page = visit.form_page("Confirm your address")?;
    render_as(status, &NewConfirmationPage { page, email, email_problem, form_problem })
}
