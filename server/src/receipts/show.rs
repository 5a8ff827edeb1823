//! `GET /purchases/{id}/{key}/receipt`

use actix_web::{HttpResponse, web};
use askama::Template;
use model::{artists, sellers};

use super::receipt::Receipt;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::purchases::held;
use crate::visit::Visit;

/// The page of a receipt.
#[derive(Template)]
#[template(path = "receipts/show.html")]
pub struct ReceiptPage {
    /// The common part.
    pub page: Page,
    /// The receipt.
    pub receipt: Receipt,
    /// It as a PDF.
    pub pdf: String,
    /// The page of the purchase.
    pub back: String,
}

/// Shows it.
///
/// # Errors
/// 404 without the right key, and for what was never paid.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let receipt = find(&visit, &id, &key).await?;
    let page = ReceiptPage {
        page: visit.page(&format!("Receipt {}", receipt.number)).hidden(),
        receipt,
        pdf: format!("/purchases/{id}/{key}/receipt.pdf"),
        back: format!("/purchases/{id}/{key}"),
    };
    render(&page)
}

/// The receipt of the purchase with this id and key.
///
/// # Errors
/// 404 without the right key, and for what was never paid.
pub async fn find(visit: &Visit, id: &str, key: &str) -> Result<Receipt, PageError> {
    let mut db = visit.db().await?;
    let purchase = held::find(&mut db, &visit.app, id, key).await?;
    let artist = artists::find(&mut db, purchase.artist_id).await?.ok_or_else(PageError::not_found)?;
    let seller = sellers::of(&mut db, artist.id).await?;
    Receipt::of(&visit.app, &purchase, &artist, &seller).ok_or_else(PageError::not_found)
}
