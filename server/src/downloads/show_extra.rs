//! `GET /@{artist}/{release}/downloads/extras/{id}`: a bonus file of a release by itself.

use actix_web::{HttpResponse, web};

use crate::downloads::goods::Goods;
use crate::error::PageError;
use crate::extras;
use crate::visit::Visit;

/// Sends it, or a part of it.
///
/// # Errors
/// 404 for what is not there, and for those who may not have it.
pub async fn show(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug, id) = path.into_inner();
    let mut db = visit.db().await?;
    let goods = Goods::of_visit(&mut db, &visit, (&handle, &slug)).await?;
    drop(db);
    send(&visit, &goods, &id).await
}

/// Sends one of what comes with the goods.
///
/// # Errors
/// 404 when it is none of that.
pub async fn send(visit: &Visit, goods: &Goods, id: &str) -> Result<HttpResponse, PageError> {
    let extra = goods.extras.iter().find(|extra| extra.id.to_string() == id).ok_or_else(PageError::not_found)?;
    extras::send(&visit.request, &visit.app, extra).await
}
