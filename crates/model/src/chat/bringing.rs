//! Lines that nobody typed here: tips, answers on the fediverse, words of the show itself.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::saying::clean;
use super::{ChatKind, delete, notify, words};
use crate::ids::{AccountId, ChatMessageId, PostId, ShowId};
use crate::purchases::Purchase;
use crate::schema::chat_messages;
use crate::{Connection, actors, money, shows};

/// What the giver of a tip is called who has no public name.
const SOMEBODY: &str = "Somebody";
/// How many characters of an answer are shown beside a show.
const POST_CHARS: usize = 1000;

/// An answer on the fediverse.
#[derive(Debug, Clone)]
pub struct BroughtPost<'a> {
    /// The post.
    pub post: PostId,
    /// Who wrote it, as they are called.
    pub name: &'a str,
    /// What it says, without its markup.
    pub text: &'a str,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// An answer to a show's go-live post appears beside the show; one that is there already says from now on what it says now. One
/// that somebody took away beside the show stays away.
///
/// # Errors
/// When the database fails.
pub async fn bring_post(connection: &mut Connection, show: ShowId, brought: &BroughtPost<'_>) -> QueryResult<()> {
    let taken_by: Option<Option<AccountId>> = chat_messages::table
        .filter(chat_messages::post_id.eq(brought.post))
        .filter(chat_messages::deleted_at.is_not_null())
        .select(chat_messages::deleted_by)
        .first(connection)
        .await
        .optional()?;
    if let Some(Some(_)) = taken_by {
        return Ok(());
    }
    let body: String = clean(brought.text).chars().take(POST_CHARS).collect();
    let name: String = clean(brought.name).chars().take(60).collect();
    let id: ChatMessageId = diesel::insert_into(chat_messages::table)
        .values((
            chat_messages::id.eq(ChatMessageId::new()),
            chat_messages::show_id.eq(show),
            chat_messages::kind.eq(ChatKind::Post),
            chat_messages::post_id.eq(Some(brought.post)),
            chat_messages::name.eq(&name),
            chat_messages::body.eq(&body),
            chat_messages::created_at.eq(brought.at),
        ))
        .on_conflict(chat_messages::post_id)
        .do_update()
        .set((
            chat_messages::name.eq(&name),
            chat_messages::body.eq(&body),
            chat_messages::deleted_at.eq(None::<DateTime<Utc>>),
        ))
        .returning(chat_messages::id)
        .get_result(connection)
        .await?;
    notify(connection, show, id).await
}

/// An answer is gone or hidden: it goes from beside the show, too.
///
/// # Errors
/// When the database fails.
pub async fn forget_post(connection: &mut Connection, post: PostId, now: DateTime<Utc>) -> QueryResult<()> {
    let found: Option<ChatMessageId> = chat_messages::table
        .filter(chat_messages::post_id.eq(post))
        .select(chat_messages::id)
        .first(connection)
        .await
        .optional()?;
    if let Some(id) = found {
        delete(connection, id, None, now).await?;
    }
    Ok(())
}

/// The show says something: that it begins, that its source is gone for a moment.
///
/// # Errors
/// When the database fails.
pub async fn notice(connection: &mut Connection, show: ShowId, body: &str, now: DateTime<Utc>) -> QueryResult<()> {
    let id = ChatMessageId::new();
    diesel::insert_into(chat_messages::table)
        .values((
            chat_messages::id.eq(id),
            chat_messages::show_id.eq(show),
            chat_messages::kind.eq(ChatKind::Notice),
            chat_messages::name.eq(""),
            chat_messages::body.eq(body),
            chat_messages::created_at.eq(now),
        ))
        .execute(connection)
        .await?;
    notify(connection, show, id).await
}

/// A tip that was paid while the artist is on air appears beside the show: how much it is, what the giver says, and the name that
/// they chose to be known by in public, if they did. Nothing else of the purchase is shown. Once, however often it is asked.
pub(crate) async fn tip(connection: &mut Connection, purchase: &Purchase, now: DateTime<Utc>) -> QueryResult<()> {
    let Some(show) = shows::on_air_of(connection, purchase.artist_id).await? else { return Ok(()) };
    if show.chat == shows::ChatMode::Off {
        return Ok(());
    }
    let public = match purchase.account_id {
        Some(account) => actors::of_account(connection, account).await?.map(|actor| actor.shown_name().to_owned()),
        None => None,
    };
    let amount = money::shown(&purchase.currency, purchase.amount_minor);
    let note = clean(&purchase.note);
    let is_fit = !note.is_empty() && !words::are_in(connection, purchase.artist_id, &note).await?;
    let body = if is_fit { format!("gave {amount}: {note}") } else { format!("gave {amount}") };
    let id = ChatMessageId::new();
    let added = diesel::insert_into(chat_messages::table)
        .values((
            chat_messages::id.eq(id),
            chat_messages::show_id.eq(show.id),
            chat_messages::kind.eq(ChatKind::Tip),
            chat_messages::purchase_id.eq(Some(purchase.id)),
            chat_messages::name.eq(public.as_deref().unwrap_or(SOMEBODY)),
            chat_messages::body.eq(body),
            chat_messages::created_at.eq(now),
        ))
        .on_conflict(chat_messages::purchase_id)
        .do_nothing()
        .execute(connection)
        .await?;
    if added > 0 { notify(connection, show.id, id).await } else { Ok(()) }
}
