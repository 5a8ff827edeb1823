//! Setting the new password. The link proves the address too.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::account_links::{self, Purpose};
use model::account_mails::{self, AccountMail};
use model::accounts::{self, Account, AccountError};
use serde::Deserialize;

use super::edit;
use crate::accounts::{dead_link, problems, sessions};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::Visit;

/// The fields.
#[derive(Deserialize)]
pub struct NewPasswordForm {
    #[serde(default)]
    password: String,
}

/// `POST /reset/{token}`: ends every session of the account and starts one here.
pub async fn update(
    visit: Visit,
    token: web::Path<String>,
    Form(form): Form<NewPasswordForm>,
) -> Result<HttpResponse, PageError> {
    let problem = problems::password_problem(&form.password);
    if !problem.is_empty() {
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &edit::page(&visit, &token, problem).await?);
    }
    let (token, password) = (token.into_inner(), form.password);
    let mut connection = visit.db().await?;
    let changed = connection
        .transaction::<_, AccountError, _>(async |connection| set(connection, &token, &password).await)
        .await
        .map_err(PageError::internal)?;
    let Some(account) = changed else { return Err(dead_link("/reset", "Ask for a new link")) };
    if let Some(words) = sessions::shut_out(&account, visit.app.name()) {
        return Ok(visit.redirect_warning("/sign-in", &format!("Your password is changed. {words}")));
    }
    let there = visit
        .redirect_saying("/account", "Your password is changed and you are signed in. All other sessions have ended.");
    sessions::start(&visit, &mut connection, account.id, there).await
}

async fn set(connection: &mut model::Connection, token: &str, password: &str) -> Result<Option<Account>, AccountError> {
    let link = account_links::take(connection, token, Purpose::Reset).await?;
    let Some(id) = link.and_then(|link| link.account_id) else { return Ok(None) };
    let Some(account) = accounts::find(connection, id).await? else { return Ok(None) };
    accounts::set_password(connection, id, password).await?;
    if account.confirmed_at.is_none() {
        accounts::confirm(connection, id).await?;
    }
    model::sessions::end_all(connection, id, None).await?;
    account_links::revoke_all(connection, id).await?;
    account_mails::send(connection, id, AccountMail::PasswordChanged).await?;
    Ok(Some(account))
}
