//! `GET /redemptions/{id}/{key}`: what a code gave, for whoever holds the link.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::ids::EntitlementId;
use model::link_keys;

use super::held;
use crate::app::App;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::purchases::files::Files;
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
    /// Every file of it.
    pub files: Files,
    /// The address a guest redeemed it with, where the link was sent; empty for an account's.
    pub sent_to: String,
}

/// Shows it.
///
/// # Errors
/// 404 when the link is not one of ours, or what it gave was taken back.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let mut db = visit.db().await?;
    let redemption = held::find(&mut db, &visit.app, &id, &key).await?;
    let goods = held::goods(&mut db, &visit.app, &redemption).await?;
    let files = Files::of_goods(&mut db, &visit.app, &goods).await?;
    drop(db);
    let sleeve = goods.record.sleeve;
    let (hue1, hue2) = sleeve.hues();
    render(&RedemptionPage {
        page: visit.page(&format!("{} is yours", sleeve.release.title)).in_hues(hue1, hue2).hidden(),
        files,
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
