//! As whom somebody speaks in a chat.

use model::chat::Speaker;
use model::{Connection, actors};

use crate::cookies::Name;
use crate::media::grant;
use crate::visit::Visit;

/// How many characters a guest's name may have.
pub const NAME_CHARS: usize = 40;

/// Somebody who may speak.
#[derive(Debug, Clone)]
pub struct Voice {
    /// Who it is.
    pub speaker: Speaker,
    /// What an account is called: by its handle's name, else its own; empty for guests, who say it with each line.
    pub name: String,
    /// The token of the session, to be asked again.
    pub token: Option<String>,
}

impl Voice {
    /// Of a visitor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &mut Connection, visit: &Visit) -> diesel::QueryResult<Self> {
        let Some(account) = visit.account() else {
            let guest = grant::listener(&visit.app, &visit.peer(), &visit.user_agent());
            return Ok(Self { speaker: Speaker::Guest(guest), name: String::new(), token: None });
        };
        let actor = actors::of_account(db, account.id).await?;
        let name = actor.map_or_else(|| account.name.clone(), |actor| actor.shown_name().to_owned());
        let token = visit.request.cookie(&Name::Session.on(&visit.app)).map(|cookie| cookie.value().to_owned());
        Ok(Self { speaker: Speaker::Account(account.id), name, token })
    }

    /// Whether it has no account.
    #[must_use]
    pub const fn is_guest(&self) -> bool {
        matches!(self.speaker, Speaker::Guest(_))
    }
}

/// The name that a guest used last; empty for none.
#[must_use]
pub fn last_name(visit: &Visit) -> String {
    let cookie = visit.request.cookie(&Name::ChatName.on(&visit.app));
    let name = cookie.and_then(|cookie| String::from_utf8(hex::decode(cookie.value()).ok()?).ok());
    name.filter(|name| name.chars().count() <= NAME_CHARS).unwrap_or_default()
}
