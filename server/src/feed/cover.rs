//! `GET /feeds/{key}/covers/{release}.jpg`: the cover of a release that a member sees and not everybody.

use actix_web::{HttpRequest, HttpResponse, web};
use model::entitlements::{self, Who};
use model::ids::ReleaseId;
use storage::Key;

use super::rss::member;
use crate::app::App;
use crate::error::PageError;
use crate::media::blob::{Serving, serve_blob};
use crate::releases::sleeve::Sleeve;

/// Sends it.
///
/// # Errors
/// 404 for what the key does not open.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, ReleaseId)>,
) -> Result<HttpResponse, PageError> {
    let (key, release) = path.into_inner();
    let mut db = app.db().await?;
    let (held, artist) = member::holder(&mut db, &key).await?;
    let release = model::releases::find(&mut db, release).await?;
    let release = release.filter(|release| release.artist_id == artist.id).ok_or_else(PageError::not_found)?;
    let rights = entitlements::of_release(&mut db, &release, Who::Account(held.account_id)).await?;
    let sleeve = Sleeve::load(&mut db, artist, release).await?;
    let cover = sleeve.cover.filter(|_| rights.sees).ok_or_else(PageError::not_found)?;
    drop(db);
    let key = Key::Image { image: cover.id.0, name: "1400.jpg".to_owned() };
    let serving = Serving { content_type: "image/jpeg", cache_control: "private, max-age=3600", disposition: None };
    serve_blob(&request, &app.storage, &key, &serving).await
}
