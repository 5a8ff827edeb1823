//! Chat beside a show: what people say, tips, answers from the fediverse, and who may not speak.
//!
//! Words, bans and moderators are the artist's, for all of their shows.

mod answers;
mod bans;
mod bringing;
mod moderators;
mod saying;
mod words;

use chrono::{DateTime, Utc};
use diesel::sql_types::Bool;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

pub(crate) use answers::follow_answer;
pub use bans::{BanKind, ChatBan, ban, bans, lift, mute};
pub(crate) use bringing::tip;
pub use bringing::{BroughtPost, bring_post, forget_post, notice};
pub use moderators::{add_moderator, may_moderate, moderators, remove_moderator};
pub use saying::{ChatRefusal, MOST_CHARS, NewLine, is_open, say};
pub use words::{set_words, words};

use crate::changes::notify_chat as notify;
use crate::entitlements::Listener;
use crate::ids::{AccountId, ChatMessageId, PostId, PurchaseId, ShowId};
use crate::schema::chat_messages;
use crate::{Connection, fixed};

crate::sql_types::words! {
    /// What a line is.
    ChatKind {
        /// Somebody said it here.
        Said = "said",
        /// Somebody gave something.
        Tip = "tip",
        /// An answer to the go-live post, from here or elsewhere.
        Post = "post",
        /// The show says it.
        Notice = "notice",
    }
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// An account.
    Account(AccountId),
    /// A guest, as a word that cannot be turned back into an address.
    Guest(Listener),
}

impl Speaker {
    const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Guest(_) => None,
        }
    }

    fn guest(self) -> Option<Vec<u8>> {
        match self {
            Self::Account(_) => None,
            Self::Guest(guest) => Some(guest.to_vec()),
        }
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = chat_messages, check_for_backend(diesel::pg::Pg))]
pub struct ChatMessage {
    /// Its id.
    pub id: ChatMessageId,
    /// Beside which show.
    pub show_id: ShowId,
    /// What it is.
    pub kind: ChatKind,
    /// The account that said it.
    pub account_id: Option<AccountId>,
    /// The guest who said it; not to be shown.
    pub guest: Option<Vec<u8>>,
    /// The answer on the fediverse that it stands for.
    pub post_id: Option<PostId>,
    /// The tip that it stands for; not to be shown.
    pub purchase_id: Option<PurchaseId>,
    /// Who says it, as they are called.
    pub name: String,
    /// What it says; plain text.
    pub body: String,
    /// When it was said.
    pub created_at: DateTime<Utc>,
    /// When it was taken away.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl ChatMessage {
    /// Who said it, if that is somebody who can be muted.
    #[must_use]
    pub fn speaker(&self) -> Option<Speaker> {
        let guest = || Some(Speaker::Guest(self.guest.as_deref()?.try_into().ok()?));
        self.account_id.map(Speaker::Account).or_else(guest)
    }
}

/// The line with this id, those taken away included.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ChatMessageId) -> QueryResult<Option<ChatMessage>> {
    chat_messages::table.find(id).select(ChatMessage::as_select()).first(connection).await.optional()
}

/// The last `limit` lines of a show, or the last before a line, the oldest first. Those taken away are left out, and answers that
/// are hidden now, or whose author is.
///
/// # Errors
/// When the database fails.
pub async fn history(
    connection: &mut Connection,
    show: ShowId,
    before: Option<ChatMessageId>,
    limit: i64,
) -> QueryResult<Vec<ChatMessage>> {
    let mut lines = chat_messages::table
        .filter(chat_messages::show_id.eq(show))
        .filter(chat_messages::deleted_at.is_null())
        .filter(fixed::sql::<Bool>(
            "(chat_messages.post_id IS NULL OR answer_is_shown(chat_messages.post_id, chat_messages.show_id))",
        ))
        .order((chat_messages::created_at.desc(), chat_messages::id.desc()))
        .limit(limit)
        .select(ChatMessage::as_select())
        .into_boxed();
    if let Some(id) = before
        && let Some(cursor) = find(connection, id).await?
    {
        let earlier = chat_messages::created_at.lt(cursor.created_at);
        lines = lines
            .filter(earlier.or(chat_messages::created_at.eq(cursor.created_at).and(chat_messages::id.lt(cursor.id))));
    }
    let mut lines = lines.load(connection).await?;
    lines.reverse();
    Ok(lines)
}

/// What happened beside a show since a line was said, the oldest line first: lines that came after it, and any that was taken away
/// since. At most the last `limit` of them. Nothing when the line is not one of the show's.
///
/// # Errors
/// When the database fails.
pub async fn since(
    connection: &mut Connection,
    show: ShowId,
    after: ChatMessageId,
    limit: i64,
) -> QueryResult<Vec<ChatMessage>> {
    let Some(cursor) = find(connection, after).await?.filter(|line| line.show_id == show) else {
        return Ok(Vec::new());
    };
    // Two lines may be of the same moment: the one that is known already comes once more.
    let later = chat_messages::created_at.ge(cursor.created_at);
    let gone = chat_messages::deleted_at.assume_not_null().ge(cursor.created_at);
    let mut lines: Vec<ChatMessage> = chat_messages::table
        .filter(chat_messages::show_id.eq(show))
        .filter(later.or(chat_messages::deleted_at.is_not_null().and(gone)))
        .order((chat_messages::created_at.desc(), chat_messages::id.desc()))
        .limit(limit)
        .select(ChatMessage::as_select())
        .load(connection)
        .await?;
    lines.reverse();
    Ok(lines)
}

/// Takes a line away; false when it was gone already. Its words go with it.
///
/// # Errors
/// When the database fails.
pub async fn delete(
    connection: &mut Connection,
    id: ChatMessageId,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let gone: Vec<ShowId> = diesel::update(chat_messages::table.find(id).filter(chat_messages::deleted_at.is_null()))
        .set((chat_messages::deleted_at.eq(Some(now)), chat_messages::deleted_by.eq(by), chat_messages::body.eq("")))
        .returning(chat_messages::show_id)
        .get_results(connection)
        .await?;
    for show in &gone {
        notify(connection, *show, id).await?;
    }
    Ok(!gone.is_empty())
}

/// Takes away all that somebody said beside a show.
///
/// # Errors
/// When the database fails.
pub async fn delete_all_of(
    connection: &mut Connection,
    show: ShowId,
    speaker: Speaker,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let said = chat_messages::table
        .filter(chat_messages::show_id.eq(show))
        .filter(chat_messages::kind.eq(ChatKind::Said))
        .filter(chat_messages::deleted_at.is_null())
        .select(chat_messages::id)
        .into_boxed();
    let said = match speaker {
        Speaker::Account(account) => said.filter(chat_messages::account_id.eq(account)),
        Speaker::Guest(guest) => said.filter(chat_messages::guest.eq(guest.to_vec())),
    };
    for id in said.load::<ChatMessageId>(connection).await? {
        delete(connection, id, by, now).await?;
    }
    Ok(())
}
