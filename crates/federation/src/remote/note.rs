//! A note of another server: a post, or an answer to something here.

use model::actors::{self, Actor};
use model::posts::{self, Attachment, AttachmentKind, NewRemotePost, Post, Subject, Visibility};
use model::{Connection, ids::ActorId};
use serde_json::Value;

use crate::activities::{is_blocked, subject};
use crate::remote::{html, read};
use crate::{Federation, FederationError};

/// How many pictures and sounds of a post are kept.
const ATTACHMENTS: usize = 8;
/// How many of those it mentions are looked up.
const MENTIONS: usize = 50;
/// Characters of a warning.
const SUMMARY: usize = 500;
/// Characters of the HTML of a post.
const CONTENT: usize = 60_000;

/// Types that are read as posts. Others than Note have a title, which stands before their text.
const TYPES: [&str; 8] = ["Note", "Article", "Page", "Question", "Event", "Video", "Image", "Document"];

/// A note as it came, with what it has to do with us.
#[derive(Debug)]
pub struct Note {
    /// What is kept of it.
    pub post: NewRemotePost,
    /// Local actors who are mentioned.
    pub mentioned: Vec<Actor>,
    /// Whether it answers something that is not known here.
    pub answers_unknown: bool,
}

/// Whether things of this type are read as posts.
#[must_use]
pub fn is_one(kind: &str) -> bool {
    TYPES.contains(&kind)
}

/// Whether it is a vote in a poll: an answer with a name and no words.
#[must_use]
pub fn is_vote(note: &Value) -> bool {
    let has_words = ["content", "contentMap", "attachment"].iter().any(|key| read::list(note, key).next().is_some());
    let names = note.get("name").and_then(Value::as_str).is_some_and(|name| !name.is_empty());
    read::kind(note) == "Note" && names && !has_words && read::id_at(note, "inReplyTo").is_some()
}

/// Reads a note of `author`; what it answers and mentions is looked up here, never elsewhere.
///
/// # Errors
/// 400 when it is not the author's or has no id, 503 when the database fails.
pub async fn read(
    connection: &mut Connection,
    federation: &Federation,
    author: &Actor,
    note: &Value,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Note, FederationError> {
    let uri = read::id(note).ok_or_else(|| FederationError::Refused("the object has no id".to_owned()))?;
    let owner = read::id_at(note, "attributedTo").or_else(|| read::id_at(note, "actor"));
    let author_uri = author.uri.as_deref().unwrap_or_default();
    if owner != Some(author_uri) || read::host(uri) != read::host(author_uri) {
        return Err(FederationError::Forbidden("the object is not its sender's".to_owned()));
    }
    let answered = read::id_at(note, "inReplyTo");
    let subject = match answered {
        Some(address) => subject::of(connection, federation, address).await?,
        None => None,
    };
    let mentioned = mentioned(connection, federation, note).await?;
    let post = NewRemotePost {
        actor: author.id,
        uri: uri.to_owned(),
        url: read::link(note, "url", |kind| kind.is_empty() || kind == "text/html"),
        subject,
        content: content(note),
        summary: if read::kind(note) == "Note" { plain(note, "summary") } else { String::new() },
        sensitive: read::flag(note, "sensitive"),
        language: language(note),
        visibility: visibility(note, author),
        attachments: attachments(note),
        mentions: mentioned.iter().map(|actor| actor.id).collect::<Vec<ActorId>>(),
        published_at: read::time(note, "published").unwrap_or(now),
        updated_at: read::time(note, "updated"),
    };
    Ok(Note { answers_unknown: answered.is_some() && subject.is_none(), post, mentioned })
}

/// Keeps it. One that answers what has meanwhile gone is kept as a post of its own.
///
/// # Errors
/// When the database fails.
pub async fn keep(connection: &mut Connection, note: &Note) -> Result<Post, FederationError> {
    Ok(posts::keep_remote(connection, &note.post).await?)
}

/// The text. What is no Note is shown as its title and a link to it, as others do, for its text may be a book.
fn content(note: &Value) -> String {
    let words = html::clean(&read::text(note, "content", CONTENT));
    let name = plain(note, "name");
    if read::kind(note) == "Note" || name.is_empty() {
        return words;
    }
    let escaped = ammonia::clean_text(&name);
    let summary = html::clean(&read::text(note, "summary", 4_000));
    let page = read::link(note, "url", |kind| kind.is_empty() || kind == "text/html");
    let address = page.or_else(|| read::web_address(read::id(note)?));
    html::clean(&match address {
        Some(address) => format!("<p><a href=\"{}\">{escaped}</a></p>{summary}", ammonia::clean_text(&address)),
        None => format!("<p>{escaped}</p>{summary}"),
    })
}

fn plain(note: &Value, key: &str) -> String {
    html::words(&read::text(note, key, SUMMARY * 4), SUMMARY)
}

/// The one language of the text, where it says one.
fn language(note: &Value) -> Option<String> {
    let named = note.get("contentMap").and_then(Value::as_object).filter(|map| map.len() == 1);
    let tag = named.and_then(|map| map.keys().next()).filter(|tag| tag.len() <= 35)?;
    tag.chars().all(|char| char.is_ascii_alphanumeric() || char == '-').then(|| tag.clone())
}

/// Who may read it, by `to` and `cc`, as Mastodon reckons it.
fn visibility(note: &Value, author: &Actor) -> Visibility {
    if read::ids(note, "to").any(read::is_to_everybody) {
        return Visibility::Public;
    }
    if read::ids(note, "cc").any(read::is_to_everybody) {
        return Visibility::Unlisted;
    }
    let followers = author.followers.as_deref();
    let to_followers =
        followers.is_some() && read::ids(note, "to").chain(read::ids(note, "cc")).any(|id| Some(id) == followers);
    if to_followers { Visibility::Followers } else { Visibility::Direct }
}

fn attachments(note: &Value) -> Vec<Attachment> {
    let all = read::list(note, "attachment").chain(read::list(note, "icon").filter(|_| read::kind(note) == "Video"));
    let read_one = |entry: &Value| {
        let media_type = read::text(entry, "mediaType", 100);
        let kind = match (media_type.split('/').next().unwrap_or_default(), read::kind(entry)) {
            ("image", _) | ("", "Image") => AttachmentKind::Image,
            ("audio", _) | ("", "Audio") => AttachmentKind::Audio,
            ("video", _) | ("", "Video") => AttachmentKind::Video,
            _ => AttachmentKind::Other,
        };
        let url = read::link(entry, "url", |_| true).or_else(|| read::web_address(entry.get("href")?.as_str()?))?;
        let media_type = Some(media_type).filter(|kind| !kind.is_empty());
        Some(Attachment { kind, url, media_type, name: plain(entry, "name") })
    };
    all.filter_map(read_one).take(ATTACHMENTS).collect()
}

/// Local actors among those it mentions or is addressed to.
async fn mentioned(
    connection: &mut Connection,
    federation: &Federation,
    note: &Value,
) -> Result<Vec<Actor>, FederationError> {
    let tags =
        read::list(note, "tag").filter(|tag| read::kind(tag) == "Mention").filter_map(|tag| tag.get("href")?.as_str());
    let named = tags.chain(read::ids(note, "to")).chain(read::ids(note, "cc")).filter(|id| federation.is_local(id));
    let mut found: Vec<Actor> = Vec::new();
    for address in named.take(MENTIONS) {
        let actor = subject::actor(connection, federation, address).await?;
        found.extend(actor.filter(|actor| found.iter().all(|known| known.id != actor.id)));
    }
    Ok(found)
}

/// Whether whom a note answers, or whose release or track the thread is about, has blocked its author.
///
/// # Errors
/// When the database fails.
pub async fn is_unwanted(connection: &mut Connection, note: &Note, author: &Actor) -> Result<bool, FederationError> {
    let Some(subject) = note.post.subject else { return Ok(false) };
    let above = match subject {
        Subject::Post(id) => posts::find(connection, id).await?,
        Subject::Release(_) | Subject::Track(_) => None,
    };
    let thread = above.and_then(|post| post.release_id.map(Subject::Release).or(post.track_id.map(Subject::Track)));
    for subject in [Some(subject), thread].into_iter().flatten() {
        if let Some(owner) = owner_here(connection, subject).await?
            && is_blocked(connection, &owner, author).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What an answer of `author` is an answer to, for telling whose it is: the owner, where that is somebody here.
///
/// # Errors
/// When the database fails.
pub async fn owner_here(connection: &mut Connection, subject: Subject) -> Result<Option<Actor>, FederationError> {
    let owner = subject::owner(connection, subject).await?;
    let Some(owner) = owner.filter(Actor::is_local) else { return Ok(None) };
    Ok(actors::public(connection, owner.id).await?)
}
