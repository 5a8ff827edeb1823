//! Asking for a mail with a link: to confirm an address, or to set a new password. Everybody gets the same answer in the same
//! time; whether the address has an account shows only in its mailbox.

use actix_web::http::StatusCode;
use model::account_mails::{self, AccountMail};
use model::accounts;
use serde::Deserialize;

use super::problems::{self, Problems};
use crate::accounts::limits;
use crate::error::PageError;
use crate::visit::Visit;

/// The field.
#[derive(Deserialize)]
pub struct AddressForm {
    /// The address as typed.
    #[serde(default)]
    pub email: String,
}

/// Takes the wish for `mail`. Gives the status and what is wrong when it is not taken.
///
/// # Errors
/// When the database fails.
pub async fn ask(
    visit: &Visit,
    typed: &str,
    mail: AccountMail,
) -> Result<Result<(), (StatusCode, Problems)>, PageError> {
    let Some(address) = accounts::normal_email(typed) else {
        let problems = Problems { email: problems::email_problem(typed), ..Problems::default() };
        return Ok(Err((StatusCode::UNPROCESSABLE_ENTITY, problems)));
    };
    let mut connection = visit.db().await?;
    if let Some(wait) = limits::hit(&mut connection, limits::ASK_PEER, &limits::place(visit)).await? {
        return Ok(Err((StatusCode::TOO_MANY_REQUESTS, Problems::of_form(&wait))));
    }
    account_mails::ask(&mut connection, &address, mail).await?;
    Ok(Ok(()))
}
