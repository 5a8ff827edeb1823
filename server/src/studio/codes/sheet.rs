//! `GET /studio/codes/{id}/sheet`: the codes of a batch that nobody has redeemed, to print and cut.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::download_codes;

use super::index::last_day;
use super::qr;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/codes/sheet.html")]
pub struct SheetPage {
    /// The common part.
    pub page: Page,
    /// What the batch is called.
    pub name: String,
    /// "Ebb by Ode".
    pub release: String,
    /// Where codes are redeemed, as people type it.
    pub redeem: String,
    /// The last day on which they work; empty for no end.
    pub until: String,
    /// Back to the batches.
    pub back: String,
    /// Each code, the size of its QR code in modules, and its path.
    pub codes: Vec<(String, usize, String)>,
}

/// Shows it.
///
/// # Errors
/// 404 for a batch of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, release, batch) = super::batch(&mut db, &visit, &id).await?;
    let codes = download_codes::of_batch(&mut db, batch.id).await?;
    drop(db);
    let base = visit.app.base_url.as_str();
    let drawn = codes.iter().filter(|code| code.redeemed_at.is_none()).map(|code| {
        let shown = code.shown();
        let (size, path) = qr::of(&urls::absolute(base, &urls::letters::redeem(&shown))).unwrap_or_default();
        (shown, size, path)
    });
    render(&SheetPage {
        page: visit.page(&format!("{}: codes to print", batch.name)).hidden(),
        release: format!("{} by {}", release.title, artist.name),
        redeem: urls::absolute(base.split_once("://").map_or(base, |(_, rest)| rest), urls::letters::REDEEM),
        until: batch.expires_at.map(last_day).unwrap_or_default(),
        back: urls::letters::codes(release.id.0),
        codes: drawn.collect(),
        name: batch.name,
    })
}
