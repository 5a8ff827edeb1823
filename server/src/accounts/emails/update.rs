//! Taking the new address.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::account_links::{self, Purpose};
use model::account_mails::{self, AccountMail};
use model::accounts::{self, AccountError};
use serde::Deserialize;

use crate::accounts::dead_link;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Visit;

/// The token alone.
#[derive(Deserialize)]
pub struct EmailForm {}

/// `POST /account/email/{token}`: the old address is told.
pub async fn update(visit: Visit, token: web::Path<String>, _: Form<EmailForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let token = token.into_inner();
    let changed = connection.transaction::<_, AccountError, _>(async |connection| set(connection, &token).await).await;
    match changed {
        Ok(Some(new)) => {
            let there = if visit.account().is_some() { "/account/security" } else { "/sign-in" };
            Ok(visit.redirect_saying(there, &format!("{new} is the address of your account from now on.")))
        }
        Ok(None) => Err(dead_link("/account/security", "Ask for a new link")),
        // Only who reads mail at that address gets here, so this tells nobody else.
        Err(AccountError::EmailTaken) => Err(PageError::bad_request(
            "Another account has this address. Sign in there, or choose another address for this account.",
        )
        .leading_to("/account/security", "Choose another address")),
        Err(error) => Err(PageError::internal(error)),
    }
}

async fn set(connection: &mut model::Connection, token: &str) -> Result<Option<String>, AccountError> {
    let link = account_links::take(connection, token, Purpose::ChangeEmail).await?;
    let Some((id, new)) = link.and_then(|link| link.account_id.zip(link.new_email)) else { return Ok(None) };
    let Some(account) = accounts::find(connection, id).await? else { return Ok(None) };
    accounts::set_email(connection, id, &new).await?;
    // A reset link that lies in the old mailbox must not open the account any more.
    account_links::revoke_all(connection, id).await?;
    account_mails::send_to(connection, id, AccountMail::EmailChanged, &account.email).await?;
    Ok(Some(new))
}
