//! Who may not speak in an artist's chats: muted for a while, or banned.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::Speaker;
use crate::Connection;
use crate::ids::{AccountId, ArtistId, ChatBanId};
use crate::schema::chat_bans;

crate::sql_types::words! {
    /// How somebody is kept from speaking.
    BanKind {
        /// For a while.
        Mute = "mute",
        /// For good.
        Ban = "ban",
    }
}

/// A mute or a ban.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = chat_bans, check_for_backend(diesel::pg::Pg))]
pub struct ChatBan {
    /// Its id.
    pub id: ChatBanId,
    /// In whose chats.
    pub artist_id: ArtistId,
    /// How.
    pub kind: BanKind,
    /// What they were called.
    pub name: String,
    /// Until when; none for good.
    pub until: Option<DateTime<Utc>>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Mutes somebody, whose name is told with who does it, until then.
///
/// # Errors
/// When the database fails.
pub async fn mute(
    connection: &mut Connection,
    artist: ArtistId,
    speaker: Speaker,
    (name, by): (&str, AccountId),
    until: DateTime<Utc>,
) -> QueryResult<()> {
    put(connection, (artist, BanKind::Mute), speaker, (name, by), Some(until)).await
}

/// Bans somebody, whose name is told with who does it.
///
/// # Errors
/// When the database fails.
pub async fn ban(
    connection: &mut Connection,
    artist: ArtistId,
    speaker: Speaker,
    (name, by): (&str, AccountId),
) -> QueryResult<()> {
    put(connection, (artist, BanKind::Ban), speaker, (name, by), None).await
}

async fn put(
    connection: &mut Connection,
    (artist, kind): (ArtistId, BanKind),
    speaker: Speaker,
    (name, by): (&str, AccountId),
    until: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    connection
        .transaction(async |connection| {
            let earlier = diesel::delete(chat_bans::table)
                .filter(chat_bans::artist_id.eq(artist))
                .filter(chat_bans::kind.eq(kind))
                .into_boxed();
            let earlier = match speaker {
                Speaker::Account(account) => earlier.filter(chat_bans::account_id.eq(account)),
                Speaker::Guest(guest) => earlier.filter(chat_bans::guest.eq(guest.to_vec())),
            };
            earlier.execute(connection).await?;
            diesel::insert_into(chat_bans::table)
                .values((
                    chat_bans::id.eq(ChatBanId::new()),
                    chat_bans::artist_id.eq(artist),
                    chat_bans::kind.eq(kind),
                    chat_bans::account_id.eq(speaker.account()),
                    chat_bans::guest.eq(speaker.guest()),
                    chat_bans::name.eq(name),
                    chat_bans::until.eq(until),
                    chat_bans::created_by.eq(Some(by)),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
}

/// Lets somebody speak again.
///
/// # Errors
/// When the database fails.
pub async fn lift(connection: &mut Connection, artist: ArtistId, id: ChatBanId) -> QueryResult<()> {
    diesel::delete(chat_bans::table.find(id).filter(chat_bans::artist_id.eq(artist))).execute(connection).await?;
    Ok(())
}

/// Who may not speak in an artist's chats, the last first.
///
/// # Errors
/// When the database fails.
pub async fn bans(connection: &mut Connection, artist: ArtistId, now: DateTime<Utc>) -> QueryResult<Vec<ChatBan>> {
    chat_bans::table
        .filter(chat_bans::artist_id.eq(artist))
        .filter(chat_bans::until.is_null().or(chat_bans::until.gt(now).assume_not_null()))
        .order(chat_bans::created_at.desc())
        .select(ChatBan::as_select())
        .load(connection)
        .await
}

/// Whether somebody may not speak; a ban before a mute.
pub(super) async fn of(
    connection: &mut Connection,
    artist: ArtistId,
    speaker: Speaker,
    now: DateTime<Utc>,
) -> QueryResult<Option<BanKind>> {
    let found = chat_bans::table
        .filter(chat_bans::artist_id.eq(artist))
        .filter(chat_bans::until.is_null().or(chat_bans::until.gt(now).assume_not_null()))
        .order(chat_bans::kind.asc())
        .select(chat_bans::kind)
        .into_boxed();
    let found = match speaker {
        Speaker::Account(account) => found.filter(chat_bans::account_id.eq(account)),
        Speaker::Guest(guest) => found.filter(chat_bans::guest.eq(guest.to_vec())),
    };
    Ok(found.load(connection).await?.into_iter().next())
}
