//! What somebody here writes: the source is kept, the HTML is made from it.

use chrono::Utc;
use diesel::result::Error;
use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::subject::{self, Place};
use super::{Post, Subject, Visibility, find, mentions};
use crate::ids::{ActorId, ImageId, PostId, ReleaseId, TrackId};
use crate::schema::posts;
use crate::{Connection, chat, markdown};

/// The most characters somebody here may write.
pub const MOST_CHARS: usize = 5_000;

/// What somebody here writes.
#[derive(Debug, Clone, Copy)]
pub struct NewPost<'a> {
    /// Who writes it; a local actor.
    pub actor: ActorId,
    /// What it answers; none for a post of its own.
    pub subject: Option<Subject>,
    /// Markdown.
    pub source: &'a str,
    /// A warning to stand before it; may be empty.
    pub summary: &'a str,
    /// Whether its picture is hidden at first.
    pub sensitive: bool,
    /// A language tag of BCP 47.
    pub language: Option<&'a str>,
    /// Who may read it.
    pub visibility: Visibility,
    /// Whether it is for the artist's members only: nobody else sees it, and no other server gets it.
    pub members_only: bool,
    /// A release to show with it.
    pub attached_release: Option<ReleaseId>,
    /// A track to show with it.
    pub attached_track: Option<TrackId>,
    /// A picture.
    pub image: Option<ImageId>,
    /// Whom it mentions, see [`crate::posts::mentions::named_in`].
    pub mentions: &'a [ActorId],
}

impl<'a> NewPost<'a> {
    /// A public post or comment of words only.
    #[must_use]
    pub const fn public(actor: ActorId, subject: Option<Subject>, source: &'a str) -> Self {
        Self {
            actor,
            subject,
            source,
            summary: "",
            sensitive: false,
            language: None,
            visibility: Visibility::Public,
            members_only: false,
            attached_release: None,
            attached_track: None,
            image: None,
            mentions: &[],
        }
    }
}

/// What an edit sets.
#[derive(Debug, Clone, Copy)]
pub struct PostChanges<'a> {
    /// Markdown.
    pub source: &'a str,
    /// A warning; may be empty.
    pub summary: &'a str,
    /// Whether its picture is hidden at first.
    pub sensitive: bool,
    /// A language tag of BCP 47.
    pub language: Option<&'a str>,
    /// Whom it mentions now.
    pub mentions: &'a [ActorId],
}

/// Why a post cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// No words, and nothing attached.
    #[error("Write something first.")]
    Empty,
    /// Too many words.
    #[error("A post has at most {MOST_CHARS} characters. Shorten it.")]
    TooLong,
    /// The release, track or post it answers is not to be seen any more.
    #[error("What you want to answer is no longer here.")]
    SubjectGone,
    /// Of [`update`]: it is deleted, or was not written here.
    #[error("This post can no longer be changed.")]
    Fixed,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Keeps what somebody here wrote. To be called inside a transaction.
///
/// # Errors
/// When there is nothing to keep, too much, or what it answers cannot be seen any more.
pub async fn create_local(connection: &mut Connection, new: &NewPost<'_>) -> Result<Post, PostError> {
    let has_more = new.attached_release.is_some() || new.attached_track.is_some() || new.image.is_some();
    let source = typed(new.source, has_more)?;
    let place = match new.subject {
        Some(subject) => subject::place_to_answer(connection, subject).await?.ok_or(PostError::SubjectGone)?,
        None => Place::default(),
    };
    let post = diesel::insert_into(posts::table)
        .values((
            posts::id.eq(PostId::new()),
            posts::actor_id.eq(new.actor),
            place,
            posts::attached_release_id.eq(new.attached_release),
            posts::attached_track_id.eq(new.attached_track),
            posts::image_id.eq(new.image),
            posts::source.eq(&source),
            posts::content.eq(markdown::to_html(&source)),
            posts::summary.eq(new.summary.trim()),
            posts::sensitive.eq(new.sensitive),
            posts::language.eq(new.language),
            posts::visibility.eq(new.visibility),
            posts::members_only.eq(new.members_only),
            posts::published_at.eq(Utc::now()),
        ))
        .returning(Post::as_returning())
        .get_result(connection)
        .await?;
    mentions::set(connection, post.id, new.mentions).await?;
    chat::follow_answer(connection, &post, Utc::now()).await?;
    Ok(post)
}

/// Changes what was written here. To be called inside a transaction.
///
/// # Errors
/// When nothing is left, it is too much, or the post is deleted or remote.
pub async fn update(connection: &mut Connection, id: PostId, changes: &PostChanges<'_>) -> Result<Post, PostError> {
    let post = find(connection, id).await?.filter(|post| post.is_local() && post.deleted_at.is_none());
    let post = post.ok_or(PostError::Fixed)?;
    let has_more = post.attached_release_id.is_some() || post.attached_track_id.is_some() || post.image_id.is_some();
    let source = typed(changes.source, has_more)?;
    let post = diesel::update(posts::table.find(id))
        .set((
            posts::source.eq(&source),
            posts::content.eq(markdown::to_html(&source)),
            posts::summary.eq(changes.summary.trim()),
            posts::sensitive.eq(changes.sensitive),
            posts::language.eq(changes.language),
            posts::updated_at.eq(Some(Utc::now())),
        ))
        .returning(Post::as_returning())
        .get_result(connection)
        .await?;
    mentions::set(connection, id, changes.mentions).await?;
    chat::follow_answer(connection, &post, Utc::now()).await?;
    Ok(post)
}

fn typed(source: &str, has_more: bool) -> Result<String, PostError> {
    let source = source.trim().replace("\r\n", "\n").replace('\0', "");
    match source.chars().count() {
        0 if !has_more => Err(PostError::Empty),
        chars if chars > MOST_CHARS => Err(PostError::TooLong),
        _ => Ok(source),
    }
}
