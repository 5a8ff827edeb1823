//! `GET /remote/releases/{id}`: a release of another server. It plays from there.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::actors::Actor;
use model::ids::RemoteReleaseId;
use model::posts::{self, Subject};
use model::remote_releases::{self, RemoteRelease};
use model::{actors, domain_blocks, licences};
use uuid::Uuid;

use super::face::Face;
use super::{comments, signed, sound};
use crate::app::App;
use crate::comments::place::Place;
use crate::comments::talk::Talk;
use crate::comments::voices::Voices;
use crate::error::PageError;
use crate::page::{Page, hue_class, render};
use crate::releases::details::Tag;
use crate::releases::hero::{Cover, Drawn, Hero};
use crate::releases::rows::Row;
use crate::releases::sleeve::Card;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "remote/releases.html")]
pub struct RemoteReleasePage {
    /// The common part.
    pub page: Page,
    /// Its upper part.
    pub hero: Hero,
    /// Its tracks.
    pub rows: Vec<Row>,
    /// The list for the player, as JSON.
    pub playing: String,
    /// What is said of it, as HTML that is safe to show.
    pub about: String,
    /// The server it comes from.
    pub host: String,
    /// Its page there.
    pub origin: String,
    /// Where it can be bought; empty for nowhere.
    pub buy: String,
    /// Its licence: address and name.
    pub licence: Option<(String, String)>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Where a comment on it begins.
    pub comments: String,
    /// What is said about it; none until somebody here asks for the note that announced it.
    pub talk: Option<Talk>,
}

/// Shows it.
///
/// # Errors
/// 404 when there is none, it was taken back, or its server is refused.
pub async fn show(visit: Visit, id: web::Path<Uuid>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (release, actor) = find(&mut db, *id).await?;
    let host = actor.host.clone().unwrap_or_default();
    let face = Face::load(&mut db, &visit.app, &actor).await?;
    let talk = talk(&mut db, &visit, &release, &actor).await?;
    drop(db);
    let hue = hue_class(face.hue, face.hue + 45);
    let (rows, playing) = sound::of(&visit.app, &release, &actor, &hue)?;
    let page = visit.page(&format!("{} by {}", release.title, face.name)).in_hues(face.hue, face.hue + 45).hidden();
    render(&RemoteReleasePage {
        page,
        hero: hero(&visit.app, &release, &host, &face, &rows),
        rows,
        playing,
        origin: release.url.clone().unwrap_or_else(|| release.uri.clone()),
        buy: release.buy_url.clone().filter(|url| is_of_the_web(url)).unwrap_or_default(),
        licence: release.licence_url.as_deref().filter(|url| is_of_the_web(url)).map(licence),
        tags: release.tags.iter().map(|tag| Tag::of(tag)).collect(),
        comments: format!("{}/comments", urls::fans::remote_release(release.id.0)),
        talk,
        about: release.about,
        host,
    })
}

/// A release that may be shown, and whose it is.
///
/// # Errors
/// 404 when there is none, it was taken back, or its server is refused.
pub(super) async fn find(connection: &mut Connection, id: Uuid) -> Result<(RemoteRelease, Actor), PageError> {
    let found = remote_releases::find(connection, RemoteReleaseId(id)).await?;
    let (release, actor) = found.ok_or_else(PageError::not_found)?;
    let host = actor.host.as_deref().unwrap_or_default();
    let is_shown =
        actors::public(connection, actor.id).await?.is_some() && domain_blocks::allowed(connection, host).await?;
    if is_shown { Ok((release, actor)) } else { Err(PageError::not_found()) }
}

/// What is said below the note that announced it, once that is known here.
async fn talk(
    connection: &mut Connection,
    visit: &Visit,
    release: &RemoteRelease,
    actor: &Actor,
) -> Result<Option<Talk>, PageError> {
    let Some(note) = posts::announcing(connection, actor.id, comments::page(release)).await? else { return Ok(None) };
    let voices = Voices::of_visit(connection, visit).await?;
    let Some(place) = Place::of(connection, Subject::Post(note.id), &voices).await? else { return Ok(None) };
    let place = Place { href: urls::fans::remote_release(release.id.0), ..place };
    Ok(Some(Talk::load(connection, visit, &place, &voices).await?))
}

/// A remote release in a grid.
#[must_use]
pub fn card(app: &App, release: &RemoteRelease, actor: &Actor) -> Card {
    let host = actor.host.as_deref().unwrap_or_default();
    let hue = i16::from(release.id.0.as_bytes().last().copied().unwrap_or(0)) % 24 * 15;
    Card {
        hue: hue_class(hue, hue + 45),
        href: urls::fans::remote_release(release.id.0),
        cover: release.cover_url.as_deref().map(|url| signed::picture(app, host, url)).unwrap_or_default(),
        title: release.title.clone(),
        by: format!("{}, {host}", actor.shown_name()),
    }
}

fn hero(app: &App, release: &RemoteRelease, host: &str, face: &Face, rows: &[Row]) -> Hero {
    let cover = release.cover_url.as_deref().map(|url| signed::picture(app, host, url)).filter(|path| !path.is_empty());
    let cover = match cover {
        Some(path) => Cover::Picture { medium: path.clone(), large: path, alt: format!("Cover of {}", release.title) },
        None => Cover::Drawn(Drawn::of(release.id.0, &release.title)),
    };
    let playing: Vec<&Row> = rows.iter().filter(|row| !row.mp3.is_empty()).collect();
    let count = match rows.len() {
        0 => "No tracks are known here yet".to_owned(),
        1 => "1 track".to_owned(),
        count => format!("{count} tracks"),
    };
    Hero {
        title: release.title.clone(),
        is_long: release.title.chars().count() >= 28,
        by: face.name.clone(),
        artist_href: face.href.clone(),
        handle: face.handle.clone(),
        facts: format!("{count}. Released {} on {host}.", release.published_at.format("%-d %B %Y")),
        explicit: false,
        cover,
        first: playing.first().map(|row| (row.id.clone(), row.mp3.clone())),
        all: playing.iter().map(|row| row.id.as_str()).collect::<Vec<_>>().join(" "),
        share: String::new(),
        keep: None,
        embed: None,
    }
}

/// A licence's address with its name, or with its host where we do not know it.
fn licence(address: &str) -> (String, String) {
    let name = licences::by_url(address).map(|licence| licence.name.to_owned());
    let host = || federation::remote::read::host(address).unwrap_or_default();
    (address.to_owned(), name.unwrap_or_else(host))
}

fn is_of_the_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
