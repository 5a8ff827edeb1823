//! Shutting an account out, or letting it in again.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::accounts::{self, AccountError};
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The decision.
#[derive(Deserialize)]
pub struct SuspensionForm {
    suspend: bool,
}

/// `POST /admin/accounts/{id}/suspension`: its sessions end at once, and its API tokens do not work any more.
pub async fn update(
    visit: Admin,
    id: web::Path<String>,
    Form(form): Form<SuspensionForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let account = super::find(&mut connection, &id).await?;
    let (id, name) = (account.id, account.name);
    if id == visit.account.id {
        return Ok(visit.redirect_warning("/admin/accounts", "You cannot suspend yourself."));
    }
    let done = connection
        .transaction::<_, AccountError, _>(async |connection| match form.suspend {
            true => accounts::shut_out(connection, id).await,
            false => Ok(accounts::suspend(connection, id, false).await?),
        })
        .await;
    match done {
        Ok(()) if form.suspend => {
            Ok(visit.redirect_saying("/admin/accounts", &format!("{name} is suspended and signed out everywhere.")))
        }
        Ok(()) => Ok(visit.redirect_saying("/admin/accounts", &format!("{name} may sign in again."))),
        Err(error @ AccountError::LastAdmin) => Ok(visit.redirect_warning("/admin/accounts", &error.to_string())),
        Err(error) => Err(PageError::internal(error)),
    }
}
