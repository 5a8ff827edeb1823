//! `GET /@{artist}/{release}/feed.rss`: the tracks of a release, in order.

use actix_web::{HttpRequest, HttpResponse, web};
use model::entitlements::{self, Who};
use model::markdown;
use model::releases::mining;

use super::artist::DESCRIPTION;
use super::channel::{self, Feed};
use super::item;
use super::podcast;
use super::sound::For;
use crate::app::App;
use crate::error::PageError;
use crate::releases::record::Record;
use crate::releases::words;
use crate::robots::mark::mark;

/// Gives it.
///
/// # Errors
/// 404 when it is not public.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let (handle, slug) = path.into_inner();
    let mut db = app.db().await?;
    let found = model::releases::public_by_path(&mut db, &handle, &slug).await?;
    let (artist, release) = found.ok_or_else(PageError::not_found)?;
    let mut elements = channel::of_artist(&app, &mut db, &artist).await?;
    let publisher = urls::absolute(&app.base_url, &urls::ap::feed(&artist.handle));
    let publisher =
        podcast::remote_item("publisher", (podcast::guid(&app, "artist", artist.id.0), publisher.as_str()), None);
    elements.push("publisher", podcast::with(podcast::element("publisher", None, &[]), publisher));
    if let Some(licence) = item::licence(&release.licence) {
        elements.push("license", licence);
    }
    let record = Record::load(&mut db, artist.clone(), release).await?;
    let rights = entitlements::of_release(&mut db, &record.sleeve.release, Who::Anybody).await?;
    let release = &record.sleeve.release;
    let about = markdown::to_text(&release.about, DESCRIPTION);
    let facts = || format!("{} by {}. {}", release.title, artist.name, words::facts(&record));
    let feed = Feed {
        title: format!("{} by {}", release.title, artist.name),
        page: urls::release(&artist.handle, &release.slug),
        itself: urls::fans::release_feed(&artist.handle, &release.slug),
        about: if about.is_empty() { facts() } else { about },
        language: release.language.clone(),
        picture: item::cover(&app, &record.sleeve, For::Everybody),
        author: artist.name.clone(),
        kind: "serial",
        medium: "music",
        guid: podcast::guid(&app, "release", release.id.0),
        is_private: false,
        elements,
        items: item::of_record(&app, &record, &rights, For::Everybody),
    };
    Ok(mark(feed.answer(&app, &request), mining::is_reserved(release)))
}
