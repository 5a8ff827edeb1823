//! Confirming an address, which lets its account in.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::account_links::{self, Purpose};
use model::accounts;
use serde::Deserialize;

use super::show;
use crate::accounts::{dead_link, next, own_password, sessions};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Visit;

/// The field.
#[derive(Deserialize)]
pub struct ConfirmationForm {
    #[serde(default)]
    password: String,
}

/// `POST /confirm/{token}`
pub async fn update(
    visit: Visit,
    token: web::Path<String>,
    Form(form): Form<ConfirmationForm>,
) -> Result<HttpResponse, PageError> {
    let account = show::awaited(&visit, &token).await?;
    let problem = own_password::problem(&visit, &account, &form.password).await?;
    if !problem.is_empty() {
        return show::refused(&visit, account, problem);
    }
    let mut connection = visit.db().await?;
    let token = token.into_inner();
    let confirmed = connection
        .transaction::<_, diesel::result::Error, _>(async |connection| {
            let link = account_links::take(connection, &token, Purpose::Confirm).await?;
            let Some(id) = link.and_then(|link| link.account_id) else { return Ok(None) };
            accounts::confirm(connection, id).await?;
            accounts::find(connection, id).await
        })
        .await?;
    let Some(account) = confirmed else { return Err(dead_link("/confirm", "Ask for a new link")) };
    if let Some(words) = sessions::shut_out(&account, visit.app.name()) {
        return Ok(visit.redirect_warning("/sign-in", &format!("Your address is confirmed. {words}")));
    }
    let kept = next::kept(&visit);
    let there = visit
        .redirect_saying(next::local(&kept, "/studio"), "Your address is confirmed and you are signed in. Welcome.");
    sessions::start(&visit, &mut connection, account.id, there).await
}
