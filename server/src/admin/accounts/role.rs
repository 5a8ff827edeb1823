//! Making an account an admin, or taking that away.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::accounts::{self, AccountError};
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The decision.
#[derive(Deserialize)]
pub struct RoleForm {
    admin: bool,
}

/// `POST /admin/accounts/{id}/role`: one admin always stays.
pub async fn update(
    visit: Admin,
    id: web::Path<String>,
    Form(form): Form<RoleForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let account = super::find(&mut connection, &id).await?;
    let (id, name) = (account.id, account.name);
    let done = connection
        .transaction::<_, AccountError, _>(async |connection| accounts::set_admin(connection, id, form.admin).await)
        .await;
    match done {
        Ok(()) if form.admin => Ok(visit.redirect_saying("/admin/accounts", &format!("{name} is an admin now."))),
        // Whoever has just given up the office may not see the list any more.
        Ok(()) if id == visit.account.id => Ok(visit.redirect_saying("/account", "You are no admin any more.")),
        Ok(()) => Ok(visit.redirect_saying("/admin/accounts", &format!("{name} is no admin any more."))),
        Err(error @ AccountError::LastAdmin) => Ok(visit.redirect_warning("/admin/accounts", &error.to_string())),
        Err(error) => Err(PageError::internal(error)),
    }
}
