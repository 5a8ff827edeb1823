//! Passing a report on to the server that what it is about comes from. The instance says it, and not whose report it is.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::{actors, posts};
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The token alone.
#[derive(Deserialize)]
pub struct ForwardingForm {}

/// `POST /admin/reports/{id}/forwarding`
///
/// # Errors
/// 404 when there is no such report, or it is about nobody elsewhere.
pub async fn create(visit: Admin, id: web::Path<String>, _: Form<ForwardingForm>) -> Result<HttpResponse, PageError> {
    let federation = visit.app.federation.federation();
    let mut connection = visit.db().await?;
    let report = super::find(&mut connection, &id).await?;
    let target = match report.target_id {
        Some(id) => actors::find(&mut connection, id).await?,
        None => None,
    };
    let target = target.filter(|actor| !actor.is_local()).ok_or_else(PageError::not_found)?;
    let mut objects = vec![target.uri(&federation.base_url)];
    if let Some(post) = report.post_id {
        objects.extend(posts::find(&mut connection, post).await?.and_then(|post| post.uri));
    }
    connection
        .transaction(async |connection| {
            outbox::flag(connection, federation, &target, &objects, &report.reason).await?;
            Ok::<_, FederationError>(())
        })
        .await
        .map_err(PageError::unavailable)?;
    let host = target.host.unwrap_or_default();
    Ok(visit.redirect_saying(super::PAGE, &format!("The report is on its way to {host}.")))
}
