//! Posts: notes that somebody wrote, here or elsewhere. One that answers a release or a track, however deep, is a comment on it.

pub mod comments;
mod listing;
pub mod mentions;
mod remote;
mod subject;
mod writing;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, QueryableByName, Selectable,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

pub use comments::{Comment, comments_of_post, comments_of_release, comments_of_track};
pub use listing::{are_for, count_replies, for_members, may_see, of_actor, replies};
pub use remote::{NewRemotePost, announcing, keep_remote};
pub use subject::Subject;
pub use writing::{MOST_CHARS, NewPost, PostChanges, PostError, create_local, update};

use crate::ids::{ActorId, ImageId, PostId, ReleaseId, TrackId};
use crate::schema::{mentions as mention_table, notifications, posts, reactions};
use crate::{Connection, chat};

crate::sql_types::words! {
    /// Who may read a post.
    Visibility {
        /// Everybody.
        Public = "public",
        /// Everybody who comes across it.
        Unlisted = "unlisted",
        /// Who follows its author, and who is mentioned.
        Followers = "followers",
        /// Who is mentioned.
        Direct = "direct",
    }
}

impl Visibility {
    /// Those that pages show to anybody.
    pub const ON_PAGES: [Self; 2] = [Self::Public, Self::Unlisted];

    /// Whether anybody may read it.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}

crate::sql_types::words! {
    /// What is attached to a remote post.
    AttachmentKind {
        /// A picture.
        Image = "image",
        /// Sound.
        Audio = "audio",
        /// Moving pictures.
        Video = "video",
        /// Anything else.
        Other = "other",
    }
}

/// Something attached to a remote post; it stays where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// Where it is; http or https.
    pub url: String,
    /// Its media type, where it is said.
    #[serde(default)]
    pub media_type: Option<String>,
    /// Its description; may be empty.
    #[serde(default)]
    pub name: String,
}

/// A post as it stands in the database.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable)]
#[diesel(table_name = posts, check_for_backend(diesel::pg::Pg))]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who wrote it.
    pub actor_id: ActorId,
    /// The id it has elsewhere; none for one written here.
    pub uri: Option<String>,
    /// Its page elsewhere.
    pub url: Option<String>,
    /// The release it is a comment on, however deep.
    pub release_id: Option<ReleaseId>,
    /// The track it is a comment on, however deep.
    pub track_id: Option<TrackId>,
    /// The post it answers.
    pub parent_id: Option<PostId>,
    /// A release that a local post shows.
    pub attached_release_id: Option<ReleaseId>,
    /// A track that a local post shows.
    pub attached_track_id: Option<TrackId>,
    /// A picture of a local post.
    pub image_id: Option<ImageId>,
    /// Markdown as it was typed here; empty for a remote one.
    pub source: String,
    /// HTML that is safe to show.
    pub content: String,
    /// What stands before it as a warning; plain text.
    pub summary: String,
    /// Whether its pictures are hidden at first.
    pub sensitive: bool,
    /// A language tag of BCP 47.
    pub language: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// A JSON list of [`Attachment`].
    pub attachments: serde_json::Value,
    /// When it was written.
    pub published_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// Since when the artist or an admin hides it.
    pub hidden_at: Option<DateTime<Utc>>,
    /// When it was deleted; its text is gone.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When it came into the database.
    pub created_at: DateTime<Utc>,
    /// Whether it is for its artist's members only; its visibility is then the narrowest.
    pub members_only: bool,
}

impl Post {
    /// Whether it was written here.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.uri.is_none()
    }

    /// Whether it is a comment on a release or track.
    #[must_use]
    pub fn is_comment(&self) -> bool {
        self.release_id.is_some() || self.track_id.is_some()
    }

    /// Whether anybody may read it now: it is neither deleted nor hidden, and not meant for a few.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.deleted_at.is_none() && self.hidden_at.is_none() && self.visibility.is_public()
    }

    /// What is attached to a remote one.
    #[must_use]
    pub fn attachments(&self) -> Vec<Attachment> {
        serde_json::from_value(self.attachments.clone()).unwrap_or_default()
    }

    /// What it answers directly.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        self.parent_id.map(Subject::Post).or_else(|| thread_subject(self))
    }
}

/// What the thread of a post is about: the release or track it is a comment on, else the post it answers.
#[must_use]
pub fn thread_subject(post: &Post) -> Option<Subject> {
    Subject::of_columns(post.release_id, None, None)
        .or(Subject::of_columns(None, post.track_id, None))
        .or(Subject::of_columns(None, None, post.parent_id))
}

/// Takes a post's words and everything that hangs on it; the row stays, for the answers and so that it does not come back.
/// Says whether there was one to delete. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn mark_deleted(connection: &mut Connection, id: PostId) -> QueryResult<bool> {
    let deleted = diesel::update(posts::table.find(id).filter(posts::deleted_at.is_null()))
        .set((
            posts::source.eq(""),
            posts::content.eq(""),
            posts::summary.eq(""),
            posts::attachments.eq(serde_json::json!([])),
            posts::attached_release_id.eq(None::<ReleaseId>),
            posts::attached_track_id.eq(None::<TrackId>),
            posts::image_id.eq(None::<ImageId>),
            posts::deleted_at.eq(Some(Utc::now())),
        ))
        .execute(connection)
        .await?;
    diesel::delete(mention_table::table.filter(mention_table::post_id.eq(id))).execute(connection).await?;
    diesel::delete(reactions::table.filter(reactions::post_id.eq(id))).execute(connection).await?;
    diesel::delete(notifications::table.filter(notifications::post_id.eq(id))).execute(connection).await?;
    chat::forget_post(connection, id, Utc::now()).await?;
    Ok(deleted > 0)
}

/// Hides a post from every page.
///
/// # Errors
/// When the database fails.
pub async fn hide(connection: &mut Connection, id: PostId) -> QueryResult<()> {
    let hidden = posts::hidden_at.eq(Some(Utc::now()));
    diesel::update(posts::table.find(id).filter(posts::hidden_at.is_null())).set(hidden).execute(connection).await?;
    chat::forget_post(connection, id, Utc::now()).await
}

/// Shows a hidden post again.
///
/// # Errors
/// When the database fails.
pub async fn unhide(connection: &mut Connection, id: PostId) -> QueryResult<()> {
    let shown = posts::hidden_at.eq(None::<DateTime<Utc>>);
    diesel::update(posts::table.find(id)).set(shown).execute(connection).await?;
    match find(connection, id).await? {
        Some(post) => chat::follow_answer(connection, &post, Utc::now()).await,
        None => Ok(()),
    }
}

/// The post with this id, deleted or not.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: PostId) -> QueryResult<Option<Post>> {
    posts::table.find(id).select(Post::as_select()).first(connection).await.optional()
}

/// The posts with this picture.
///
/// # Errors
/// When the database fails.
pub async fn with_image(connection: &mut Connection, image: ImageId) -> QueryResult<Vec<Post>> {
    posts::table.filter(posts::image_id.eq(image)).select(Post::as_select()).load(connection).await
}

/// The remote post with this id, deleted or not.
///
/// # Errors
/// When the database fails.
pub async fn by_uri(connection: &mut Connection, uri: &str) -> QueryResult<Option<Post>> {
    posts::table.filter(posts::uri.eq(uri)).select(Post::as_select()).first(connection).await.optional()
}

/// The posts with these ids, by id, deleted or not.
///
/// # Errors
/// When the database fails.
pub async fn many(connection: &mut Connection, ids: &[PostId]) -> QueryResult<HashMap<PostId, Post>> {
    let found: Vec<Post> =
        posts::table.filter(posts::id.eq_any(ids)).select(Post::as_select()).load(connection).await?;
    Ok(found.into_iter().map(|post| (post.id, post)).collect())
}
