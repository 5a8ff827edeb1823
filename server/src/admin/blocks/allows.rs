//! The list of servers that are allowed.

use actix_web::HttpResponse;
use model::domain_blocks::{self, allows};
use serde::Deserialize;

use super::index;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The fields.
#[derive(Deserialize)]
pub struct AllowForm {
    #[serde(default)]
    domain: String,
}

/// `POST /admin/blocks/allows`
///
/// # Errors
/// When the database fails.
pub async fn create(visit: Admin, Form(form): Form<AllowForm>) -> Result<HttpResponse, PageError> {
    let Some(domain) = domain_blocks::normal(&form.domain) else {
        return index::refused_allow(&visit, form.domain, "That is no domain. Enter one such as friends.example.")
            .await;
    };
    let mut connection = visit.db().await?;
    allows::add(&mut connection, &domain).await?;
    Ok(visit.redirect_saying(super::PAGE, &format!("{domain} is allowed.")))
}

/// `POST /admin/blocks/allows/removal`
///
/// # Errors
/// When the database fails.
pub async fn delete(visit: Admin, Form(form): Form<AllowForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    allows::remove(&mut connection, &form.domain).await?;
    Ok(visit.redirect_saying(super::PAGE, &format!("{} is no longer on the list.", form.domain)))
}
