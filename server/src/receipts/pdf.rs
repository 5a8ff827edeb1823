//! `GET /purchases/{id}/{key}/receipt.pdf`

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::{paper, show};
use crate::downloads::names;
use crate::error::PageError;
use crate::visit::Visit;

/// Sends it.
///
/// # Errors
/// 404 without the right key, and for what was never paid.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let receipt = show::find(&visit, &id, &key).await?;
    let bytes = paper::print(&receipt).map_err(PageError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_DISPOSITION, names::attachment(&format!("Receipt {}.pdf", receipt.number))))
        .body(bytes))
}
