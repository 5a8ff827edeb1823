//! `GET /live/{slug}`: the page of a show, before it, while it runs and after.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::ids::ReleaseId;
use model::posts::{Post, Subject};
use model::shows::{Show, State};
use model::{Connection, actors, markdown, releases, show_segments};
use urls::embed::Kind;

use super::gate::GateBox;
use super::poster::Poster;
use super::program::Program;
use super::stage::Stage;
use super::streams::Streams;
use super::{door, structured};
use crate::chat::panel::ChatPanel;
use crate::comments::place::Place;
use crate::comments::talk::Reacting;
use crate::comments::voices::Voices;
use crate::error::PageError;
use crate::federation::{self, negotiation};
use crate::follows::button::FollowBox;
use crate::oembed::frame::Frame;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::releases::hero::Cover;
use crate::tips;
use crate::visit::Visit;

/// From how many characters on a title is set smaller.
const LONG_TITLE: usize = 28;

/// The page of a show.
#[derive(Template)]
#[template(path = "shows/show.html")]
pub struct ShowPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// What search engines read of it, as JSON-LD; empty for none.
    pub structured: String,
    /// What the player knows of it, as JSON.
    pub facts: String,
    /// How it stands.
    pub stage: Stage,
    /// The title.
    pub title: String,
    /// Whether that is set smaller.
    pub is_long: bool,
    /// Whose it is.
    pub by: String,
    /// The artist's page.
    pub artist_href: String,
    /// `@ode@music.example`.
    pub handle: String,
    /// Its picture, or the pattern that stands in for it.
    pub cover: Cover,
    /// When it is planned to begin.
    pub starts: Option<DateTime<Utc>>,
    /// When it began.
    pub began: Option<DateTime<Utc>>,
    /// What stands in the way of listening.
    pub gate: Option<GateBox>,
    /// Whether there is something to be heard by this visitor.
    pub listens: bool,
    /// What a plain `<audio>` takes: address and media type.
    pub plain: Vec<(String, &'static str)>,
    /// Its addresses for other players, where it can be heard.
    pub streams: Option<Streams>,
    /// What plays and has played.
    pub program: Program,
    /// The chat beside it, for whoever is let in.
    pub chat: Option<ChatPanel>,
    /// What the artist says of it, as HTML that is safe to show.
    pub about: String,
    /// The release that its recording became, once that is out: address and title.
    pub recording: Option<(String, String)>,
    /// The button that follows the artist.
    pub follow: Option<FollowBox>,
    /// Its date for a calendar; empty where there is none to come.
    pub calendar: String,
    /// Likes and boosts of its go-live post; none where there is no post.
    pub reacting: Option<Reacting>,
    /// Where the artist is given something; empty where they take nothing.
    pub tip: String,
    /// The artist's other shows; empty while this one is to be heard.
    pub more: String,
    /// The page's address, to pass on.
    pub share: String,
}

/// Shows it.
///
/// # Errors
/// 404 when there is no such show.
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    if negotiation::wants_document(&visit.request) {
        let (show, _) = door::find(&mut *visit.db().await?, &slug).await?;
        if let Some(document) = federation::shows::of_page(&visit.app, &visit.request, show.id).await? {
            return Ok(document);
        }
    }
    render(&page(&visit, &slug, "").await?)
}

/// The page; `problem` is what was wrong with a password.
///
/// # Errors
/// 404 when there is no such show.
pub async fn page(visit: &Visit, slug: &str, problem: &str) -> Result<ShowPage, PageError> {
    let now = Utc::now();
    let mut db = visit.db().await?;
    let (show, artist) = door::find(&mut db, slug).await?;
    let stage = Stage::of(&mut db, &show).await?;
    let pass = door::pass(&mut db, visit, &show).await?;
    let chat = match &pass {
        Some(_) => ChatPanel::of(visit, &mut db, (&show, &artist)).await?,
        None => None,
    };
    let gate = match (&pass, stage) {
        (Some(_), _) | (_, Stage::Cancelled) => None,
        (None, _) => GateBox::of(&mut db, visit, (&show, &artist), problem).await?,
    };
    let is_kept = show.replays && show_segments::last(&mut db, show.id).await?.is_some();
    let has_sound = stage.is_running() || stage == Stage::Over && is_kept;
    let streams = pass.filter(|_| has_sound).map(|pass| Streams::of(&visit.app, &show, &pass, now));
    let mut program = Program::load(&mut db, &show, stage).await?;
    program.plays = streams.is_some();
    if gate.is_some() {
        program = Program::default();
    }
    let recording = out(&mut db, show.recording_release_id, &artist.handle).await?;
    let follow = match actors::of_artist(&mut db, artist.id).await? {
        Some(actor) => Some(FollowBox::of(visit, &mut db, &actor).await?),
        None => None,
    };
    let tip = tips::link(&mut db, &visit.app, &artist).await?;
    let reacting = reacting(visit, &mut db, &show).await?;
    let poster = Poster::load(&mut db, show, artist).await?;
    drop(db);

    let (show, artist) = (&poster.show, &poster.artist);
    let address = urls::live::show(&show.slug);
    let host = visit.app.base_url.split_once("://").map_or("", |(_, host)| host);
    let (hue1, hue2) = poster.hues();
    let heading = format!("{} by {}", show.title, artist.name);
    let is_form = gate.is_some() || chat.as_ref().is_some_and(|chat| chat.form.is_some());
    let page = if is_form { visit.form_page(&heading)? } else { visit.page(&heading) };
    let is_planned = show.state() == State::Planned && show.starts_at.is_some();
    Ok(ShowPage {
        page: page.in_hues(hue1, hue2),
        preview: preview(visit, &poster),
        structured: structured::event(&visit.app, &poster)?,
        facts: super::now::facts(&poster, stage, streams.as_ref())?,
        stage,
        title: show.title.clone(),
        is_long: show.title.chars().count() >= LONG_TITLE,
        by: artist.name.clone(),
        artist_href: urls::artist(&artist.handle),
        handle: format!("@{}@{host}", artist.handle),
        cover: poster.cover(),
        starts: show.starts_at,
        began: show.started_at,
        gate,
        listens: streams.is_some(),
        plain: streams.as_ref().map(|streams| streams.plain.clone()).unwrap_or_default(),
        streams,
        program,
        chat,
        reacting,
        about: markdown::to_html(&show.about),
        recording,
        follow,
        calendar: if is_planned { urls::live::calendar(&show.slug) } else { String::new() },
        tip,
        more: if stage.is_running() { String::new() } else { urls::live::of_artist(&artist.handle) },
        share: address,
    })
}

/// The buttons that like and boost the post that says that a show is live; they lead back to the show.
async fn reacting(visit: &Visit, db: &mut Connection, show: &Show) -> diesel::QueryResult<Option<Reacting>> {
    let Some(post) = show.post_id else { return Ok(None) };
    let voices = Voices::of_visit(db, visit).await?;
    let place = Place::of(db, Subject::Post(post), &voices).await?;
    let Some(place) = place.filter(|place| place.post.as_ref().is_some_and(Post::is_shown)) else { return Ok(None) };
    let shown = Reacting::load(db, visit, &place, &voices).await?;
    Ok(Some(Reacting { title: show.title.clone(), back: urls::live::show(&show.slug), ..shown }))
}

/// Address and title of a release, once it is out.
async fn out(
    db: &mut Connection,
    release: Option<ReleaseId>,
    handle: &str,
) -> diesel::QueryResult<Option<(String, String)>> {
    let Some(id) = release else { return Ok(None) };
    let release =
        releases::find(db, id).await?.filter(|release| release.published_at.is_some_and(|at| at <= Utc::now()));
    Ok(release.map(|release| (urls::release(handle, &release.slug), release.title)))
}

fn preview(visit: &Visit, poster: &Poster) -> Preview {
    let (show, artist) = (&poster.show, &poster.artist);
    let preview = Preview::of(&visit.app, &urls::live::show(&show.slug), "website", structured::description(poster));
    let preview = preview.federated(&visit.app, &artist.handle, &urls::live::event(show.id.0));
    let preview = preview.playing(Frame::of(&visit.app, Kind::Show, show.id.0), String::new());
    match poster.picture(640) {
        picture if picture.is_empty() => preview,
        picture => preview.with_image(&visit.app, &picture, &poster.alt()),
    }
}
