//! `GET /search/suggestions?q=`: what somebody may mean who has not finished typing, in the form of OpenSearch: the words, titles,
//! what each is, and where it is. The box in the page asks here, and browsers do that search from their address bar.

use std::collections::HashMap;

use ::search::{Key, Kind};
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::Connection;
use model::search::found;
use serde::Deserialize;
use uuid::Uuid;

use super::{asked, facets};
use crate::app::App;
use crate::error::PageError;

/// The most suggestions.
const MOST: usize = 8;
/// The most characters that are taken.
const MOST_CHARS: usize = 100;

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// Gives them. While search does not answer there are none.
///
/// # Errors
/// When the database does not answer.
pub async fn index(app: web::Data<App>, typed: web::Query<Typed>) -> Result<HttpResponse, PageError> {
    let typed = asked::seen(&typed.q, MOST_CHARS);
    let suggested = if typed.chars().any(char::is_alphanumeric) {
        app.search.suggest(&typed, MOST).await.unwrap_or_default()
    } else {
        Vec::new()
    };
    let keys: Vec<Key> = suggested.iter().map(|suggestion| suggestion.key).collect();
    let there = if keys.is_empty() { HashMap::new() } else { links(&mut *app.db().await?, &keys).await? };
    let mut titles = Vec::new();
    let mut what = Vec::new();
    let mut hrefs = Vec::new();
    for key in keys {
        let Some(link) = there.get(&key) else { continue };
        titles.push(link.title.clone());
        what.push(if link.by.is_empty() {
            facets::one(key.kind).to_owned()
        } else {
            format!("{} by {}", facets::one(key.kind), link.by)
        });
        hrefs.push(urls::absolute(&app.base_url, &link.href));
    }
    // As it may stand in a page too: nothing in it can end an element.
    let body =
        serde_json::to_string(&(typed, titles, what, hrefs)).map_err(PageError::internal)?.replace('<', "\\u003c");
    Ok(HttpResponse::Ok()
        .content_type("application/x-suggestions+json")
        .insert_header((header::CACHE_CONTROL, "private, max-age=30"))
        .body(body))
}

/// Where a thing is, and what it is called.
struct Link {
    href: String,
    title: String,
    by: String,
}

/// The pages of these things, as far as everybody may see them.
async fn links(db: &mut Connection, keys: &[Key]) -> diesel::QueryResult<HashMap<Key, Link>> {
    let mut all = HashMap::new();
    for kind in Kind::ALL {
        let ids: Vec<Uuid> = keys.iter().filter(|key| key.kind == kind).map(|key| Uuid::from_u128(key.id)).collect();
        if ids.is_empty() {
            continue;
        }
        for (id, link) in links_of(db, kind, &ids).await? {
            all.insert(Key { kind, id: id.as_u128() }, link);
        }
    }
    Ok(all)
}

async fn links_of(db: &mut Connection, kind: Kind, ids: &[Uuid]) -> diesel::QueryResult<Vec<(Uuid, Link)>> {
    let link =
        |id: Uuid, href: String, title: &str, by: &str| (id, Link { href, title: title.to_owned(), by: by.to_owned() });
    Ok(match kind {
        Kind::Artist => {
            let found = found::artists(db, ids).await?;
            found.iter().map(|artist| link(artist.id.0, urls::artist(&artist.handle), &artist.name, "")).collect()
        }
        Kind::Release => {
            let found = found::releases(db, ids).await?;
            let href = |(artist, release): &(model::artists::Artist, model::releases::Release)| {
                link(release.id.0, urls::release(&artist.handle, &release.slug), &release.title, &artist.name)
            };
            found.iter().map(href).collect()
        }
        Kind::Track => {
            let found = found::tracks(db, ids).await?;
            found
                .iter()
                .map(|(artist, release, track)| {
                    let own = track.artist_name.trim();
                    let by = if own.is_empty() { artist.name.as_str() } else { own };
                    link(track.id.0, urls::track(&artist.handle, &release.slug, &track.slug), &track.title, by)
                })
                .collect()
        }
        Kind::Show => {
            let found = found::shows(db, ids).await?;
            found
                .iter()
                .map(|(show, artist)| link(show.id.0, urls::live::show(&show.slug), &show.title, &artist.name))
                .collect()
        }
        Kind::Playlist => {
            let found = found::playlists(db, ids).await?;
            found.iter().map(|list| link(list.id, urls::library::playlist(list.id), &list.title, &list.by)).collect()
        }
        Kind::RemoteArtist => {
            let found = found::remote_artists(db, ids).await?;
            let href = |id: Uuid| urls::fans::remote_actor(id);
            found.iter().map(|actor| link(actor.id.0, href(actor.id.0), actor.shown_name(), "")).collect()
        }
        Kind::RemoteRelease => {
            let found = found::remote_releases(db, ids).await?;
            found
                .iter()
                .map(|(release, actor)| {
                    link(release.id.0, urls::fans::remote_release(release.id.0), &release.title, actor.shown_name())
                })
                .collect()
        }
    })
}
