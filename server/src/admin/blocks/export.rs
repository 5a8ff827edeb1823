//! The blocks as a file that Mastodon and others import.

use actix_web::HttpResponse;
use actix_web::http::header;
use model::domain_blocks::{self, csv};

use crate::error::PageError;
use crate::visit::Admin;

/// `GET /admin/blocks/export`
///
/// # Errors
/// When the database fails.
pub async fn show(visit: Admin) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let blocks = domain_blocks::list(&mut connection).await?;
    let text = csv::write(&blocks).map_err(PageError::internal)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"domain_blocks.csv\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(text))
}
