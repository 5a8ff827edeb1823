//! `/redemptions/{id}/{key}/…`: the files that a code gave, for whoever holds the link.

use actix_web::{HttpResponse, web};
use model::Connection;
use model::download_codes::{self, Redemption};
use model::entitlements::Who;
use model::ids::EntitlementId;
use model::link_keys;

use super::show::address;
use crate::app::App;
use crate::downloads::goods::Goods;
use crate::downloads::{show, show_extra, show_release, show_track};
use crate::error::PageError;
use crate::visit::Visit;

/// What a code gave, by the id and the key of its link.
///
/// # Errors
/// 404 when the link is not one of ours, or what it gave was taken back.
pub async fn held(db: &mut Connection, app: &App, id: &str, key: &str) -> Result<Redemption, PageError> {
    let id: EntitlementId = id.parse().map_err(|_| PageError::not_found())?;
    if !link_keys::fits(&app.purchase_secret, ("redemption", id.0, ""), key) {
        return Err(PageError::not_found());
    }
    let redemption = download_codes::redemption(db, id).await?;
    redemption.filter(|redemption| redemption.revoked_at.is_none()).ok_or_else(PageError::not_found)
}

/// What the holder of the link may download.
///
/// # Errors
/// 404 where nothing is left to be had.
pub async fn goods(db: &mut Connection, app: &App, redemption: &Redemption) -> Result<Goods, PageError> {
    let code = redemption.download_code_id.ok_or_else(PageError::not_found)?;
    Goods::of_link(db, redemption.release_id, Who::Code(code), address(app, redemption.id)).await
}

async fn of_path(visit: &Visit, id: &str, key: &str) -> Result<Goods, PageError> {
    let mut db = visit.db().await?;
    let redemption = held(&mut db, &visit.app, id, key).await?;
    goods(&mut db, &visit.app, &redemption).await
}

/// All of it in a format.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn release(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key, format) = path.into_inner();
    show_release::send(&visit, &of_path(&visit, &id, &key).await?, &format).await
}

/// The page that waits for that.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn release_page(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key, format) = path.into_inner();
    show::wait(&visit, &of_path(&visit, &id, &key).await?, &format, None).await
}

/// One track in a format.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn track(visit: Visit, path: web::Path<(String, String, String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key, track, format) = path.into_inner();
    show_track::send(&visit, &of_path(&visit, &id, &key).await?, &track, &format).await
}

/// The page that waits for that.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn track_page(
    visit: Visit,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (id, key, format, track) = path.into_inner();
    show::wait(&visit, &of_path(&visit, &id, &key).await?, &format, Some(&track)).await
}

/// Something that comes with it.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn extra(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key, extra) = path.into_inner();
    show_extra::send(&visit, &of_path(&visit, &id, &key).await?, &extra).await
}
