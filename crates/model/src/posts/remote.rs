//! Posts that came from elsewhere. Their HTML is made safe before they are kept.

use chrono::{DateTime, Utc};
use diesel::result::Error;
use diesel::sql_types::{Bool, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::subject::{self, Place};
use super::{Attachment, Post, Subject, Visibility, by_uri, mentions};
use crate::ids::{ActorId, PostId};
use crate::schema::posts;
use crate::{Connection, chat, fixed};

/// A post as another server tells it.
#[derive(Debug, Clone)]
pub struct NewRemotePost {
    /// Who wrote it.
    pub actor: ActorId,
    /// The id it has there.
    pub uri: String,
    /// Its page.
    pub url: Option<String>,
    /// What it answers, as far as it is known here.
    pub subject: Option<Subject>,
    /// HTML that is safe to show.
    pub content: String,
    /// A warning to stand before it, plain text; may be empty.
    pub summary: String,
    /// Whether its pictures are hidden at first.
    pub sensitive: bool,
    /// A language tag of BCP 47.
    pub language: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// Whom it mentions, as far as they are known here.
    pub mentions: Vec<ActorId>,
    /// When it was written; a time to come counts as now.
    pub published_at: DateTime<Utc>,
    /// When it was changed; an edit is kept if it is not older than the one before.
    pub updated_at: Option<DateTime<Utc>>,
}

/// Keeps a remote post, or an edit of it, and gives what stands afterwards. Three things change nothing: an edit older than what
/// is here, one by somebody else than its author, and one of a post that was deleted. Where it stands in which thread is decided
/// when it first comes. To be called inside a transaction.
///
/// # Errors
/// When the database fails. [`Error::NotFound`] when what it answers is not here.
pub async fn keep_remote(connection: &mut Connection, new: &NewRemotePost) -> QueryResult<Post> {
    let place = match new.subject {
        Some(subject) => subject::place(connection, subject).await?.ok_or(Error::NotFound)?,
        None => Place::default(),
    };
    match upsert(connection, new, place).await? {
        Some(post) => {
            mentions::set(connection, post.id, &new.mentions).await?;
            chat::follow_answer(connection, &post, Utc::now()).await?;
            Ok(post)
        }
        None => by_uri(connection, &new.uri).await?.ok_or(Error::NotFound),
    }
}

/// The post for everybody by which a remote actor told of what has this page; the first one.
///
/// # Errors
/// When the database fails.
pub async fn announcing(connection: &mut Connection, actor: ActorId, page: &str) -> QueryResult<Option<Post>> {
    posts::table
        .filter(posts::actor_id.eq(actor))
        .filter(posts::url.eq(page))
        .filter(posts::parent_id.is_null())
        .filter(posts::visibility.eq_any(Visibility::ON_PAGES))
        .filter(posts::deleted_at.is_null().and(posts::hidden_at.is_null()))
        .order(posts::id)
        .select(Post::as_select())
        .first(connection)
        .await
        .optional()
}

async fn upsert(connection: &mut Connection, new: &NewRemotePost, place: Place) -> QueryResult<Option<Post>> {
    let attachments =
        serde_json::to_value(&new.attachments).map_err(|error| Error::SerializationError(Box::new(error)))?;
    fixed::query(include_str!("keep_remote.sql"))
        .bind::<Uuid, _>(PostId::new())
        .bind::<Uuid, _>(new.actor)
        .bind::<Text, _>(&new.uri)
        .bind::<Nullable<Text>, _>(new.url.as_deref())
        .bind::<Nullable<Uuid>, _>(place.release_id)
        .bind::<Nullable<Uuid>, _>(place.track_id)
        .bind::<Nullable<Uuid>, _>(place.parent_id)
        .bind::<Text, _>(&new.content)
        .bind::<Text, _>(&new.summary)
        .bind::<Bool, _>(new.sensitive)
        .bind::<Nullable<Text>, _>(new.language.as_deref())
        .bind::<Text, _>(new.visibility)
        .bind::<Jsonb, _>(attachments)
        .bind::<Timestamptz, _>(new.published_at)
        .bind::<Nullable<Timestamptz>, _>(new.updated_at)
        .get_result(connection)
        .await
        .optional()
}
