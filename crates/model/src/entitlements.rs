//! Entitlements: what of a release somebody may have. This is the one place that decides it: it is asked wherever bytes leave,
//! with every request, so that a purchase that was given back or a membership that ended is felt at once.

mod deciding;
pub mod granting;
mod many;
pub mod plays;
mod seeing;
pub mod sold;

use diesel::QueryResult;

use crate::Connection;
use crate::ids::{AccountId, DownloadCodeId, PurchaseId, ReleaseId, TrackId};
use crate::releases::Release;

use deciding::Terms;

pub use deciding::member_has;
pub use many::of_releases;
pub use seeing::seen;

/// As whom somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// As anybody: other servers, feeds, addresses that everybody shares.
    Anybody,
    /// As somebody without an account, whose plays are counted where the artist grants a number of them.
    Visitor(Listener),
    /// As an account.
    Account(AccountId),
    /// Through the release's private link.
    PrivateLink,
    /// With the link of a purchase.
    Purchase(PurchaseId),
    /// With the link of a redeemed download code.
    Code(DownloadCodeId),
}

impl Who {
    /// Whose plays are counted, of those who come without an account.
    const fn listener(self) -> Option<Listener> {
        match self {
            Self::Visitor(listener) => Some(listener),
            _ => None,
        }
    }
}

/// Who listens without an account: a word that cannot be turned back into an address.
pub type Listener = [u8; 16];

/// How much of a track's sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Extent {
    /// Nothing.
    #[default]
    Nothing,
    /// Its beginning.
    First {
        /// So many milliseconds.
        ms: u32,
    },
    /// All of it.
    Full,
}

/// What somebody may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entitlement {
    /// The sound, in the rungs that lose some of it.
    pub stream: Extent,
    /// The rung that loses nothing.
    pub lossless: bool,
    /// The files.
    pub download: bool,
}

impl Entitlement {
    /// Nothing left out.
    pub const ALL: Self = Self { stream: Extent::Full, lossless: true, download: true };
    /// All of the sound and no files.
    pub const LISTEN: Self = Self { stream: Extent::Full, lossless: true, download: false };

    /// All of the sound, in the rungs that lose some of it.
    pub const LOSSY: Self = Self { stream: Extent::Full, lossless: false, download: false };

    /// The beginning of the sound.
    #[must_use]
    pub const fn first(ms: u32) -> Self {
        Self { stream: Extent::First { ms }, lossless: false, download: false }
    }

    /// Whether there is anything to be heard.
    #[must_use]
    pub fn hears(self) -> bool {
        self.stream != Extent::Nothing
    }

    /// How many milliseconds may be heard; `None` for all and for nothing.
    #[must_use]
    pub fn limit_ms(self) -> Option<u32> {
        match self.stream {
            Extent::First { ms } => Some(ms),
            Extent::Nothing | Extent::Full => None,
        }
    }
}

/// What somebody may have of a release and its tracks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rights {
    /// Whether its pages are for them.
    pub sees: bool,
    /// Whether they manage its artist.
    pub is_artist: bool,
    /// What holds for the whole of it.
    pub whole: Entitlement,
    /// Tracks that were bought by themselves.
    bought: Vec<TrackId>,
    /// Where full plays are counted: how many, and of which tracks none is left.
    counted: Option<(plays::Count, Vec<TrackId>)>,
}

impl Rights {
    /// All that there is to have.
    fn all() -> Self {
        Self { sees: true, whole: Entitlement::ALL, ..Self::default() }
    }

    /// Of whoever has the release's private link.
    #[must_use]
    pub fn of_private_link() -> Self {
        Self { whole: Entitlement::LISTEN, ..Self::all() }
    }

    /// Of those who manage its artist.
    #[must_use]
    pub fn of_artist() -> Self {
        Self { is_artist: true, ..Self::all() }
    }

    /// What they may have of one track.
    #[must_use]
    pub fn of(&self, track: TrackId) -> Entitlement {
        let is_used_up = || self.counted.as_ref().is_some_and(|(_, used_up)| used_up.contains(&track));
        if self.bought.contains(&track) {
            Entitlement::ALL
        } else if is_used_up() {
            Entitlement::first(plays::AFTERWARDS_MS)
        } else {
            self.whole
        }
    }

    /// How the plays of a track are counted; `None` where they are not.
    #[must_use]
    pub fn count(&self, track: TrackId) -> Option<plays::Count> {
        self.counted.as_ref().map(|(count, _)| *count).filter(|_| !self.bought.contains(&track))
    }

    /// Whether there is a file they may download.
    #[must_use]
    pub fn downloads(&self) -> bool {
        self.whole.download || !self.bought.is_empty()
    }
}

/// What somebody may have of a release, leaving aside whether its artist is suspended.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: &Release, who: Who) -> QueryResult<Rights> {
    deciding::decide(connection, &Terms::of(release), who).await
}

/// What somebody may have of a release. Nothing of an artist who is suspended, but for the artist.
///
/// # Errors
/// When the database fails.
pub async fn of_release_by_id(connection: &mut Connection, release: ReleaseId, who: Who) -> QueryResult<Rights> {
    let Some((terms, is_suspended)) = Terms::find(connection, release).await? else { return Ok(Rights::default()) };
    let rights = deciding::decide(connection, &terms, who).await?;
    Ok(if is_suspended && !rights.is_artist { Rights::default() } else { rights })
}
