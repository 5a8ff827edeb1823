//! Changes: a release's open pages hear through PostgreSQL's NOTIFY that something about it changed.

use diesel::QueryResult;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use crate::ids::{AccountId, ChatMessageId, PlaylistId, ReleaseId, ShowId};
use crate::{Connection, fixed};

/// The channel to listen on; the payload is a release's id.
pub const CHANNEL: &str = "tonewood_releases";

/// Tells listeners, once the transaction commits, that the release or one of its tracks changed.
///
/// # Errors
/// When the database fails.
pub async fn notify(connection: &mut Connection, release: ReleaseId) -> QueryResult<()> {
    say(connection, CHANNEL, &release.to_string()).await
}

/// The channel on which the seed says how far it is; the payload is a percentage, or empty at its end.
pub const SEED_CHANNEL: &str = "tonewood_seed";

/// Tells listeners how far the seed is.
///
/// # Errors
/// When the database fails.
pub async fn notify_seed(connection: &mut Connection, percent: Option<i32>) -> QueryResult<()> {
    say(connection, SEED_CHANNEL, &percent.map(|percent| percent.to_string()).unwrap_or_default()).await
}

/// The channel on which shows change: their rows, leases, runs and marks; the payload is a show's id.
pub const SHOW_CHANNEL: &str = "tonewood_shows";

/// Tells listeners, once the transaction commits, that something about a show changed.
///
/// # Errors
/// When the database fails.
pub async fn notify_show(connection: &mut Connection, show: ShowId) -> QueryResult<()> {
    say(connection, SHOW_CHANNEL, &show.to_string()).await
}

/// The channel on which chats change; the payload is a show's id, a space, and the id of a message that is new or gone.
pub const CHAT_CHANNEL: &str = "tonewood_chat";

/// Tells listeners, once the transaction commits, that a line of a show's chat is new or gone.
///
/// # Errors
/// When the database fails.
pub async fn notify_chat(connection: &mut Connection, show: ShowId, message: ChatMessageId) -> QueryResult<()> {
    say(connection, CHAT_CHANNEL, &format!("{show} {message}")).await
}

/// The channel on which playlists change; the payload is a playlist's id.
pub const PLAYLIST_CHANNEL: &str = "tonewood_playlists";

/// Tells listeners, once the transaction commits, that a playlist changed: its words, its tracks or who may edit it.
///
/// # Errors
/// When the database fails.
pub async fn notify_playlist(connection: &mut Connection, playlist: PlaylistId) -> QueryResult<()> {
    say(connection, PLAYLIST_CHANNEL, &playlist.to_string()).await
}

/// The channel on which play queues change; the payload is an account's id.
pub const QUEUE_CHANNEL: &str = "tonewood_queues";

/// Tells listeners, once the transaction commits, that an account listens to something else or elsewhere.
///
/// # Errors
/// When the database fails.
pub async fn notify_queue(connection: &mut Connection, account: AccountId) -> QueryResult<()> {
    say(connection, QUEUE_CHANNEL, &account.to_string()).await
}

/// Says it once the transaction commits.
async fn say(connection: &mut Connection, channel: &str, payload: &str) -> QueryResult<()> {
    let said = fixed::query("SELECT pg_notify($1, $2)").bind::<Text, _>(channel).bind::<Text, _>(payload);
    said.execute(connection).await?;
    Ok(())
}
