//! Asking for another address.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection;
use model::account_mails::{self, AccountMail};
use model::accounts;
use serde::Deserialize;

use crate::accounts::problems::{self, Problems};
use crate::accounts::{limits, own_password, security};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct EmailForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// `POST /account/security/email`: whether the address has an account is not looked up here, only when it is confirmed.
pub async fn create(visit: SignedIn, Form(form): Form<EmailForm>) -> Result<HttpResponse, PageError> {
    let mut found = Problems { email: problems::email_problem(&form.email), ..Problems::default() };
    let address = accounts::normal_email(&form.email).unwrap_or_default();
    if address == visit.account.email {
        found.email = "This is your address already.".to_owned();
    }
    found.current = own_password::problem(&visit, &visit.account, &form.password).await?;
    if found.any() {
        return security::refuse_email(&visit, form.email, found);
    }
    let account = visit.account.id;
    let mut connection = visit.db().await?;
    if let Some(wait) = limits::hit(&mut connection, limits::ASK_PEER, &account.to_string()).await? {
        return security::refuse_email(&visit, form.email, Problems::of_form(&wait));
    }
    let words = format!("We sent a mail to {address}. Open the link in it, and the address is yours here too.");
    connection
        .transaction::<_, diesel::result::Error, _>(async |connection| {
            account_mails::send_to(connection, account, AccountMail::ChangeEmail, &address).await
        })
        .await?;
    Ok(visit.redirect_saying("/account/security", &words))
}
