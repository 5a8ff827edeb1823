//! `GET /@{artist}/{release}/{track}`: one track of a published release, with its words.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::favourites::Favourite;
use model::posts::Subject;
use model::releases::mining;
use urls::embed::Kind;

use crate::comments::place::Place;
use crate::comments::talk::Talk;
use crate::comments::voices::Voices;
use crate::downloads::goods::{Counter, Goods};
use crate::downloads::offer::Offer;
use crate::downloads::shelf::Shelf;
use crate::embeds::code::Embed;
use crate::error::PageError;
use crate::favourites::keep::Keep;
use crate::federation;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::purchases::buying::Buying;
use crate::releases::addresses::Addresses;
use crate::releases::cards;
use crate::releases::credits::{self, Line};
use crate::releases::details::{self, Detail, Tag};
use crate::releases::door;
use crate::releases::groove::{self, Strip};
use crate::releases::hero::{Cover, Hero};
use crate::releases::record::{Entry, Record};
use crate::releases::words;
use crate::robots::mark::mark;
use crate::tips;
use crate::tracks::playing::{self, Playable};
use crate::visit::Visit;

/// The page of a track.
#[derive(Template)]
#[template(path = "tracks/show.html")]
pub struct TrackPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// Its upper part.
    pub hero: Hero,
    /// Its strip, when it plays.
    pub strips: Vec<Strip>,
    /// The list for the player, as JSON.
    pub playing: String,
    /// The release's title.
    pub release: String,
    /// The release's page.
    pub release_href: String,
    /// Its words.
    pub lyrics: String,
    /// Who did what.
    pub credits: Vec<Line>,
    /// Licence, label, place and the like.
    pub details: Vec<Detail>,
    /// Genre and tags.
    pub tags: Vec<Tag>,
    /// The box beside it.
    pub offer: Offer,
    /// Where the artist is given something for the release; empty where nothing is taken.
    pub tip: String,
    /// What has the price, where there is one: "Digital album".
    pub kind: String,
    /// The tracks before and after it on the release: title and page.
    pub before: Option<(String, String)>,
    /// The one after it.
    pub after: Option<(String, String)>,
    /// Likes, boosts and comments.
    pub talk: Option<Talk>,
}

/// Shows it.
///
/// # Errors
/// 404 for everything that is not published.
pub async fn show(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, release_slug, slug) = path.into_inner();
    let mut db = visit.db().await?;
    let (artist, release, rights) = door::open(&mut db, &visit, (&handle, &release_slug)).await?;
    let counter = Counter::of(&artist, &release);
    let shown = Goods { record: Record::load(&mut db, artist, release).await?, extras: Vec::new(), counter };
    let record = &shown.record;
    let index = record.entries.iter().position(|entry| entry.track.slug == slug).ok_or_else(PageError::not_found)?;
    let entry = record.entries.get(index).ok_or_else(PageError::not_found)?;
    if let Some(document) = federation::objects::of_track_page(&visit.app, &visit.request, entry.track.id).await? {
        return Ok(document);
    }
    let shelf = Shelf::look(&mut db, record, &visit.app.base_url).await?;
    let buying = Buying::of_track(&mut db, &visit, record, (entry, &rights)).await?;
    let sleeve = &record.sleeve;
    let addresses = Addresses::with(&mut db, &visit, sleeve, rights).await?;
    let voices = Voices::of_visit(&mut db, &visit).await?;
    let talk = match Place::of(&mut db, Subject::Track(entry.track.id), &voices).await? {
        Some(place) => Some(Talk::load(&mut db, &visit, &place, &voices).await?),
        None => None,
    };
    let tip = tips::link_on(&mut db, &visit.app, (&sleeve.artist, &sleeve.release)).await?;
    let keep = Keep::of(&visit, &mut db, Favourite::Track(entry.track.id), &entry.track.title).await?;
    drop(db);

    let (hue1, hue2) = sleeve.hues();
    let mut hero = Hero::of(&visit.app, sleeve, &entry.track.title, &[entry], &addresses);
    hero.facts = facts(record, entry);
    hero.share = addresses.track(&entry.track);
    hero.keep = Some(keep);
    let description = format!("{} by {}, from {}.", entry.track.title, entry.by(&sleeve.artist), sleeve.release.title);
    let mut preview = Preview::of(&visit.app, &hero.share, "music.song", description).federated(
        &visit.app,
        &sleeve.artist.handle,
        &urls::ap::track_note(entry.track.id.0),
    );
    if let Cover::Picture { medium, alt, .. } = &hero.cover {
        preview = preview.with_image(&visit.app, medium, alt);
    }
    preview = cards::of_song(&visit.app, preview, (record, entry), addresses.anybody())?;
    let reserved = mining::is_reserved(&sleeve.release);
    let list: Vec<Playable> = Playable::of(sleeve, entry, &addresses).into_iter().collect();
    let neighbour = |other: &Entry| (other.track.title.clone(), addresses.track(&other.track));
    let page = visit.page(&format!("{} by {}", entry.track.title, entry.by(&sleeve.artist))).in_hues(hue1, hue2);
    let is_hidden = !door::notice(&sleeve.release).is_empty();
    if !is_hidden {
        let title = format!("{} by {}", entry.track.title, entry.by(&sleeve.artist));
        hero.embed = Some(Embed::of(&visit.app, Kind::Track, entry.track.id.0, &title));
    }
    let page = TrackPage {
        page: if is_hidden { page.hidden() } else { page },
        preview: if is_hidden { Preview::default() } else { preview },
        hero,
        strips: groove::of(&[entry], &addresses),
        playing: playing::json(&list)?,
        release: sleeve.release.title.clone(),
        release_href: addresses.release(),
        lyrics: words::lyrics(entry),
        credits: credits::of_track(&record.credits, entry.track.id),
        details: details::of(&sleeve.release),
        tags: details::tags(&sleeve.release),
        offer: Offer::of_track(&shown, entry, &shelf, addresses.rights(), buying),
        tip,
        kind: words::digital(&sleeve.release),
        before: index.checked_sub(1).and_then(|before| record.entries.get(before)).map(neighbour),
        after: record.entries.get(index + 1).map(neighbour),
        talk,
    };
    Ok(mark(render(&page)?, reserved))
}

/// "Track 3 of 9, 5:41. Feat. Inge Sørli.": nothing that is not so.
fn facts(record: &Record, entry: &Entry) -> String {
    let mut text = format!("Track {} of {}", entry.track.position, record.entries.len());
    if entry.duration_ms() > 0 {
        text.push_str(&format!(", {}", words::clock(entry.duration_ms())));
    }
    text.push('.');
    let own = entry.track.artist_name.trim();
    if !own.is_empty() && own != record.sleeve.artist.name {
        text.push_str(&format!(" By {own}."));
    }
    if !entry.track.isrc.trim().is_empty() {
        text.push_str(&format!(" ISRC {}.", entry.track.isrc.trim()));
    }
    text
}
