//! `GET /@{artist}/{release}`: the page of a published release.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::favourites::Favourite;
use model::markdown;
use model::posts::Subject;
use model::releases::mining;
use urls::embed::Kind;

use crate::comments::place::Place;
use crate::comments::talk::Talk;
use crate::comments::voices::Voices;
use crate::discovery::similar::{self, SimilarRelease};
use crate::downloads::goods::{Counter, Goods};
use crate::downloads::offer::Offer;
use crate::downloads::shelf::Shelf;
use crate::embeds::code::Embed;
use crate::error::PageError;
use crate::favourites::keep::{self, Keep};
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
use crate::releases::record::Record;
use crate::releases::rows::{self, Row};
use crate::releases::words;
use crate::robots::mark::mark;
use crate::tips;
use crate::tracks::playing;
use crate::visit::Visit;

/// How many characters search engines and timelines are told of a release.
const DESCRIPTION_CHARS: usize = 200;

/// The page of a release, everybody's or behind its private link.
#[derive(Template)]
#[template(path = "releases/show.html")]
pub struct ReleasePage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// Its upper part.
    pub hero: Hero,
    /// The groove, where something plays.
    pub strips: Vec<Strip>,
    /// Its tracks.
    pub rows: Vec<Row>,
    /// The list for the player, as JSON.
    pub playing: String,
    /// What the artist says of it, as HTML that is safe to show.
    pub about: String,
    /// Who did what.
    pub credits: Vec<Line>,
    /// Licence, label, place and the like.
    pub details: Vec<Detail>,
    /// Genre and tags.
    pub tags: Vec<Tag>,
    /// The box beside it.
    pub offer: Offer,
    /// Where the artist is given something for it; empty where nothing is taken.
    pub tip: String,
    /// "Digital album".
    pub kind: String,
    /// What is said above a release that is looked at through its private link; empty for none.
    pub private_notice: String,
    /// Likes, boosts and comments; none behind a private link.
    pub talk: Option<Talk>,
    /// What resembles it, with the reason.
    pub similar: Vec<SimilarRelease>,
}

/// Shows it.
///
/// # Errors
/// 404 for everything that is not published.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, slug) = path.into_inner();
    let mut db = visit.db().await?;
    let (artist, release, rights) = door::open(&mut db, &visit, (&handle, &slug)).await?;
    if let Some(document) = federation::objects::of_release_page(&visit.app, &visit.request, release.id).await? {
        return Ok(document);
    }
    let counter = Counter::of(&artist, &release);
    let record = Record::load(&mut db, artist, release).await?;
    let extras = model::extras::of_release(&mut db, record.sleeve.release.id).await?;
    let shown = Goods { record, extras, counter };
    let record = &shown.record;
    let shelf = Shelf::look(&mut db, record, &visit.app.base_url).await?;
    let buying = Buying::of_release(&mut db, &visit, record, &rights).await?;
    let addresses = Addresses::with(&mut db, &visit, &record.sleeve, rights).await?;
    let voices = Voices::of_visit(&mut db, &visit).await?;
    let id = record.sleeve.release.id;
    let talk = match Place::of(&mut db, Subject::Release(id), &voices).await? {
        Some(place) => Some(Talk::load(&mut db, &visit, &place, &voices).await?),
        None => None,
    };
    let similar = similar::releases(&mut db, id).await?;
    let keep = Keep::of(&visit, &mut db, Favourite::Release(id), &record.sleeve.release.title).await?;
    let mut page = ReleasePage::of(&visit, record, &addresses)?;
    keep::mark(&visit, &mut db, page.rows.iter_mut()).await?;
    page.tip = tips::link_on(&mut db, &visit.app, (&record.sleeve.artist, &record.sleeve.release)).await?;
    drop(db);
    page.hero.keep = Some(keep);
    page.offer = Offer::of_release(&shown, &shelf, addresses.rights(), buying);
    page.talk = talk;
    page.similar = similar;
    page.private_notice = door::notice(&record.sleeve.release).to_owned();
    if !page.private_notice.is_empty() {
        page.page = page.page.hidden();
        return render(&page);
    }
    let title = format!("{} by {}", record.sleeve.release.title, record.sleeve.artist.name);
    page.hero.embed = Some(Embed::of(&visit.app, Kind::Release, id.0, &title));
    page.preview = Preview::of(&visit.app, &addresses.release(), "music.album", description(record));
    page.preview = page.preview.federated(&visit.app, &record.sleeve.artist.handle, &urls::ap::release_note(id.0));
    if let Cover::Picture { medium, alt, .. } = &page.hero.cover {
        page.preview = page.preview.with_image(&visit.app, medium, alt);
    }
    page.preview = cards::of_album(&visit.app, page.preview, record, addresses.anybody())?;
    Ok(mark(render(&page)?, mining::is_reserved(&record.sleeve.release)))
}

impl ReleasePage {
    /// The page without what only the public one has: offer and preview.
    ///
    /// # Errors
    /// When the player's list cannot be written, which is ours to mend: 500.
    pub fn of(visit: &Visit, record: &Record, addresses: &Addresses<'_>) -> Result<Self, PageError> {
        let sleeve = &record.sleeve;
        let release = &sleeve.release;
        let (hue1, hue2) = sleeve.hues();
        let entries: Vec<_> = record.entries.iter().collect();
        let mut hero = Hero::of(&visit.app, sleeve, &release.title, &entries, addresses);
        hero.facts = words::facts(record);
        hero.explicit |= release.explicit;
        Ok(Self {
            page: visit.page(&format!("{} by {}", release.title, sleeve.artist.name)).in_hues(hue1, hue2),
            preview: Preview { description: description(record), ..Preview::default() },
            hero,
            strips: groove::strips(record, addresses),
            rows: rows::of(record, addresses),
            playing: playing::json(&playing::of_record(record, addresses))?,
            about: markdown::to_html(&release.about),
            credits: credits::of_record(record),
            details: details::of(release),
            tags: details::tags(release),
            offer: Offer::None,
            tip: String::new(),
            kind: words::digital(release),
            private_notice: String::new(),
            talk: None,
            similar: Vec::new(),
        })
    }
}

/// What the artist says of it, else its facts.
fn description(record: &Record) -> String {
    let about = markdown::to_text(&record.sleeve.release.about, DESCRIPTION_CHARS);
    let Some(about) = Some(about).filter(|about| !about.is_empty()) else {
        let release = &record.sleeve.release;
        return format!("{} by {}. {}", release.title, record.sleeve.artist.name, words::facts(record));
    };
    about
}
