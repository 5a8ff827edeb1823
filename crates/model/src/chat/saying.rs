//! Somebody says something.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{BanKind, ChatKind, ChatMessage, Speaker, bans, may_moderate, notify, words};
use crate::Connection;
use crate::ids::ChatMessageId;
use crate::schema::chat_messages;
use crate::shows::{ChatMode, Show, State};
use crate::throttles::{self, Limit};

/// How many characters a line may have.
pub const MOST_CHARS: usize = 500;
/// How many characters a name has at most.
const NAME_CHARS: usize = 60;
/// How long after the end people may say goodbye.
const GOODBYE: Duration = Duration::minutes(10);
/// Where there is no slow mode: more than that nobody types.
const FLOOD: Limit = Limit { name: "chat lines", attempts: 10, window: Duration::seconds(10) };

/// What somebody wants to say.
#[derive(Debug, Clone)]
pub struct NewLine<'a> {
    /// Who.
    pub speaker: Speaker,
    /// What they are called.
    pub name: &'a str,
    /// What they say; plain text.
    pub body: &'a str,
}

/// Why something is not said.
#[derive(Debug, thiserror::Error)]
pub enum ChatRefusal {
    /// There is no chat, or it is over.
    #[error("The chat is closed.")]
    Off,
    /// Guests may not speak.
    #[error("Sign in to write here.")]
    GuestsNotAllowed,
    /// There is nothing to say.
    #[error("Write something first.")]
    Empty,
    /// More than [`MOST_CHARS`].
    #[error("A line has at most 500 characters.")]
    TooLong,
    /// Muted for a while.
    #[error("A moderator has muted you here. You can go on reading.")]
    Muted,
    /// Banned.
    #[error("A moderator has banned you from writing here.")]
    Banned,
    /// It holds a word that the artist does not want.
    #[error("The artist does not want one of these words here.")]
    Word,
    /// Too soon after the last line.
    #[error("Wait {seconds} seconds before you write again.")]
    SlowMode {
        /// How long.
        seconds: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Says something beside a show. Whether somebody may listen to it is asked before, of [`crate::show_access`]. Moderators are not
/// slowed down, and may use any word. Of many lines that one person sends at the same moment, slow mode lets one through.
///
/// # Errors
/// Why it is not said.
pub async fn say(
    connection: &mut Connection,
    show: &Show,
    line: &NewLine<'_>,
    now: DateTime<Utc>,
) -> Result<ChatMessage, ChatRefusal> {
    if !is_open(show, now) {
        return Err(ChatRefusal::Off);
    }
    if show.chat == ChatMode::Accounts && matches!(line.speaker, Speaker::Guest(_)) {
        return Err(ChatRefusal::GuestsNotAllowed);
    }
    let body = clean(line.body);
    match body.chars().count() {
        0 => return Err(ChatRefusal::Empty),
        count if count > MOST_CHARS => return Err(ChatRefusal::TooLong),
        _ => {}
    }
    connection
        .transaction(async |connection| {
            if !is_moderator(connection, show, line.speaker).await? {
                match bans::of(connection, show.artist_id, line.speaker, now).await? {
                    Some(BanKind::Ban) => return Err(ChatRefusal::Banned),
                    Some(BanKind::Mute) => return Err(ChatRefusal::Muted),
                    None => {}
                }
                if words::are_in(connection, show.artist_id, &format!("{} {body}", line.name)).await? {
                    return Err(ChatRefusal::Word);
                }
                slow_down(connection, show, line.speaker).await?;
            }
            Ok(insert(connection, show, (line, &body), now).await?)
        })
        .await
}

/// Whether anybody may speak beside a show: before it, while it runs, and ten minutes longer.
#[must_use]
pub fn is_open(show: &Show, now: DateTime<Utc>) -> bool {
    let is_over = show.ended_at.is_some_and(|end| end + GOODBYE < now);
    show.chat != ChatMode::Off && show.state() != State::Cancelled && !is_over
}

/// What is said, on one line and without what cannot be seen.
pub(super) fn clean(body: &str) -> String {
    let line: String =
        body.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Control characters, and those that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

async fn is_moderator(connection: &mut Connection, show: &Show, speaker: Speaker) -> QueryResult<bool> {
    match speaker.account() {
        Some(account) => may_moderate(connection, show.artist_id, account).await,
        None => Ok(false),
    }
}

/// Counted in one statement, so that it does not matter how many lines come at once, or to which server.
async fn slow_down(connection: &mut Connection, show: &Show, speaker: Speaker) -> Result<(), ChatRefusal> {
    let limit = match show.slow_mode_seconds {
        0 => FLOOD,
        seconds => Limit { name: "chat slow mode", attempts: 1, window: Duration::seconds(seconds.into()) },
    };
    let who = format!("{}:{speaker:?}", show.id);
    match throttles::hit(connection, limit, &who).await? {
        Some(wait) => Err(ChatRefusal::SlowMode { seconds: wait.num_seconds().max(1) }),
        None => Ok(()),
    }
}

async fn insert(
    connection: &mut Connection,
    show: &Show,
    (line, body): (&NewLine<'_>, &str),
    now: DateTime<Utc>,
) -> QueryResult<ChatMessage> {
    let message: ChatMessage = diesel::insert_into(chat_messages::table)
        .values((
            chat_messages::id.eq(ChatMessageId::new()),
            chat_messages::show_id.eq(show.id),
            chat_messages::kind.eq(ChatKind::Said),
            chat_messages::account_id.eq(line.speaker.account()),
            chat_messages::guest.eq(line.speaker.guest()),
            chat_messages::name.eq(clean(line.name).chars().take(NAME_CHARS).collect::<String>()),
            chat_messages::body.eq(body),
            chat_messages::created_at.eq(now),
        ))
        .returning(ChatMessage::as_returning())
        .get_result(connection)
        .await?;
    notify(connection, show.id, message.id).await?;
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line() {
        assert_eq!(clean("  what a\n\nnight\u{202e}\u{0} "), "what a night");
        assert_eq!(clean("\u{200b} \t"), "");
    }
}
