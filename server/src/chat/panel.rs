//! The chat on the page of a show: its last lines, and the form that says another. It works without a script.

use chrono::Utc;
use model::artists::Artist;
use model::chat::{self, ChatKind};
use model::ids::ChatMessageId;
use model::shows::{ChatMode, Show, State};
use model::{Connection, members};

use super::line::{Hosts, Shown};
use super::voice::{self, Voice};
use crate::error::PageError;
use crate::tips;
use crate::visit::Visit;

/// How many lines stand there at first.
pub const LINES: i64 = 50;

/// What `chat/panel.html` shows. It is for those only who are let into the show.
#[derive(Debug, Clone)]
pub struct ChatPanel {
    /// The word in the show's address.
    pub slug: String,
    /// Its last lines, the oldest first.
    pub lines: Vec<Row>,
    /// Where older lines are; empty where there are none.
    pub older: String,
    /// The WebSocket; empty once the chat is closed.
    pub socket: String,
    /// The form; none for whoever cannot write.
    pub form: Option<ChatForm>,
    /// Where one signs in to write; empty where that does not help.
    pub sign_in: String,
    /// Whether the visitor looks after this chat.
    pub moderates: bool,
    /// For who does: what stands at a line, with an id of zeros in whose place a script puts that of a new line.
    pub blank: Option<Row>,
    /// Its rules in the studio, for the artist's people; empty for others.
    pub rules: String,
    /// Where the artist is given something; empty where they take nothing.
    pub tip: String,
    /// Seconds between two lines of one person; 0 for none.
    pub slow: i32,
}

/// A line, and where it is moderated.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line.
    pub line: Shown,
    /// Where it is taken away.
    pub deletion: String,
    /// Where whoever wrote it is muted or banned.
    pub ban: String,
}

/// The form that says something.
#[derive(Debug, Clone, Default)]
pub struct ChatForm {
    /// Where it goes.
    pub action: String,
    /// What an account is called; empty for guests.
    pub you: String,
    /// What a guest is called; may be empty.
    pub name: String,
    /// What was typed and is not said.
    pub typed: String,
    /// Why not; empty for nothing.
    pub problem: String,
}

impl ChatPanel {
    /// Beside a show, for a visitor who is let in; `None` where there is no chat.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        visit: &Visit,
        db: &mut Connection,
        (show, artist): (&Show, &Artist),
    ) -> Result<Option<Self>, PageError> {
        if show.chat == ChatMode::Off || show.state() == State::Cancelled {
            return Ok(None);
        }
        let hosts = Hosts::of(db, artist.id).await?;
        let lines = lines(&chat::history(db, show.id, None, LINES).await?, &hosts)?;
        let is_open = chat::is_open(show, Utc::now());
        if lines.is_empty() && !is_open {
            return Ok(None);
        }
        let (moderates, is_host) = match visit.account() {
            Some(account) => (
                chat::may_moderate(db, artist.id, account.id).await?,
                members::role(db, artist.id, account.id).await?.is_some(),
            ),
            None => (false, false),
        };
        let voice = Voice::of(db, visit).await?;
        let may_write = is_open && (show.chat == ChatMode::Guests || !voice.is_guest());
        let form = may_write.then(|| ChatForm {
            action: urls::live::chat_messages(&show.slug),
            name: if voice.is_guest() { voice::last_name(visit) } else { String::new() },
            you: voice.name.clone(),
            ..ChatForm::default()
        });
        let here = urls::live::show(&show.slug);
        Ok(Some(Self {
            older: older(show, &lines),
            blank: moderates.then(|| Row::of(show, blank())),
            socket: if is_open { urls::live::chat(&show.slug) } else { String::new() },
            sign_in: match (is_open, &form) {
                (true, None) => format!("/sign-in?next={}", urls::encode(&here)),
                _ => String::new(),
            },
            form,
            moderates,
            rules: if is_host { urls::live::chat_rules(&artist.handle) } else { String::new() },
            tip: tips::link(db, &visit.app, artist).await?,
            slow: show.slow_mode_seconds,
            slug: show.slug.clone(),
            lines: lines.into_iter().map(|line| Row::of(show, line)).collect(),
        }))
    }
}

impl Row {
    fn of(show: &Show, line: Shown) -> Self {
        Self {
            deletion: urls::live::chat_deletion(&show.slug, line.id.0),
            ban: urls::live::chat_ban(&show.slug, line.id.0),
            line,
        }
    }
}

fn blank() -> Shown {
    Shown { id: ChatMessageId(uuid::Uuid::nil()), kind: ChatKind::Said.word(), html: String::new(), can_be_muted: true }
}

/// Lines as they are shown.
///
/// # Errors
/// When their template fails, which is ours to mend.
pub fn lines(messages: &[chat::ChatMessage], hosts: &Hosts) -> Result<Vec<Shown>, PageError> {
    messages.iter().map(|message| Shown::of(message, hosts).map_err(PageError::internal)).collect()
}

/// Where the lines before these are; empty when these are all.
#[must_use]
pub fn older(show: &Show, lines: &[Shown]) -> String {
    let is_full = i64::try_from(lines.len()).is_ok_and(|count| count >= LINES);
    match lines.first().filter(|_| is_full) {
        Some(first) => format!("{}?before={}", urls::live::chat_messages(&show.slug), first.id),
        None => String::new(),
    }
}
