//! Signing in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use model::account_mails::{self, AccountMail};
use model::accounts::{self, Account};
use model::{passwords, throttles};
use serde::Deserialize;

use super::new::NewSessionPage;
use crate::accounts::problems::{self, Problems};
use crate::accounts::{limits, next, sessions};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::Visit;

/// Said for an unknown address, a wrong password and an address not confirmed yet alike.
const WRONG: &str = "This address and this password do not go together, or the address is not confirmed yet. \
                     If you have just signed up, open the link in our mail first.";

/// The fields.
#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`
pub async fn create(visit: Visit, Form(form): Form<SignInForm>) -> Result<HttpResponse, PageError> {
    let found = empty_fields(&form);
    if found.any() {
        return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, found);
    }
    let address = accounts::normal_email(&form.email).unwrap_or_default();
    let place = limits::place(&visit);
    let mut connection = visit.db().await?;
    for (limit, who) in [(limits::SIGN_IN_PEER, &place), (limits::SIGN_IN_ADDRESS, &address)] {
        if let Some(wait) = limits::hit(&mut connection, limit, who).await? {
            return refused(&visit, StatusCode::TOO_MANY_REQUESTS, form, Problems::of_form(&wait));
        }
    }
    let account = accounts::by_email(&mut connection, &address).await?;
    // The check waits for its turn; nobody else's connection should wait with it.
    drop(connection);
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let right = passwords::verify(&form.password, hash).await.map_err(PageError::internal)?;
    let Some(account) = account.filter(|_| right) else {
        return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, wrong());
    };
    let mut connection = visit.db().await?;
    if account.confirmed_at.is_none() {
        remind(&mut connection, &account).await?;
        return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, wrong());
    }
    if let Some(words) = sessions::shut_out(&account, visit.app.name()) {
        return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, Problems::of_form(&words));
    }
    throttles::forget(&mut connection, limits::SIGN_IN_ADDRESS, &address).await?;
    throttles::give_back(&mut connection, limits::SIGN_IN_PEER, &place).await?;
    let kept = next::kept(&visit);
    let there = visit.redirect(next::local(&form.next, next::local(&kept, "/studio")));
    sessions::start(&visit, &mut connection, account.id, there).await
}

/// Whoever knows the password but not the mail gets the mail again.
async fn remind(connection: &mut model::Connection, account: &Account) -> Result<(), PageError> {
    if account.suspended_at.is_none() {
        account_mails::send_asked(connection, account.id, AccountMail::Confirm).await?;
    }
    Ok(())
}

fn empty_fields(form: &SignInForm) -> Problems {
    let password = if form.password.is_empty() { "Enter your password." } else { "" };
    Problems { email: problems::email_problem(&form.email), password: password.to_owned(), ..Problems::default() }
}

fn wrong() -> Problems {
    Problems { password: WRONG.to_owned(), ..Problems::default() }
}

fn refused(visit: &Visit, status: StatusCode, form: SignInForm, problems: Problems) -> Result<HttpResponse, PageError> {
    let page = visit.form_page("Sign in")?;
    let next = next::local(&form.next, "").to_owned();
    render_as(status, &NewSessionPage { page, email: form.email, next, problems })
}
