//! `GET /@{artist}/{release}/downloads/extras/{id}`: a bonus file of a free release by itself.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::downloads::index;
use crate::error::PageError;
use crate::extras;

/// Sends it, or a part of it.
///
/// # Errors
/// 404 for what is not there or not free.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, PageError> {
    let (handle, slug, id) = path.into_inner();
    let id = id.parse().map_err(|_| PageError::not_found())?;
    let mut db = app.db().await?;
    let record = index::free(&mut db, &handle, &slug).await?;
    let extra = model::extras::find(&mut db, id).await?.filter(|extra| extra.release_id == record.sleeve.release.id);
    drop(db);
    extras::send(&request, &app, &extra.ok_or_else(PageError::not_found)?).await
}
