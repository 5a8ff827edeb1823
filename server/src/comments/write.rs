//! Writing: the rows of a post, what others are sent of it, and who here hears of it, all in one transaction.

use diesel_async::AsyncConnection as _;
use federation::{Federation, FederationError, outbox};
use model::Connection;
use model::actors::Actor;
use model::ids::ActorId;
use model::notifications::{self, NotificationKind};
use model::posts::{self, NewPost, Post, PostChanges, PostError, Subject, Visibility};

use super::named::Found;
use super::place::Place;
use crate::error::PageError;

/// Why something was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The post will not do.
    #[error(transparent)]
    Post(#[from] PostError),
    /// What is sent of it could not be written down.
    #[error(transparent)]
    Federation(#[from] FederationError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl WriteError {
    /// What the one who wrote is told.
    ///
    /// # Errors
    /// For what is not theirs to mend.
    pub fn for_the_writer(self) -> Result<String, PageError> {
        match self {
            Self::Post(PostError::Database(error)) | Self::Database(error) => Err(error.into()),
            Self::Post(error) => Ok(error.to_string()),
            Self::Federation(error) => Err(error.into()),
        }
    }
}

/// What somebody typed.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Markdown.
    pub text: &'a str,
    /// A warning to stand before it; may be empty.
    pub summary: &'a str,
}

/// Writes an answer of `author`. An answer to what not everybody may read is for those alone whom it mentions.
///
/// # Errors
/// When it is empty or too long, what it answers is gone, or the database fails.
pub async fn answer(
    db: &mut Connection,
    federation: &Federation,
    (author, place): (&Actor, &Place),
    words: Words<'_>,
    found: &Found,
) -> Result<Post, WriteError> {
    let among_few = place.post.as_ref().is_some_and(|post| !post.visibility.is_public());
    let mut mentions = found.ids();
    mentions.extend(place.post.as_ref().map(|post| post.actor_id));
    let mentions = each_once(mentions, author.id);
    let new = NewPost {
        summary: words.summary,
        mentions: &mentions,
        visibility: if among_few { Visibility::Direct } else { Visibility::Public },
        ..NewPost::public(author.id, Some(place.subject), words.text)
    };
    let owner = place.owner.as_ref().map(|owner| owner.id);
    db.transaction(async |db| {
        let post = posts::create_local(db, &new).await?;
        outbox::post_created(db, federation, author, &post).await?;
        tell(db, &post, owner, &mentions).await?;
        Ok(post)
    })
    .await
}

/// Writes a post of an artist.
///
/// # Errors
/// When it is empty or too long, or the database fails.
pub async fn post(
    db: &mut Connection,
    federation: &Federation,
    author: &Actor,
    new: NewPost<'_>,
) -> Result<Post, WriteError> {
    let mentions = each_once(new.mentions.to_vec(), author.id);
    let new = NewPost { mentions: &mentions, ..new };
    db.transaction(async |db| {
        let post = posts::create_local(db, &new).await?;
        outbox::post_created(db, federation, author, &post).await?;
        tell(db, &post, None, &mentions).await?;
        Ok(post)
    })
    .await
}

/// Changes what `author` wrote.
///
/// # Errors
/// When nothing is left, it is too long, it is deleted, or the database fails.
pub async fn change(
    db: &mut Connection,
    federation: &Federation,
    (author, post): (&Actor, &Post),
    words: Words<'_>,
    found: &Found,
) -> Result<Post, WriteError> {
    let answered = match post.subject() {
        Some(Subject::Post(parent)) => posts::find(db, parent).await?.map(|parent| parent.actor_id),
        _ => None,
    };
    let mut mentions = found.ids();
    mentions.extend(answered);
    let mentions = each_once(mentions, author.id);
    let language = post.language.as_deref();
    let changes = PostChanges {
        source: words.text,
        summary: words.summary,
        sensitive: post.sensitive,
        language,
        mentions: &mentions,
    };
    db.transaction(async |db| {
        let post = posts::update(db, post.id, &changes).await?;
        outbox::post_updated(db, federation, author, &post).await?;
        tell(db, &post, answered, &mentions).await?;
        Ok(post)
    })
    .await
}

/// Takes back what `author` wrote.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    db: &mut Connection,
    federation: &Federation,
    (author, post): (&Actor, &Post),
) -> Result<(), WriteError> {
    db.transaction(async |db| {
        outbox::post_deleted(db, federation, author, post).await?;
        posts::mark_deleted(db, post.id).await?;
        Ok(())
    })
    .await
}

/// Whoever here should hear of it hears of it once.
async fn tell(
    connection: &mut Connection,
    post: &Post,
    owner: Option<ActorId>,
    mentions: &[ActorId],
) -> diesel::QueryResult<()> {
    let about = Some(Subject::Post(post.id));
    if let Some(owner) = owner {
        notifications::notify(connection, owner, NotificationKind::Comment, post.actor_id, about).await?;
    }
    for mentioned in mentions.iter().filter(|mentioned| Some(**mentioned) != owner) {
        notifications::notify(connection, *mentioned, NotificationKind::Mention, post.actor_id, about).await?;
    }
    Ok(())
}

fn each_once(mut mentions: Vec<ActorId>, author: ActorId) -> Vec<ActorId> {
    let mut seen = std::collections::HashSet::from([author]);
    mentions.retain(|actor| seen.insert(*actor));
    mentions
}
