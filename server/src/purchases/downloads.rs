//! `/purchases/{id}/{key}/…`: the files of a purchase, for whoever holds its link.

use actix_web::{HttpResponse, web};
use model::Connection;
use model::entitlements::Who;
use model::purchases::Purchase;

use crate::app::App;
use crate::downloads::goods::Goods;
use crate::downloads::{show, show_extra, show_release, show_track};
use crate::error::PageError;
use crate::purchases::held;
use crate::visit::Visit;

/// What the holder of a purchase's link may download.
///
/// # Errors
/// 404 for what has no files, and where the money went back.
pub async fn goods(db: &mut Connection, app: &App, purchase: &Purchase) -> Result<Goods, PageError> {
    let release = purchase.release_id.ok_or_else(PageError::not_found)?;
    Goods::of_link(db, release, Who::Purchase(purchase.id), held::page(app, purchase)).await
}

async fn of_path(visit: &Visit, id: &str, key: &str) -> Result<Goods, PageError> {
    let mut db = visit.db().await?;
    let purchase = held::find(&mut db, &visit.app, id, key).await?;
    goods(&mut db, &visit.app, &purchase).await
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
