//! `GET /private/{key}`: a release for those who were given its link, published or not. Its media is signed and expires.

use actix_web::{HttpResponse, web};

use crate::error::PageError;
use crate::page::render;
use crate::releases::addresses::Addresses;
use crate::releases::record::Record;
use crate::releases::show::ReleasePage;
use crate::visit::Visit;

/// Shows it.
///
/// # Errors
/// 404 when no release has such a link (any more).
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, PageError> {
    let key = path.into_inner();
    let mut db = visit.db().await?;
    let found = model::releases::by_private_key(&mut db, &key).await?;
    let (artist, release) = found.ok_or_else(PageError::not_found)?;
    let record = Record::load(&mut db, artist, release).await?;
    drop(db);
    let addresses = Addresses::private(&visit.app, &record.sleeve, &key);
    let mut page = ReleasePage::of(&visit, &record, &addresses)?;
    page.page = page.page.hidden();
    page.private_notice = match record.sleeve.release.published_at {
        Some(_) => "This is the private link of a release that is published. Whoever has the link can listen here.".to_owned(),
        None => "This release is not published. Whoever has this link can listen here, until its artist takes the link back."
            .to_owned(),
    };
    render(&page)
}
