//! `GET /@{artist}/feed.rss` and `GET /@{artist}/{release}/feed.rss`: tracks as RSS 2.0 with enclosures, for readers and players of
//! podcasts (with what Apple's directory reads).

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::artists::{self, Artist};
use model::entitlements::{self, Extent, Rights, Who};
use model::ids::ImageId;
use model::images::{self, ImageState};
use model::releases::listing;
use model::{Connection, markdown};
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::itunes::{ITunesCategory, ITunesChannelExtension, ITunesItemExtension};
use rss::{Category, Channel, Enclosure, Guid, Image, Item};

use crate::app::App;
use crate::error::PageError;
use crate::releases::record::{Entry, Record};
use crate::releases::words;

/// How many releases, the newest, an artist's feed speaks of.
const RELEASES: usize = 30;
/// Characters of a description.
const DESCRIPTION: usize = 2_000;

/// An artist's feed: every track of the newest releases.
///
/// # Errors
/// 404 when there is no such artist.
pub async fn artist(app: web::Data<App>, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = app.db().await?;
    let artist = artists::public_by_handle(&mut db, &handle).await?.ok_or_else(PageError::not_found)?;
    let mut items = Vec::new();
    for release in listing::published_of_artist(&mut db, artist.id).await?.into_iter().take(RELEASES) {
        let record = Record::load(&mut db, artist.clone(), release).await?;
        let rights = entitlements::of_release(&mut db, &record.sleeve.release, Who::Anybody).await?;
        items.extend(of_record(&app, &record, &rights));
    }
    let bio = markdown::to_text(&artist.bio, DESCRIPTION);
    let about = if bio.is_empty() { format!("Music by {} on {}.", artist.name, app.name()) } else { bio };
    let picture = picture(&app, &mut db, artist.picture_id).await?;
    let feed = Feed {
        title: artist.name.clone(),
        page: urls::artist(&artist.handle),
        itself: urls::ap::feed(&artist.handle),
        about,
        language: String::new(),
        picture,
        kind: "episodic",
        items,
    };
    Ok(answer(&feed.channel(&app, &artist)))
}

/// A release's feed: its tracks in order.
///
/// # Errors
/// 404 when it is not public.
pub async fn release(app: web::Data<App>, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug) = path.into_inner();
    let mut db = app.db().await?;
    let found = model::releases::public_by_path(&mut db, &handle, &slug).await?;
    let (artist, release) = found.ok_or_else(PageError::not_found)?;
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
        picture: cover(&app, &record),
        kind: "serial",
        items: of_record(&app, &record, &rights),
    };
    Ok(answer(&feed.channel(&app, &artist)))
}

/// What a feed says of itself.
struct Feed {
    title: String,
    page: String,
    itself: String,
    about: String,
    language: String,
    picture: Option<String>,
    kind: &'static str,
    items: Vec<Item>,
}

impl Feed {
    fn channel(self, app: &App, artist: &Artist) -> Channel {
        let link = urls::absolute(&app.base_url, &self.page);
        let title = clean(&self.title);
        let itself = Link {
            href: urls::absolute(&app.base_url, &self.itself),
            rel: "self".to_owned(),
            mime_type: Some("application/rss+xml".to_owned()),
            ..Link::default()
        };
        let is_explicit = self.items.iter().any(|item| explicit_of(item) == Some("true"));
        Channel {
            description: clean(&self.about),
            language: Some(self.language.trim().to_owned()).filter(|language| !language.is_empty()),
            generator: Some(format!("Tonewood {}", env!("CARGO_PKG_VERSION"))),
            pub_date: self.items.iter().find_map(|item| item.pub_date.clone()),
            image: self.picture.clone().map(|url| Image {
                url,
                title: title.clone(),
                link: link.clone(),
                ..Image::default()
            }),
            categories: vec![Category { name: "Music".to_owned(), domain: None }],
            atom_ext: Some(AtomExtension { links: vec![itself] }),
            itunes_ext: Some(ITunesChannelExtension {
                author: Some(clean(&artist.name)),
                categories: vec![ITunesCategory { text: "Music".to_owned(), subcategory: None }],
                image: self.picture,
                explicit: Some(is_explicit.to_string()),
                r#type: Some(self.kind.to_owned()),
                ..ITunesChannelExtension::default()
            }),
            namespaces: BTreeMap::from([("atom".to_owned(), rss::extension::atom::NAMESPACE.to_owned())]),
            items: self.items,
            title,
            link,
            ..Channel::default()
        }
    }
}

fn explicit_of(item: &Item) -> Option<&str> {
    item.itunes_ext.as_ref()?.explicit.as_deref()
}

fn of_record(app: &App, record: &Record, rights: &Rights) -> Vec<Item> {
    let cover = cover(app, record);
    let item = |entry: &Entry| item(app, record, entry, (enclosure(app, entry, rights), cover.clone()));
    record.entries.iter().map(item).collect()
}

/// What everybody may hear of a track as an MP3: all of it, or its beginning once that is there.
fn enclosure(app: &App, entry: &Entry, rights: &Rights) -> Option<Enclosure> {
    let encoding = entry.encoding.as_ref()?;
    let id = encoding.id.0;
    let (path, bytes) = match rights.of(entry.track.id).stream {
        Extent::Nothing => return None,
        Extent::Full => (urls::media::progressive_mp3(urls::media::PUBLIC, id), encoding.progressive_mp3_bytes),
        Extent::First { ms } => {
            let seconds = encoding.preview_of(ms)?;
            (urls::media::preview_mp3(urls::media::PUBLIC, id, seconds), encoding.preview_mp3_bytes.unwrap_or_default())
        }
    };
    Some(Enclosure {
        url: urls::absolute(&app.base_url, &path),
        length: bytes.to_string(),
        mime_type: "audio/mpeg".to_owned(),
    })
}

fn item(app: &App, record: &Record, entry: &Entry, (enclosure, cover): (Option<Enclosure>, Option<String>)) -> Item {
    let (artist, release) = (&record.sleeve.artist, &record.sleeve.release);
    let track = &entry.track;
    let by = clean(entry.by(artist));
    let page = urls::track(&artist.handle, &release.slug, &track.slug);
    let explicit = track.explicit || release.explicit;
    Item {
        title: Some(clean(&track.title)),
        link: Some(urls::absolute(&app.base_url, &page)),
        description: Some(clean(&format!("Track {} of {} by {}.", track.position, release.title, artist.name))),
        categories: release.tags.iter().map(|tag| Category { name: clean(tag), domain: None }).collect(),
        enclosure,
        // The address of a page may change with a title; this one does not.
        guid: Some(Guid { value: urls::absolute(&app.base_url, &urls::ap::track(track.id.0)), permalink: false }),
        pub_date: release.published_at.map(|at| at.to_rfc2822()),
        itunes_ext: Some(ITunesItemExtension {
            author: Some(by),
            image: cover,
            duration: Some((entry.duration_ms() / 1000).to_string()).filter(|_| entry.duration_ms() > 0),
            explicit: Some(explicit.to_string()),
            episode: Some(track.position.to_string()),
            ..ITunesItemExtension::default()
        }),
        ..Item::default()
    }
}

fn cover(app: &App, record: &Record) -> Option<String> {
    let cover = record.sleeve.cover.as_ref()?;
    Some(urls::absolute(&app.base_url, &urls::image(cover.id.0, 1400)))
}

async fn picture(app: &App, db: &mut Connection, id: Option<ImageId>) -> Result<Option<String>, PageError> {
    let Some(id) = id else { return Ok(None) };
    let image = images::find(db, id).await?.filter(|image| image.state == ImageState::Ready);
    Ok(image.map(|image| urls::absolute(&app.base_url, &urls::image(image.id.0, 1400))))
}

fn answer(channel: &Channel) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/rss+xml; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(channel.to_string())
}

/// Text without what no XML may hold, however it is written (XML 1.0, 2.2).
fn clean(text: &str) -> String {
    let fits = |letter: &char| matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_xml_holds_is_left_out() {
        assert_eq!(clean("a\u{0}b\u{b}c\u{ffff}\u{1f3b5}\td"), "abc\u{1f3b5}\td");
    }
}
