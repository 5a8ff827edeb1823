//! `GET /purchases/{id}/{key}/payment`: on to where a purchase is paid, for whoever came back without having paid.

use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::purchases::PurchaseState;

use crate::error::PageError;
use crate::purchases::{checkout, held};
use crate::visit::Visit;

/// Leads there; where there is nothing to pay any more, to the purchase.
///
/// # Errors
/// 404 without the right key; when the provider does not answer.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let mut db = visit.db().await?;
    let purchase = held::find(&mut db, &visit.app, &id, &key).await?;
    if purchase.state != PurchaseState::Open || purchase.expires_at <= Utc::now() {
        return Ok(visit.redirect(&held::page(&visit.app, &purchase)));
    }
    Ok(visit.redirect(&checkout::open(&visit.app, &mut db, &purchase).await?))
}
