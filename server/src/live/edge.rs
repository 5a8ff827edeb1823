//! What a server keeps of live sets: who owns them, one stream of each rendition that somebody listens to, and who listens.

mod owners;
mod past;
mod pull;
mod shows;
mod texts;

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use live::link::{Answer, Ask, LinkError, Rendition};
use live::mount::Ring;
use model::Pool;
use model::ids::ShowId;
use tokio::io::BufReader;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::country::Countries;
use super::gate::Answers;
use super::listens::Listens;
use super::ports::Addresses;
pub use past::Past;
pub use pull::Pull;
pub use texts::{Kind, Stamp};

/// A conversation with the worker of a show.
pub type Link = BufReader<TcpStream>;

/// What a server keeps of live sets.
pub struct Edge {
    pool: Pool,
    /// The secret of the link, in hex.
    token: String,
    owners: owners::Owners,
    shows: shows::Shows,
    pasts: past::Pasts,
    pulls: pull::Pulls,
    addresses: OnceLock<Addresses>,
    /// Who listens.
    pub listens: Arc<Listens>,
    /// From where.
    pub countries: Countries,
    /// Which passes let in.
    pub answers: Answers,
    /// Since when it runs.
    pub since: DateTime<Utc>,
    /// Where streams are pulled: not with the requests that asked for them first.
    runtime: Handle,
    /// Cancelled when the server stops.
    stop: CancellationToken,
}

impl Edge {
    /// An edge that knows nothing yet; `secret` is what workers know as well. It has to be made in the runtime that it works in.
    #[must_use]
    pub fn new(pool: Pool, secret: &[u8], countries: Countries, stop: CancellationToken) -> Self {
        Self {
            token: hex::encode(secret),
            owners: owners::Owners::new(),
            shows: shows::Shows::new(),
            pasts: past::Pasts::new(),
            pulls: pull::Pulls::default(),
            addresses: OnceLock::new(),
            listens: Arc::default(),
            answers: Answers::new(),
            since: Utc::now(),
            runtime: Handle::current(),
            countries,
            stop,
            pool,
        }
    }

    /// Asks the worker of a show; where none owns it, any worker.
    ///
    /// # Errors
    /// When no worker answers.
    pub async fn ask(&self, show: ShowId, ask: Ask) -> Result<(Answer, Link), LinkError> {
        let addresses = self.owners.addresses(&self.pool, show).await;
        let asked = live::link::ask_owner(&addresses, &self.token, show.0, ask).await;
        if !matches!(asked, Ok((Answer::Done, _))) {
            // It may have moved: the next one looks.
            self.owners.forget(show).await;
        }
        asked
    }

    /// Where the worker that owns a show is, if one does.
    async fn owner_address(&self, show: ShowId) -> Option<SocketAddr> {
        self.owners.owner(&self.pool, show).await?.parse().ok()
    }

    /// The stream of a rendition, pulled from now on if it was not; it goes on as long as somebody asks for it.
    pub fn pull(self: &Arc<Self>, show: ShowId, rendition: Rendition) -> Arc<Pull> {
        self.pulls.get(self, show, rendition)
    }

    /// The stream of a rendition, if it is pulled already.
    #[must_use]
    pub fn known(&self, show: ShowId, rendition: Rendition) -> Option<Arc<Pull>> {
        self.pulls.known(show, rendition)
    }

    /// Whether somebody plays a show by its playlists at this server.
    #[must_use]
    pub fn plays(&self, show: ShowId) -> bool {
        Rendition::LADDER.into_iter().any(|rendition| self.known(show, rendition).is_some())
    }

    /// The bytes of a show's mount, if somebody hears them at this server.
    #[must_use]
    pub fn known_ring(&self, show: ShowId) -> Option<Arc<Ring>> {
        self.pulls.known(show, Rendition::Mount)?.ring_now()
    }

    /// Where sources and players of mounts come; nowhere until the ports are open.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        self.addresses.get().copied().unwrap_or_default()
    }

    /// Says where they come.
    pub fn set_addresses(&self, addresses: Addresses) {
        // The ports are opened once, at the start.
        let _ = self.addresses.set(addresses);
    }

    /// Forgets what it knew of a show that changed.
    pub async fn changed(&self, show: ShowId) {
        self.owners.forget(show).await;
        self.shows.forget(show).await;
        self.pulls.wake(show);
    }
}
