//! What stands above each page of an artist's money.

use model::Connection;
use model::artists::Artist;
use model::members::{self, Role};

use crate::error::PageError;
use crate::page::Page;
use crate::studio::find;
use crate::visit::SignedIn;

/// An artist of the account, among the others.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The artist.
    pub artist: Artist,
    /// Whether the account may change anything here.
    pub is_owner: bool,
    /// Handle and name of every artist of the account, by name.
    pub artists: Vec<(String, String)>,
}

impl Desk {
    /// The desk of the artist with this handle.
    ///
    /// # Errors
    /// 404 for an artist of others.
    pub async fn of(connection: &mut Connection, visit: &SignedIn, handle: &str) -> Result<Self, PageError> {
        let (artist, role) = find::artist(connection, visit, handle).await?;
        let artists = members::artists_of(connection, visit.account.id).await?;
        let artists = artists.into_iter().map(|artist| (artist.handle, artist.name)).collect();
        Ok(Self { artist, is_owner: role == Role::Owner, artists })
    }

    /// The desk, for those who may change something.
    ///
    /// # Errors
    /// 404 for an artist of others, 403 for an editor.
    pub async fn of_owner(connection: &mut Connection, visit: &SignedIn, handle: &str) -> Result<Self, PageError> {
        let desk = Self::of(connection, visit, handle).await?;
        if desk.is_owner {
            return Ok(desk);
        }
        Err(PageError::forbidden("Only an owner of the artist changes what has to do with its money. Ask one of them."))
    }

    /// The common part of a page.
    #[must_use]
    pub fn page(&self, visit: &SignedIn, title: &str) -> Page {
        visit.page(title).hidden().in_hues(self.artist.hue1, self.artist.hue2)
    }

    /// The address of one of the pages: "", `settings`, `account` or `splits`.
    #[must_use]
    pub fn at(&self, page: &str) -> String {
        format!("{}{page}", urls::books::money(&self.artist.handle))
    }
}
