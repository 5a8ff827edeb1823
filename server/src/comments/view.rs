//! A comment or post as templates show it. Pictures of people elsewhere are not: nobody's server is asked by a reader's browser.

use std::collections::{HashMap, HashSet};

use model::actors::Actor;
use model::ids::{ImageId, PostId};
use model::images::{self, Image, ImageState};
use model::posts::{AttachmentKind, Comment, Post, Subject};
use model::reactions::{self, Counts, ReactionKind};
use model::{Connection, actors};

use super::ago::When;
use super::place;
use super::voices::Voices;
use crate::artists::person;
use crate::visit::Visit;

/// Who wrote something.
#[derive(Debug, Clone)]
pub struct Author {
    /// The name.
    pub name: String,
    /// `@user@host`.
    pub handle: String,
    /// The page.
    pub href: String,
    /// Whether that is on another server.
    pub is_remote: bool,
    /// Whether it is an artist of this instance.
    pub is_artist: bool,
    /// Up to two letters of the name.
    pub initials: String,
    /// A hue of its own, 0 to 345 in steps of 15.
    pub hue: u16,
}

impl Author {
    /// Of an actor; `domain` is this instance's.
    #[must_use]
    pub fn of(actor: &Actor, domain: &str) -> Self {
        let sum: u32 = actor.id.0.as_bytes().iter().map(|byte| u32::from(*byte)).sum();
        let initials = person::initials(actor.shown_name());
        Self {
            name: actor.shown_name().to_owned(),
            handle: format!("@{}", actor.handle(domain)),
            href: match &actor.uri {
                Some(uri) => actor.url.clone().unwrap_or_else(|| uri.clone()),
                None => urls::artist(&actor.username),
            },
            is_remote: !actor.is_local(),
            is_artist: actor.artist_id.is_some(),
            initials: if initials.is_empty() { "@".to_owned() } else { initials },
            hue: u16::try_from(sum % 24).unwrap_or(0) * 15,
        }
    }
}

/// What the one who looks may do with it.
#[derive(Debug, Clone, Copy, Default)]
pub struct May {
    /// Change and delete it.
    pub edit: bool,
    /// Hide it, and show it again.
    pub hide: bool,
    /// Like it, boost it and answer.
    pub react: bool,
}

/// A comment or post.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// As forms name it.
    pub about: String,
    /// Its own page.
    pub href: String,
    /// How far it is indented, 0 to 6.
    pub depth: usize,
    /// Deleted: only its place is shown.
    pub is_gone: bool,
    /// Hidden: only those see it who may show it again.
    pub is_hidden: bool,
    /// Not for everybody.
    pub is_private: bool,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub when: When,
    /// When it was changed.
    pub edited: Option<When>,
    /// A warning to stand before it; empty for none.
    pub warning: String,
    /// HTML that is safe to show.
    pub content: String,
    /// Its language; empty when it is not said.
    pub language: String,
    /// The picture of a post of somebody here.
    pub picture: Option<Picture>,
    /// What is attached elsewhere, or shown with it here: label and address, and whether that is on another server.
    pub attached: Vec<(String, String, bool)>,
    /// How many like and boosted it.
    pub counts: Counts,
    /// Whether the one who looks likes it.
    pub liked: bool,
    /// Whether the one who looks boosted it.
    pub boosted: bool,
    /// What the one who looks may do.
    pub may: May,
}

/// The picture of a post.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its address; empty while it cannot be shown.
    pub src: String,
    /// What is to be seen on it.
    pub alt: String,
    /// For its author: why it is not there, or not yet; empty otherwise.
    pub state: String,
}

impl Picture {
    /// None for others while it cannot be shown.
    fn of(image: &Image, is_own: bool) -> Option<Self> {
        let (src, state) = match image.state {
            ImageState::Ready => (urls::image(image.id.0, 640), String::new()),
            ImageState::Queued => {
                (String::new(), "Its picture is being prepared. The post goes out with it.".to_owned())
            }
            ImageState::Refused => {
                let why = image.refusal_message.as_deref().unwrap_or("The picture could not be used.");
                (String::new(), format!("It went out without its picture. {why}"))
            }
        };
        (is_own || state.is_empty()).then(|| Self { src, alt: image.alt.clone(), state })
    }
}

/// What is known of the one who looks.
#[derive(Debug, Clone)]
pub struct Eyes<'a> {
    /// This instance's domain.
    pub domain: &'a str,
    /// As whom they speak.
    pub voices: &'a Voices,
    /// Whether they may hide what stands here.
    pub moderates: bool,
}

impl<'a> Eyes<'a> {
    /// Of a visit.
    #[must_use]
    pub fn of(visit: &'a Visit, voices: &'a Voices, moderates: bool) -> Self {
        Self { domain: &visit.app.federation.federation().domain, voices, moderates }
    }

    fn see(&self, post: &Post, author: &Actor) -> Shown {
        let own = post.is_local() && self.voices.has(post.actor_id);
        Shown {
            id: post.id.to_string(),
            about: place::word(Subject::Post(post.id)),
            href: crate::posts::href(post.id),
            depth: 0,
            is_gone: post.deleted_at.is_some(),
            is_hidden: post.hidden_at.is_some(),
            is_private: !post.visibility.is_public(),
            author: Author::of(author, self.domain),
            when: When::of(post.published_at),
            edited: post.updated_at.map(When::of),
            warning: post.summary.clone(),
            content: post.content.clone(),
            language: post.language.clone().unwrap_or_default(),
            picture: None,
            attached: attached_elsewhere(post),
            counts: Counts::default(),
            liked: false,
            boosted: false,
            may: May { edit: own, hide: self.moderates && !own, react: !self.voices.0.is_empty() },
        }
    }
}

/// Comments in the order given.
///
/// # Errors
/// When the database fails.
pub async fn comments(
    connection: &mut Connection,
    comments: &[Comment],
    eyes: &Eyes<'_>,
) -> diesel::QueryResult<Vec<Shown>> {
    let see = |comment: &Comment| Shown {
        depth: comment.depth,
        is_gone: comment.is_gone,
        ..eyes.see(&comment.post, &comment.author)
    };
    let mut shown: Vec<Shown> = comments.iter().map(see).collect();
    let posts: Vec<&Post> = comments.iter().map(|comment| &comment.post).collect();
    add_reactions(connection, &mut shown, &posts, eyes).await?;
    add_attached(connection, &mut shown, &posts).await?;
    Ok(shown)
}

/// Posts in the order given; those without an author are left out.
///
/// # Errors
/// When the database fails.
pub async fn posts(connection: &mut Connection, posts: &[Post], eyes: &Eyes<'_>) -> diesel::QueryResult<Vec<Shown>> {
    let ids: Vec<_> = posts.iter().map(|post| post.actor_id).collect();
    let authors = actors::many(connection, &ids).await?;
    let with = posts.iter().filter_map(|post| Some((post, authors.get(&post.actor_id)?)));
    let (posts, mut shown): (Vec<&Post>, Vec<Shown>) =
        with.map(|(post, author)| (post, eyes.see(post, author))).unzip();
    add_reactions(connection, &mut shown, &posts, eyes).await?;
    add_attached(connection, &mut shown, &posts).await?;
    Ok(shown)
}

async fn add_reactions(
    connection: &mut Connection,
    shown: &mut [Shown],
    posts: &[&Post],
    eyes: &Eyes<'_>,
) -> diesel::QueryResult<()> {
    let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let counts: HashMap<PostId, Counts> = reactions::counts_of_posts(connection, &ids).await?;
    let own: Vec<_> = eyes.voices.0.iter().map(|voice| voice.id).collect();
    let mine: HashSet<(PostId, ReactionKind)> = match own.is_empty() {
        true => HashSet::new(),
        false => reactions::to_posts_of(connection, &own, &ids).await?.into_iter().collect(),
    };
    for (one, post) in shown.iter_mut().zip(posts) {
        one.counts = counts.get(&post.id).copied().unwrap_or_default();
        one.liked = mine.contains(&(post.id, ReactionKind::Like));
        one.boosted = mine.contains(&(post.id, ReactionKind::Boost));
    }
    Ok(())
}

/// The picture of a post of somebody here, and the release or track it shows while that is public.
async fn add_attached(connection: &mut Connection, shown: &mut [Shown], posts: &[&Post]) -> diesel::QueryResult<()> {
    let pictures: Vec<ImageId> = posts.iter().filter_map(|post| post.image_id).collect();
    let pictures = if pictures.is_empty() { Vec::new() } else { images::find_all(connection, &pictures).await? };
    for (one, post) in shown.iter_mut().zip(posts) {
        let picture = pictures.iter().find(|image| Some(image.id) == post.image_id);
        one.picture = picture.and_then(|image| Picture::of(image, one.may.edit));
        let subject = post.attached_track_id.map(Subject::Track);
        let subject = subject.or(post.attached_release_id.map(Subject::Release));
        let Some(subject) = subject else { continue };
        if let Some(place) = place::Place::of(connection, subject, &Voices::default()).await? {
            one.attached.push((place.title, place.href, false));
        }
    }
    Ok(())
}

fn attached_elsewhere(post: &Post) -> Vec<(String, String, bool)> {
    let label = |kind: AttachmentKind| match kind {
        AttachmentKind::Image => "Picture",
        AttachmentKind::Audio => "Sound",
        AttachmentKind::Video => "Video",
        AttachmentKind::Other => "Attachment",
    };
    let link = |one: model::posts::Attachment| match one.name.trim() {
        "" => (label(one.kind).to_owned(), one.url, true),
        name => (format!("{}: {name}", label(one.kind)), one.url, true),
    };
    post.attachments().into_iter().map(link).collect()
}
