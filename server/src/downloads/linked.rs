//! `/purchases/{id}/{key}/…` and `/redemptions/{id}/{key}/…`: files for whoever holds the link of what gave them.

use actix_web::{HttpResponse, web};

use super::goods::Goods;
use super::{show, show_extra, show_release, show_track};
use crate::error::PageError;
use crate::visit::Visit;
use crate::{codes, purchases};

/// What the link opens.
async fn goods(visit: &Visit, (kind, id, key): (&str, &str, &str)) -> Result<Goods, PageError> {
    let mut db = visit.db().await?;
    match kind {
        "purchases" => {
            let purchase = purchases::held::find(&mut db, &visit.app, id, key).await?;
            purchases::held::goods(&mut db, &visit.app, &purchase).await
        }
        "redemptions" => {
            let redemption = codes::held::find(&mut db, &visit.app, id, key).await?;
            codes::held::goods(&mut db, &visit.app, &redemption).await
        }
        _ => Err(PageError::not_found()),
    }
}

/// All of it in a format.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn release(
    visit: Visit,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (kind, id, key, format) = path.into_inner();
    show_release::send(&visit, &goods(&visit, (&kind, &id, &key)).await?, &format).await
}

/// The page that waits for that.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn release_page(
    visit: Visit,
    path: web::Path<(String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (kind, id, key, format) = path.into_inner();
    show::wait(&visit, &goods(&visit, (&kind, &id, &key)).await?, &format, None).await
}

/// One track in a format.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn track(
    visit: Visit,
    path: web::Path<(String, String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (kind, id, key, track, format) = path.into_inner();
    show_track::send(&visit, &goods(&visit, (&kind, &id, &key)).await?, &track, &format).await
}

/// The page that waits for that.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn track_page(
    visit: Visit,
    path: web::Path<(String, String, String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (kind, id, key, format, track) = path.into_inner();
    show::wait(&visit, &goods(&visit, (&kind, &id, &key)).await?, &format, Some(&track)).await
}

/// Something that comes with it.
///
/// # Errors
/// 404 without the right key, and for what is not to be had.
pub async fn extra(visit: Visit, path: web::Path<(String, String, String, String)>) -> Result<HttpResponse, PageError> {
    let (kind, id, key, extra) = path.into_inner();
    show_extra::send(&visit, &goods(&visit, (&kind, &id, &key)).await?, &extra).await
}
