//! Whom people here keep away: as a fan, or as one of their artists.

pub mod create;
pub mod delete;
pub mod export;
pub mod index;

use federation::remote::Remote;
use federation::webfinger;
use model::Connection;
use model::actor_blocks::BlockKind;
use model::actors::{self, Actor};
use model::members;
use serde::Deserialize;

use crate::app::App;
use crate::error::PageError;
use crate::visit::SignedIn;

/// Where the list is.
const PAGE: &str = "/account/blocks";

/// The fields of every form that blocks, mutes, or takes either back. A button on another page sends `actor` and `next`; the
/// form on the list sends `handle`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BlockForm {
    /// Whom: an actor's id.
    pub actor: String,
    /// Whom, as a handle.
    pub handle: String,
    /// `block` or `mute`.
    pub kind: String,
    /// Who wants it: an actor's id; empty for the fan, or else the account's first artist.
    #[serde(rename = "as")]
    pub wants: String,
    /// The path of the page to come back to; empty for the list.
    pub next: String,
}

impl BlockForm {
    /// Which of the two; a block where nothing is said.
    ///
    /// # Errors
    /// 400 for any other word.
    fn kind(&self) -> Result<BlockKind, PageError> {
        match self.kind.as_str() {
            "" => Ok(BlockKind::Block),
            word => word.parse().map_err(|_| PageError::bad_request("Choose whether to block or to mute.")),
        }
    }

    /// Where to go on: a page of this site.
    fn way_back(&self, wants: &Actor) -> String {
        let is_path =
            self.next.starts_with('/') && !self.next.starts_with("//") && !self.next.contains(['\\', '\r', '\n']);
        if is_path { self.next.clone() } else { format!("{PAGE}?as={}", wants.id) }
    }
}

/// Everybody the account speaks as: itself, if it took a handle, then its artists by name.
///
/// # Errors
/// When the database fails.
async fn selves(connection: &mut Connection, visit: &SignedIn) -> Result<Vec<Actor>, PageError> {
    let mut all: Vec<Actor> = actors::of_account(connection, visit.account.id).await?.into_iter().collect();
    for artist in members::artists_of(connection, visit.account.id).await? {
        all.extend(actors::of_artist(connection, artist.id).await?);
    }
    Ok(all)
}

/// The one of them that is meant; where none is named, the first.
///
/// # Errors
/// 404 for somebody else, and where the account is nobody yet.
async fn acting(connection: &mut Connection, visit: &SignedIn, wants: &str) -> Result<Actor, PageError> {
    let selves = selves(connection, visit).await?;
    let found = selves.into_iter().find(|actor| wants.is_empty() || actor.id.to_string() == wants);
    found.ok_or_else(PageError::not_found)
}

/// Why a handle leads to nobody.
#[derive(Debug, thiserror::Error)]
enum NotFound {
    /// Nobody here.
    #[error("There is nobody called {0} here. Somebody elsewhere has a handle like name@example.org.")]
    Here(String),
    /// Nobody there, or nobody answers.
    #[error("{0} cannot be found: {1}")]
    Elsewhere(String, String),
    /// The page cannot be made at all.
    #[error("{0}")]
    Page(PageError),
}

impl From<PageError> for NotFound {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

impl From<diesel::result::Error> for NotFound {
    fn from(error: diesel::result::Error) -> Self {
        Self::Page(error.into())
    }
}

/// Who has a handle, here or elsewhere. Somebody elsewhere nobody here knows yet is asked for.
async fn by_handle(app: &App, typed: &str) -> Result<Actor, NotFound> {
    let typed = typed.trim().trim_start_matches('@');
    let federation = app.federation.federation();
    let (name, host) = typed.split_once('@').unwrap_or((typed, &federation.domain));
    let mut connection = app.db().await?;
    if host.eq_ignore_ascii_case(&federation.domain) {
        let found = actors::public_by_username(&mut connection, name).await?.filter(|actor| actor.service.is_none());
        return found.ok_or_else(|| NotFound::Here(format!("@{}", name.chars().take(60).collect::<String>())));
    }
    if let Some(actor) = actors::by_handle(&mut connection, host, name).await? {
        return Ok(actor);
    }
    drop(connection);
    let elsewhere =
        |error: String| NotFound::Elsewhere(format!("@{}", typed.chars().take(100).collect::<String>()), error);
    let id = webfinger::resolve(&federation.client, typed).await.map_err(|error| elsewhere(error.to_string()))?;
    let found = Box::pin(Remote::of(id.as_str(), &app.federation.data())).await;
    found.map_err(|error| elsewhere(error.to_string()))
}
