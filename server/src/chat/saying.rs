//! Somebody says something: over the WebSocket or by the form.

use chrono::Utc;
use model::chat::{self, ChatRefusal, NewLine};
use model::sessions;
use model::shows::Show;

use super::voice::{NAME_CHARS, Voice};
use crate::app::App;

/// Why something is not said, for the one who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// A sentence.
    pub sentence: String,
    /// In how many seconds it may be sent again; 0 where waiting does not help.
    pub seconds: i64,
}

impl Refused {
    fn because(sentence: &str) -> Self {
        Self { sentence: sentence.to_owned(), seconds: 0 }
    }

    fn broken(cause: impl std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "a line of a chat was not written");
        Self::because("The server cannot reach its database just now. Try again in a moment.")
    }
}

/// Says it; `name` counts for guests.
///
/// # Errors
/// Why it is not said.
pub async fn say(app: &App, voice: &Voice, show: &Show, (name, body): (&str, &str)) -> Result<(), Refused> {
    let name = if voice.is_guest() { guest_name(name)? } else { &voice.name };
    let mut db = app.pool.get().await.map_err(Refused::broken)?;
    // A connection may outlive the session that it was opened with.
    if let Some(token) = &voice.token
        && sessions::find(&mut db, token).await.map_err(Refused::broken)?.is_none()
    {
        return Err(Refused::because("You were signed out. Reload the page to sign in again."));
    }
    let line = NewLine { speaker: voice.speaker, name, body };
    match chat::say(&mut db, show, &line, Utc::now()).await {
        Ok(_) => Ok(()),
        Err(ChatRefusal::SlowMode { seconds }) => Err(Refused { sentence: format!("Wait {seconds} s."), seconds }),
        Err(ChatRefusal::Database(error)) => Err(Refused::broken(error)),
        Err(refusal) => Err(Refused::because(&refusal.to_string())),
    }
}

fn guest_name(typed: &str) -> Result<&str, Refused> {
    let name = typed.trim();
    match name.chars().count() {
        0 => Err(Refused::because("Choose a name first.")),
        1..=NAME_CHARS => Ok(name),
        _ => Err(Refused::because("A name has at most 40 characters.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_has_a_name_of_some_characters() {
        assert_eq!(guest_name(" Ada ").unwrap(), "Ada");
        assert!(guest_name("  ").is_err());
        assert!(guest_name(&"a".repeat(41)).is_err());
    }
}
