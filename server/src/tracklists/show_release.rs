//! `GET /@{artist}/{release}/playlist.m3u` and `.xspf`: a release for a player.

use actix_web::{HttpResponse, web};

use super::Tracklist;
use super::line::Line;
use crate::error::PageError;
use crate::releases::door;
use crate::releases::record::Record;
use crate::visit::Visit;

/// Gives it.
///
/// # Errors
/// 404 for everything that this visitor may not see.
pub async fn show(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug, ending) = path.into_inner();
    let mut db = visit.db().await?;
    let (artist, release, _) = door::open(&mut db, &visit, (&handle, &slug)).await?;
    let record = Record::load(&mut db, artist, release).await?;
    let lines = Line::of_release(&mut db, &visit, &record.sleeve, &record.entries).await?;
    let (artist, release) = (&record.sleeve.artist, &record.sleeve.release);
    let page = urls::absolute(&visit.app.base_url, &urls::release(&artist.handle, &release.slug));
    Tracklist { title: release.title.clone(), by: artist.name.clone(), page, lines }.answer(&ending)
}
