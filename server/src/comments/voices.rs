//! As whom an account speaks: as the artists it manages, and as the fan it is, once it took a handle.

use model::Connection;
use model::accounts::Account;
use model::actors::{self, Actor};
use model::ids::ActorId;
use model::members;

use crate::visit::Visit;

/// Where a fan takes a handle.
pub const HANDLE_PAGE: &str = "/account/fan";

/// The actors of an account; artists first, suspended ones left out.
#[derive(Debug, Clone, Default)]
pub struct Voices(pub Vec<Actor>);

impl Voices {
    /// Those of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(connection: &mut Connection, account: &Account) -> diesel::QueryResult<Self> {
        let mut found = Vec::new();
        for artist in members::artists_of(connection, account.id).await? {
            if artist.suspended_at.is_none() {
                found.extend(actors::of_artist(connection, artist.id).await?);
            }
        }
        found.extend(actors::of_account(connection, account.id).await?);
        found.retain(|actor| actor.deleted_at.is_none() && actor.suspended_at.is_none());
        Ok(Self(found))
    }

    /// Those of whoever visits; none for visitors.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_visit(connection: &mut Connection, visit: &Visit) -> diesel::QueryResult<Self> {
        match visit.account() {
            Some(account) => Self::of(connection, account).await,
            None => Ok(Self::default()),
        }
    }

    /// Through whose eyes pages are seen.
    #[must_use]
    pub fn viewer(&self) -> Option<ActorId> {
        self.0.first().map(|actor| actor.id)
    }

    /// The one whose id was sent; the only one, where none was.
    #[must_use]
    pub fn chosen(&self, typed: &str) -> Option<&Actor> {
        match (self.0.as_slice(), typed) {
            ([only], "") => Some(only),
            (all, typed) => all.iter().find(|actor| actor.id.to_string() == typed),
        }
    }

    /// Whether it is one of them.
    #[must_use]
    pub fn has(&self, actor: ActorId) -> bool {
        self.0.iter().any(|own| own.id == actor)
    }

    /// For a select: id and "The ode (@ode)".
    #[must_use]
    pub fn options(&self) -> Vec<(String, String)> {
        let option = |actor: &Actor| (actor.id.to_string(), format!("{} (@{})", actor.shown_name(), actor.username));
        self.0.iter().map(option).collect()
    }
}
