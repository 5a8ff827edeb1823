//! Trying jobs again.

use actix_web::{HttpResponse, web};
use model::queue;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The token alone.
#[derive(Deserialize)]
pub struct RetryForm {}

/// `POST /admin/jobs/{id}/retry`
pub async fn one(visit: Admin, id: web::Path<i64>, _: Form<RetryForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    if queue::find(&mut connection, *id).await?.is_none() {
        return Ok(visit.redirect_saying("/admin/jobs", "The job is done meanwhile."));
    }
    queue::retry(&mut connection, *id).await?;
    Ok(visit.redirect_saying("/admin/jobs", "The job is tried again now."))
}

/// `POST /admin/jobs/retry`: all that have failed.
pub async fn all(visit: Admin, _: Form<RetryForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    queue::retry_failed(&mut connection).await?;
    Ok(visit.redirect_saying("/admin/jobs", "Every failed job is tried again now."))
}
