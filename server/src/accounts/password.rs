//! Changing one's password.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection;
use model::account_mails::{self, AccountMail};
use model::accounts::{self, AccountError};
use model::{account_links, sessions};
use serde::Deserialize;

use super::problems::{self, Problems};
use super::{own_password, security};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
}

/// `POST /account/security/password`: ends all other sessions and every link that waits in old mail.
pub async fn update(visit: SignedIn, Form(form): Form<PasswordForm>) -> Result<HttpResponse, PageError> {
    let mut found = Problems { password: problems::password_problem(&form.new_password), ..Problems::default() };
    found.current = own_password::problem(&visit, &visit.account, &form.current_password).await?;
    if found.any() {
        return security::refuse_password(&visit, found);
    }
    let (account, session, new) = (visit.account.id, visit.session.id, form.new_password);
    let mut connection = visit.db().await?;
    connection
        .transaction::<_, AccountError, _>(async |connection| {
            accounts::set_password(connection, account, &new).await?;
            sessions::end_all(connection, account, Some(session)).await?;
            account_links::revoke_all(connection, account).await?;
            Ok(account_mails::send(connection, account, AccountMail::PasswordChanged).await?)
        })
        .await
        .map_err(PageError::internal)?;
    Ok(visit.redirect_saying("/account/security", "Your password is changed. All other sessions have ended."))
}
