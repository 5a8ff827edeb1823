//! Confirming an address, which lets its account in.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::account_links::{self, Purpose};
use model::accounts;
use serde::Deserialize;

use crate::accounts::{dead_link, sessions};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Visit;

/// The token alone.
#[derive(Deserialize)]
pub struct ConfirmationForm {}

/// `POST /confirm/{token}`
pub async fn update(
    visit: Visit,
    token: web::Path<String>,
    _: Form<ConfirmationForm>,
) -> Result<HttpResponse, PageError> {
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
    let there = visit.redirect_saying("/studio", "Your address is confirmed and you are signed in. Welcome.");
    sessions::start(&visit, &mut connection, account.id, there).await
}
