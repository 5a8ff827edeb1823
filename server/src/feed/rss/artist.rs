//! `GET /@{artist}/feed.rss`: every track of an artist's newest releases, and what is live or will be.

use actix_web::{HttpRequest, HttpResponse, web};
use model::artists::{self, Artist};
use model::entitlements::{self, Who};
use model::ids::ImageId;
use model::images::{self, ImageState};
use model::releases::listing;
use model::{Connection, markdown};

use super::channel::{self, Feed};
use super::podcast;
use super::sound::For;
use super::{item, live_items};
use crate::app::App;
use crate::error::PageError;
use crate::releases::record::Record;

/// How many releases, the newest, an artist's feed speaks of.
pub const RELEASES: usize = 30;
/// Characters of a description.
pub const DESCRIPTION: usize = 2_000;

/// Gives it.
///
/// # Errors
/// 404 when there is no such artist.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    handle: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let mut db = app.db().await?;
    let artist = artists::public_by_handle(&mut db, &handle).await?.ok_or_else(PageError::not_found)?;
    let mut elements = channel::of_artist(&app, &mut db, &artist).await?;
    let mut items = Vec::new();
    for release in listing::published_of_artist(&mut db, artist.id).await?.into_iter().take(RELEASES) {
        let path = urls::fans::release_feed(&artist.handle, &release.slug);
        let feed = (podcast::guid(&app, "release", release.id.0), urls::absolute(&app.base_url, &path));
        elements.push("remoteItem", podcast::remote_item("music", (feed.0, feed.1.as_str()), None));
        let record = Record::load(&mut db, artist.clone(), release).await?;
        let rights = entitlements::of_release(&mut db, &record.sleeve.release, Who::Anybody).await?;
        items.extend(item::of_record(&app, &record, &rights, For::Everybody));
    }
    for live in live_items::of_artist(&app, &mut db, &artist).await? {
        elements.push("liveItem", live);
    }
    let feed = Feed {
        title: artist.name.clone(),
        page: urls::artist(&artist.handle),
        itself: urls::ap::feed(&artist.handle),
        about: about(&app, &artist),
        language: String::new(),
        picture: picture(&app, &mut db, artist.picture_id).await?,
        author: artist.name.clone(),
        kind: "episodic",
        medium: "publisher",
        guid: podcast::guid(&app, "artist", artist.id.0),
        is_private: false,
        elements,
        items,
    };
    Ok(feed.answer(&app, &request))
}

/// What an artist says of itself, else where its music is.
#[must_use]
pub fn about(app: &App, artist: &Artist) -> String {
    let bio = markdown::to_text(&artist.bio, DESCRIPTION);
    if bio.is_empty() { format!("Music by {} on {}.", artist.name, app.name()) } else { bio }
}

/// The whole address of an artist's picture.
///
/// # Errors
/// When the database fails.
pub async fn picture(
    app: &App,
    db: &mut Connection,
    id: Option<ImageId>,
) -> Result<Option<String>, diesel::result::Error> {
    let Some(id) = id else { return Ok(None) };
    let image = images::find(db, id).await?.filter(|image| image.state == ImageState::Ready);
    Ok(image.map(|image| urls::absolute(&app.base_url, &urls::image(image.id.0, 1400))))
}
