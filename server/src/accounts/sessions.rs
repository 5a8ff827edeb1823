//! Sessions: signing in and out, and the list of one's browsers.

use actix_web::HttpResponse;
use model::Connection;
use model::accounts::Account;
use model::ids::AccountId;
use model::sessions::LIFETIME_DAYS;

use crate::accounts::next;
use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::visit::Visit;

pub mod browser;
pub mod create;
pub mod delete;
pub mod end;
pub mod index;
pub mod new;

/// Starts a session of the account: `response` carries its cookie. A session this browser had before ends.
///
/// # Errors
/// When the database fails.
pub async fn start(
    visit: &Visit,
    connection: &mut Connection,
    account: AccountId,
    mut response: HttpResponse,
) -> Result<HttpResponse, PageError> {
    if let Some((before, _)) = &visit.session {
        model::sessions::end(connection, before.account_id, before.id).await?;
    }
    let token = model::sessions::create(connection, account, &visit.user_agent()).await?;
    let cookie = cookies::make(&visit.app, Name::Session, token, LIFETIME_DAYS);
    response.add_cookie(&cookie).map_err(PageError::internal)?;
    if !next::kept(visit).is_empty() {
        response.add_cookie(&cookies::remove(&visit.app, Name::Next)).map_err(PageError::internal)?;
    }
    Ok(response)
}

/// Why an account whose password or link is right may not come in all the same; `None` when it may.
#[must_use]
pub fn shut_out(account: &Account, site_name: &str) -> Option<String> {
    if account.suspended_at.is_some() {
        Some(format!("This account is suspended. Write to the admin of {site_name} if you think that is a mistake."))
    } else if account.approved_at.is_none() {
        Some(format!("An admin of {site_name} looks at new accounts. You get a mail as soon as yours is let in."))
    } else {
        None
    }
}
