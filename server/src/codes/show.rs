//! `GET /redemptions/{id}/{key}`: what a code gave, for whoever holds the link.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::ids::EntitlementId;
use model::link_keys;
use model::{artists, download_codes, releases};

use crate::app::App;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::sleeve::Sleeve;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "codes/show.html")]
pub struct RedemptionPage {
    /// The common part.
    pub page: Page,
    /// The release's title.
    pub title: String,
    /// Whose it is.
    pub by: String,
    /// Its cover at 640 pixels; empty for none.
    pub cover: String,
    /// What the cover shows.
    pub cover_alt: String,
    /// Every file of it.
    pub downloads: String,
    /// The address a guest redeemed it with, where the link was sent; empty for an account's.
    pub sent_to: String,
}

/// Shows it.
///
/// # Errors
/// 404 when the link is not one of ours, or what it gave was taken back.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let id: EntitlementId = id.parse().map_err(|_| PageError::not_found())?;
    if !link_keys::fits(&visit.app.purchase_secret, ("redemption", id.0, ""), &key) {
        return Err(PageError::not_found());
    }
    let mut db = visit.db().await?;
    let redemption = download_codes::redemption(&mut db, id).await?;
    let redemption =
        redemption.filter(|redemption| redemption.revoked_at.is_none()).ok_or_else(PageError::not_found)?;
    let release = releases::find(&mut db, redemption.release_id).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(&mut db, release.artist_id).await?.ok_or_else(PageError::not_found)?;
    let sleeve = Sleeve::load(&mut db, artist, release).await?;
    drop(db);
    let (hue1, hue2) = sleeve.hues();
    render(&RedemptionPage {
        page: visit.page(&format!("{} is yours", sleeve.release.title)).in_hues(hue1, hue2).hidden(),
        cover: sleeve.cover.as_ref().map(|cover| urls::image(cover.id.0, 640)).unwrap_or_default(),
        cover_alt: sleeve.cover_alt(),
        downloads: urls::release_downloads(&sleeve.artist.handle, &sleeve.release.slug),
        sent_to: if redemption.account_id.is_none() { redemption.email } else { String::new() },
        title: sleeve.release.title,
        by: sleeve.artist.name,
    })
}

/// The page of what a code gave.
#[must_use]
pub fn address(app: &App, id: EntitlementId) -> String {
    urls::letters::redemption(id.0, &link_keys::key(&app.purchase_secret, "redemption", id.0, ""))
}
