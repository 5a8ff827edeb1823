//! A line of a chat as HTML, the same for everybody.

use std::collections::HashSet;

use askama::Template;
use chrono::{DateTime, Utc};
use model::chat::{ChatKind, ChatMessage};
use model::ids::{AccountId, ArtistId, ChatMessageId};
use model::{Connection, members};

/// What stands in a line's `<li>`.
#[derive(Template)]
#[template(path = "chat/line.html")]
pub struct Line<'a> {
    kind: ChatKind,
    name: &'a str,
    body: &'a str,
    at: DateTime<Utc>,
    /// Whether one of the artist's people says it.
    is_artist: bool,
    /// Whether somebody without an account says it.
    is_guest: bool,
    /// The page of the post that it stands for; empty for none.
    post: String,
}

/// A line that was made.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its id.
    pub id: ChatMessageId,
    /// What it is.
    pub kind: &'static str,
    /// What stands in its `<li>`.
    pub html: String,
    /// Whether there is somebody to mute.
    pub can_be_muted: bool,
}

impl Shown {
    /// Makes a line; `hosts` are the artist's people.
    ///
    /// # Errors
    /// When the template fails, which is ours to mend.
    pub fn of(message: &ChatMessage, hosts: &Hosts) -> Result<Self, askama::Error> {
        let line = Line {
            kind: message.kind,
            name: &message.name,
            body: &message.body,
            at: message.created_at,
            is_artist: message.account_id.is_some_and(|account| hosts.0.contains(&account)),
            is_guest: message.guest.is_some(),
            post: message.post_id.map(crate::posts::href).unwrap_or_default(),
        };
        Ok(Self {
            id: message.id,
            kind: message.kind.word(),
            html: line.render()?,
            can_be_muted: message.speaker().is_some(),
        })
    }
}

impl Line<'_> {
    fn iso(&self) -> String {
        self.at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    fn time(&self) -> String {
        self.at.format("%H:%M UTC").to_string()
    }
}

/// The accounts of an artist's people.
#[derive(Debug, Clone, Default)]
pub struct Hosts(HashSet<AccountId>);

impl Hosts {
    /// Of an artist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &mut Connection, artist: ArtistId) -> diesel::QueryResult<Self> {
        let members = members::of_artist(db, artist).await?;
        Ok(Self(members.into_iter().map(|(account, _)| account.id).collect()))
    }
}

#[cfg(test)]
mod tests {
    use model::ids::ShowId;

    use super::*;

    #[test]
    fn markup_is_shown_as_it_was_typed() {
        let message = ChatMessage {
            id: ChatMessageId::new(),
            show_id: ShowId::new(),
            kind: ChatKind::Said,
            account_id: None,
            guest: Some(vec![1; 16]),
            post_id: None,
            purchase_id: None,
            name: "<b>Ada</b>".to_owned(),
            body: "<script>alert(1)</script>".to_owned(),
            created_at: Utc::now(),
            deleted_at: None,
        };
        let shown = Shown::of(&message, &Hosts::default()).unwrap();
        assert!(!shown.html.contains("<script>") && !shown.html.contains("<b>Ada"), "{}", shown.html);
        assert!(shown.html.contains("alert(1)") && shown.html.contains("guest"), "{}", shown.html);
        assert!(shown.can_be_muted);
    }
}
