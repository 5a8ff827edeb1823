//! One thing in a feed, as its page shows it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use model::Connection;
use model::actors::Actor;
use model::feeds::{Boosted, FeedEntry, FeedItem};
use model::ids::ActorId;
use model::posts::{AttachmentKind, Post};
use model::{artists, releases, tracks};

use crate::app::App;
use crate::error::PageError;
use crate::posts;
use crate::releases::details::Tag;
use crate::releases::sleeve::{Card, Sleeve};
use crate::remote::face::Face;
use crate::remote::{releases as remote_releases, signed};

/// One thing.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When it was published, or boosted.
    pub at: DateTime<Utc>,
    /// Who boosted it.
    pub boosted_by: Option<Face>,
    /// The followed tag for which it is there.
    pub tag: Option<Tag>,
    /// What it is.
    pub what: What,
}

/// What it is.
#[derive(Debug, Clone)]
pub enum What {
    /// A release: who, what is said of it ("released an album"), and as in a grid.
    Release(Box<(Face, &'static str, Card)>),
    /// A post.
    Post(Box<Said>),
}

/// A post.
#[derive(Debug, Clone)]
pub struct Said {
    /// Who wrote it.
    pub by: Face,
    /// HTML that is safe to show.
    pub content: String,
    /// What stands before it as a warning; empty for none.
    pub warning: String,
    /// Whether its pictures are hidden at first.
    pub sensitive: bool,
    /// Its language; empty where it is not said.
    pub language: String,
    /// Its pictures, with what they show.
    pub pictures: Vec<(String, String)>,
    /// Its sounds, with their names.
    pub sounds: Vec<(String, String)>,
    /// A release it shows.
    pub release: Option<Card>,
    /// Its page.
    pub href: String,
}

/// The entries of a page.
///
/// # Errors
/// When the database fails.
pub async fn load_all(app: &App, db: &mut Connection, found: Vec<FeedEntry>) -> Result<Vec<Entry>, PageError> {
    let told = told_as_releases(&found);
    let mut entries = Vec::with_capacity(found.len());
    for FeedEntry { cursor, item, tag } in found {
        if matches!(&item, FeedItem::Post(pair) if is_told(&told, pair)) {
            continue;
        }
        let (boosted_by, what) = match item {
            FeedItem::Release(pair) => (None, release(app, db, *pair).await?),
            FeedItem::RemoteRelease(pair) => {
                let (release, actor) = *pair;
                let card = remote_releases::card(app, &release, &actor);
                let face = Face::load(db, app, &actor).await?;
                (None, Some(What::Release(Box::new((face, "released", card)))))
            }
            FeedItem::Post(pair) => (None, Some(post(app, db, *pair).await?)),
            FeedItem::Boost { by, what } => {
                let what = match what {
                    Boosted::Release(pair) => release(app, db, *pair).await?,
                    Boosted::Track(three) => {
                        let (artist, of, track) = *three;
                        let what = release(app, db, (artist, of)).await?;
                        what.map(|what| about_track(what, &track.title, &track.slug))
                    }
                    Boosted::Post(pair) => Some(post(app, db, *pair).await?),
                };
                (Some(Face::load(db, app, &by).await?), what)
            }
        };
        let tag = tag.as_deref().map(Tag::of);
        entries.extend(what.map(|what| Entry { at: cursor.at, boosted_by, tag, what }));
    }
    Ok(entries)
}

/// The pages of the remote releases among these, with whose they are.
fn told_as_releases(found: &[FeedEntry]) -> HashSet<(ActorId, String)> {
    let page = |entry: &FeedEntry| match &entry.item {
        FeedItem::RemoteRelease(pair) => Some((pair.1.id, pair.0.url.clone()?)),
        _ => None,
    };
    found.iter().filter_map(page).collect()
}

/// Whether a post only announces one of them: servers like ours send both, the note for those who read nothing else.
fn is_told(told: &HashSet<(ActorId, String)>, (post, author): &(Post, Actor)) -> bool {
    post.url.as_ref().is_some_and(|url| told.contains(&(author.id, url.clone())))
}

/// A release of this instance. Its artist is an actor, or it is not shown.
async fn release(
    app: &App,
    db: &mut Connection,
    (artist, release): (artists::Artist, releases::Release),
) -> Result<Option<What>, PageError> {
    let Some(actor) = model::actors::of_artist(db, artist.id).await? else { return Ok(None) };
    let face = Face::load(db, app, &actor).await?;
    let sleeve = Sleeve::load(db, artist, release).await?;
    let card = sleeve.card();
    Ok(Some(What::Release(Box::new((face, "released", card)))))
}

/// A release that is shown for one of its tracks.
fn about_track(what: What, title: &str, slug: &str) -> What {
    match what {
        What::Release(mut shown) => {
            let card = &mut shown.2;
            card.by = format!("{}, on {}", card.by, card.title);
            title.clone_into(&mut card.title);
            card.href = format!("{}/{slug}", card.href);
            shown.1 = "made";
            What::Release(shown)
        }
        other @ What::Post(_) => other,
    }
}

async fn post(app: &App, db: &mut Connection, (post, author): (Post, Actor)) -> Result<What, PageError> {
    let host = author.host.as_deref().unwrap_or_default();
    let mut pictures: Vec<(String, String)> = Vec::new();
    if let Some(id) = post.image_id {
        let ready = model::federated::shown(db, &[id]).await?;
        pictures.extend(ready.into_iter().map(|shown| (urls::image(shown.id.0, 640), shown.alt)));
    }
    let mut sounds = Vec::new();
    for attachment in post.attachments() {
        match attachment.kind {
            AttachmentKind::Image => pictures.push((signed::picture(app, host, &attachment.url), attachment.name)),
            AttachmentKind::Audio => sounds.push((signed::sound(app, host, &attachment.url), attachment.name)),
            AttachmentKind::Video | AttachmentKind::Other => {}
        }
    }
    pictures.retain(|(path, _)| !path.is_empty());
    sounds.retain(|(path, _)| !path.is_empty());
    Ok(What::Post(Box::new(Said {
        by: Face::load(db, app, &author).await?,
        release: attached(db, &post).await?,
        href: posts::href(post.id),
        content: post.content,
        warning: post.summary,
        sensitive: post.sensitive,
        language: post.language.unwrap_or_default(),
        pictures,
        sounds,
    })))
}

/// The release that a post of this instance shows, or whose track it shows, while it is published.
async fn attached(db: &mut Connection, post: &Post) -> Result<Option<Card>, PageError> {
    let track = match post.attached_track_id {
        Some(id) => tracks::find(db, id).await?,
        None => None,
    };
    let id = post.attached_release_id.or(track.as_ref().map(|track| track.release_id));
    let Some(id) = id else { return Ok(None) };
    let release = releases::find(db, id).await?.filter(|release| release.is_public());
    let Some(release) = release else { return Ok(None) };
    let artist = artists::find(db, release.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
    let Some(artist) = artist else { return Ok(None) };
    Ok(Some(Sleeve::load(db, artist, release).await?.card()))
}
