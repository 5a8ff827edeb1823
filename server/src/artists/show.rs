//! `GET /@{artist}`: an artist's profile and releases.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Utc;
use model::actors;
use model::artists::{self, Artist, ArtistKind, Link};
use model::entitlements;
use model::favourites::Favourite;
use model::ids::ImageId;
use model::images::{self, ImageState};
use model::markdown;
use model::posts;
use model::releases::listing;

use crate::artists::person::{self, Person};
use crate::artists::structured;
use crate::comments::view::{self, Eyes, Shown};
use crate::comments::voices::Voices;
use crate::discovery::similar::{self, SimilarArtist};
use crate::error::PageError;
use crate::fans;
use crate::favourites::keep::Keep;
use crate::federation;
use crate::follows::button::FollowBox;
use crate::memberships::offer::MembershipBox;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::sleeve::{Card, Sleeve};
use crate::shows::agenda::Agenda;
use crate::tips;
use crate::visit::Visit;

/// The most releases of its roster that a label's page shows.
const ROSTER_RELEASES: i64 = 24;
/// How many of its posts the page shows.
const POSTS: i64 = 3;

/// The page of an artist.
#[derive(Template)]
#[template(path = "artists/show.html")]
pub struct ArtistPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The artist's name.
    pub name: String,
    /// `@ode@music.example`.
    pub handle: String,
    /// "Label in Kirkcaldy, Fife".
    pub facts: String,
    /// Its picture at 640 pixels; empty for none.
    pub picture: String,
    /// Up to two letters of its name, where there is no picture.
    pub initials: String,
    /// The wide picture at 780 and 1500 pixels.
    pub header: Option<(String, String)>,
    /// What it says of itself, as HTML that is safe to show.
    pub bio: String,
    /// Its addresses elsewhere.
    pub links: Vec<Link>,
    /// Whether it is live, and when it will be.
    pub agenda: Agenda,
    /// Where all its shows are.
    pub shows: String,
    /// Its releases.
    pub cards: Vec<Card>,
    /// The artists on a label's roster.
    pub roster: Vec<Person>,
    /// What those released.
    pub roster_cards: Vec<Card>,
    /// The labels whose roster it is on.
    pub labels: Vec<Person>,
    /// Who resembles it, with the reason.
    pub similar: Vec<SimilarArtist>,
    /// The button that follows it.
    pub follow: Option<FollowBox>,
    /// The button that keeps it.
    pub keep: Keep,
    /// Where its members join.
    pub membership: Option<MembershipBox>,
    /// Where its letters are asked for.
    pub letters: String,
    /// Its RSS feed.
    pub feed: String,
    /// What it wrote last.
    pub posts: Vec<Shown>,
    /// Where it is given something; empty where it takes nothing.
    pub tip: String,
}

/// Shows it.
///
/// # Errors
/// 404 when no artist and no fan has the handle, or it is suspended.
pub async fn show(visit: Visit, path: web::Path<String>) -> Result<HttpResponse, PageError> {
    if let Some(document) = federation::actors::of_page(&visit.app, &visit.request, &path).await? {
        return Ok(document);
    }
    let mut db = visit.db().await?;
    let Some(artist) = artists::public_by_handle(&mut db, &path).await? else {
        drop(db);
        return fans::show::show(&visit, &path).await;
    };
    let mut own = Vec::new();
    for release in listing::for_some_of_artist(&mut db, artist.id).await? {
        let rights = entitlements::of_release(&mut db, &release, visit.who()).await?;
        if rights.sees && !rights.is_artist {
            own.push(release);
        }
    }
    let for_some = own.len();
    own.extend(listing::published_of_artist(&mut db, artist.id).await?);
    let own = own.into_iter().map(|release| (artist.clone(), release)).collect();
    let cards: Vec<Card> = Sleeve::load_all(&mut db, own).await?.iter().map(Sleeve::card_of_artist).collect();
    let public: Vec<Card> = cards.iter().skip(for_some).cloned().collect();
    let roster = match artist.kind {
        ArtistKind::Label => artists::roster(&mut db, artist.id).await?,
        ArtistKind::Person | ArtistKind::Band => Vec::new(),
    };
    let ids: Vec<_> = roster.iter().map(|member| member.id).collect();
    let of_roster = listing::published_of_artists(&mut db, &ids, ROSTER_RELEASES).await?;
    let roster_cards = Sleeve::load_all(&mut db, of_roster).await?.iter().map(Sleeve::card).collect();
    let labels = artists::labels_of(&mut db, artist.id).await?;
    let labels = Person::load_all(&mut db, &labels).await?;
    let roster = Person::load_all(&mut db, &roster).await?;
    let actor = actors::of_artist(&mut db, artist.id).await?;
    let voices = Voices::of_visit(&mut db, &visit).await?;
    let posts = match &actor {
        Some(actor) => {
            let is_member = match visit.account() {
                Some(account) => posts::are_for(&mut db, artist.id, account.id).await?,
                None => false,
            };
            let mut all = if is_member { posts::for_members(&mut db, actor.id, POSTS).await? } else { Vec::new() };
            all.extend(posts::of_actor(&mut db, actor.id, None, POSTS).await?);
            all.sort_by_key(|post| std::cmp::Reverse(post.published_at));
            all
        }
        None => Vec::new(),
    };
    let posts = view::posts(&mut db, &posts, &Eyes::of(&visit, &voices, false)).await?;
    let picture = ready(&mut db, artist.picture_id).await?.map(|id| urls::image(id.0, 640)).unwrap_or_default();
    let follow = match &actor {
        Some(actor) => Some(FollowBox::of(&visit, &mut db, actor).await?),
        None => None,
    };
    let keep = Keep::of(&visit, &mut db, Favourite::Artist(artist.id), &artist.name).await?;
    let membership = MembershipBox::of(&visit, &mut db, &artist).await?;
    let similar = similar::artists(&mut db, artist.id).await?;
    let tip = tips::link(&mut db, &visit.app, &artist).await?;
    let agenda = Agenda::of_artist(&mut db, &artist, Utc::now()).await?;
    let header = ready(&mut db, artist.header_id).await?.map(|id| (urls::image(id.0, 780), urls::image(id.0, 1500)));
    drop(db);

    let host = visit.app.base_url.split_once("://").map_or("", |(_, host)| host);
    let mut preview = Preview::of(&visit.app, &urls::artist(&artist.handle), "profile", description(&visit, &artist));
    if let Some(actor) = &actor {
        preview = preview.federated(&visit.app, &artist.handle, &urls::ap::actor(actor.id.0));
    }
    if !picture.is_empty() {
        preview = preview.with_image(&visit.app, &picture, &artist.name);
    }
    preview.structured = structured::of_artist(&visit.app, &artist, &picture, &public)?;
    render(&ArtistPage {
        page: visit.page(&artist.name).in_hues(artist.hue1, artist.hue2),
        preview,
        handle: format!("@{}@{host}", artist.handle),
        facts: facts(&artist),
        picture,
        initials: person::initials(&artist.name),
        header,
        bio: markdown::to_html(&artist.bio),
        links: artist.links().into_iter().filter(leads_to_the_web).collect(),
        agenda,
        shows: urls::live::of_artist(&artist.handle),
        cards,
        roster,
        roster_cards,
        labels,
        similar,
        posts,
        tip,
        follow,
        keep,
        membership,
        letters: urls::letters::subscribe(&artist.handle),
        feed: urls::ap::feed(&artist.handle),
        name: artist.name,
    })
}

async fn ready(db: &mut model::Connection, id: Option<ImageId>) -> Result<Option<ImageId>, PageError> {
    let Some(id) = id else { return Ok(None) };
    let image = images::find(db, id).await?;
    Ok(image.filter(|image| image.state == ImageState::Ready).map(|image| image.id))
}

fn leads_to_the_web(link: &Link) -> bool {
    link.url.starts_with("https://") || link.url.starts_with("http://")
}

/// "Label in Glasgow".
fn facts(artist: &Artist) -> String {
    let kind = match artist.kind {
        ArtistKind::Person => "Artist",
        ArtistKind::Band => "Band",
        ArtistKind::Label => "Label",
    };
    match artist.place.trim() {
        "" => kind.to_owned(),
        place => format!("{kind} in {place}"),
    }
}

fn description(visit: &Visit, artist: &Artist) -> String {
    let bio = markdown::to_text(&artist.bio, 200);
    if bio.is_empty() { format!("Music by {} on {}.", artist.name, visit.app.name()) } else { bio }
}
