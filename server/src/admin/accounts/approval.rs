//! Letting a new account in, or turning it away.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::accounts;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The decision.
#[derive(Deserialize)]
pub struct ApprovalForm {
    approve: bool,
}

/// `POST /admin/accounts/{id}/approval`: the account gets a mail when it is let in, and is removed when it is not.
pub async fn update(
    visit: Admin,
    id: web::Path<String>,
    Form(form): Form<ApprovalForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let account = super::find(&mut connection, &id).await?;
    let id = account.id;
    let done = connection
        .transaction::<_, diesel::result::Error, _>(async |connection| match form.approve {
            true => accounts::let_in(connection, id).await,
            false => accounts::turn_away(connection, id).await,
        })
        .await?;
    let words = match (done, form.approve) {
        (true, true) => format!("{} is let in and gets a mail.", account.name),
        (true, false) => format!("{} is turned away, and the account removed.", account.name),
        (false, _) => format!("{} was let in before.", account.name),
    };
    Ok(visit.redirect_saying("/admin/accounts?show=waiting", &words))
}
