//! `GET /feeds/{key}/feed.rss`: what one account may hear of an artist, for a player of podcasts. The key in the address stands for
//! the account; what it may have is asked each time, so what ends with a membership ends here too.

use actix_web::{HttpRequest, HttpResponse, web};
use model::artists::{self, Artist};
use model::entitlements::{self, Who};
use model::feed_keys::{self, FeedKey};
use model::releases::listing;

use super::artist::{RELEASES, about, picture};
use super::channel::{self, Feed};
use super::sound::For;
use super::{item, podcast};
use crate::app::App;
use crate::error::PageError;
use crate::releases::record::Record;

/// Gives it.
///
/// # Errors
/// 404 when the key is none, or the artist is not there any more.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    key: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let mut db = app.db().await?;
    let (held, artist) = holder(&mut db, &key).await?;
    let mut releases = listing::for_some_of_artist(&mut db, artist.id).await?;
    releases.extend(listing::published_of_artist(&mut db, artist.id).await?);
    let mut items = Vec::new();
    for release in releases.into_iter().take(RELEASES * 2) {
        let rights = entitlements::of_release(&mut db, &release, Who::Account(held.account_id)).await?;
        if !rights.sees {
            continue;
        }
        let others = entitlements::of_release(&mut db, &release, Who::Anybody).await?;
        let record = Record::load(&mut db, artist.clone(), release).await?;
        items.extend(item::of_record(&app, &record, &rights, For::Member { key: &key, others: &others }));
    }
    let feed = Feed {
        title: format!("{}, for you", artist.name),
        page: urls::artist(&artist.handle),
        itself: urls::feeds::member(&key),
        about: format!("{} This feed is yours alone: please do not pass its address on.", about(&app, &artist)),
        language: String::new(),
        picture: picture(&app, &mut db, artist.picture_id).await?,
        author: artist.name.clone(),
        kind: "episodic",
        medium: "music",
        guid: podcast::guid(&app, "member", held.id.0),
        is_private: true,
        elements: channel::of_artist(&app, &mut db, &artist).await?,
        items,
    };
    Ok(feed.answer(&app, &request))
}

/// Whose key it is, and of which artist.
///
/// # Errors
/// 404 when it is nobody's, or the artist is suspended.
pub async fn holder(db: &mut model::Connection, key: &str) -> Result<(FeedKey, Artist), PageError> {
    let held = feed_keys::find(db, key).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, held.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
    Ok((held, artist.ok_or_else(PageError::not_found)?))
}
