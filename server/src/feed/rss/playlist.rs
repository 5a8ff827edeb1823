//! `GET /playlists/{id}/feed.rss`: a playlist that everybody may read. Players that know lists follow its `remoteItem`s to the feeds
//! of the releases; all others play its items.

use actix_web::{HttpRequest, HttpResponse, web};
use model::Connection;
use model::entitlements::{self, Who};
use model::playlists::{self, Playlist};
use rss::Item;

use super::channel::Feed;
use super::podcast::{self, Elements};
use super::sound::For;
use super::{clean, item};
use crate::app::App;
use crate::error::PageError;
use crate::tracklists::listed::Listed;

/// How many entries, the first, a feed speaks of.
const ENTRIES: usize = 300;

/// Gives it.
///
/// # Errors
/// 404 for one that is not for everybody.
pub async fn show(app: web::Data<App>, request: HttpRequest, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    let mut db = app.db().await?;
    let (playlist, _) = playlists::find(&mut db, id, None, None).await?.ok_or_else(PageError::not_found)?;
    let by = model::accounts::find(&mut db, playlist.account_id).await?.map(|account| account.name).unwrap_or_default();
    let mut listed = playlists::entries_for(&mut db, playlist.id, None).await?;
    listed.truncate(ENTRIES);
    let elements = remote_items(&app, &listed);
    let (items, picture) = items(&app, &mut db, listed).await?;
    let feed = Feed {
        title: playlist.title.clone(),
        page: urls::library::playlist(id.0),
        itself: urls::feeds::playlist(id.0),
        about: about(&playlist, &by),
        language: String::new(),
        picture,
        author: by,
        kind: "serial",
        medium: "musicL",
        guid: podcast::guid(&app, "playlist", id.0),
        is_private: false,
        elements,
        items,
    };
    Ok(feed.answer(&app, &request))
}

fn about(playlist: &Playlist, by: &str) -> String {
    if playlist.about.is_empty() { clean(&format!("A playlist by {by}.")) } else { playlist.about.clone() }
}

/// Where each track is in the feed of its release.
fn remote_items(app: &App, listed: &[playlists::Listed]) -> Elements {
    let mut elements = Elements::default();
    for one in listed {
        let path = urls::fans::release_feed(&one.artist.handle, &one.release.slug);
        let feed = urls::absolute(&app.base_url, &path);
        let item = urls::absolute(&app.base_url, &urls::ap::track(one.track.id.0));
        let guid = podcast::guid(app, "release", one.release.id.0);
        elements.push("remoteItem", podcast::remote_item("music", (guid, feed.as_str()), Some(&item)));
    }
    elements
}

/// The items, and the first cover among them.
async fn items(
    app: &App,
    db: &mut Connection,
    listed: Vec<playlists::Listed>,
) -> Result<(Vec<Item>, Option<String>), PageError> {
    let listed = Listed::load_all(db, listed).await?;
    let releases = listed.iter().map(|one| &one.sleeve.release).collect();
    let rights = entitlements::of_releases(db, releases, Who::Anybody).await?;
    let picture = listed.iter().find_map(|one| item::cover(app, &one.sleeve, For::Everybody));
    let mut items = Vec::new();
    for (number, Listed { sleeve, entry, since }) in (1_usize..).zip(&listed) {
        let Some(rights) = rights.get(&sleeve.release.id) else { continue };
        let mut item = item::of_entry(app, (sleeve, &[]), entry, (rights, For::Everybody));
        item.pub_date = Some(since.to_rfc2822());
        item.description = Some(clean(&format!("By {}, from {}.", entry.by(&sleeve.artist), sleeve.release.title)));
        if let Some(itunes) = &mut item.itunes_ext {
            itunes.episode = Some(number.to_string());
        }
        items.push(item);
    }
    Ok((items, picture))
}
