//! What federation works with.

use std::sync::Arc;

use activitypub_federation::config::{Data, FederationConfig};
use model::{Pool, Pooled};

use crate::FederationError;
use crate::client::Client;
use crate::own_keys::{self, Signers};

/// How many fetches one request may lead to through the plumbing. An object and its author are two.
const FETCHES: u32 = 3;

/// The instance as federation sees it; cheap to clone.
#[derive(Clone)]
pub struct Federation {
    /// The database.
    pub pool: Pool,
    /// The public address without a slash at its end: `https://music.example`.
    pub base_url: String,
    /// Host and, where one is named, port of that address: what stands behind the @ in handles.
    pub domain: String,
    /// The one client for requests to other servers.
    pub client: Client,
    /// Private keys at hand.
    pub signers: Signers,
}

/// [`Federation`] with the configuration of the ActivityPub plumbing.
#[derive(Clone)]
pub struct Plumbing(Arc<FederationConfig<Federation>>);

impl std::fmt::Debug for Federation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Federation").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl Federation {
    /// The instance at `base_url`, an address without a path.
    #[must_use]
    pub fn new(pool: Pool, base_url: &str, client: Client) -> Self {
        let base_url = base_url.trim_end_matches('/').to_owned();
        let domain = crate::remote::read::host(&base_url).unwrap_or_default();
        Self { pool, base_url, domain, client, signers: own_keys::signers() }
    }

    /// A connection from the pool.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn db(&self) -> Result<Pooled, FederationError> {
        self.pool.get().await.map_err(|error| FederationError::NoConnection(error.to_string()))
    }

    /// Whether an address is one of this instance's.
    #[must_use]
    pub fn is_local(&self, address: &str) -> bool {
        address.strip_prefix(&self.base_url).is_some_and(|path| path.is_empty() || path.starts_with('/'))
    }

    /// The path of an address of this instance.
    #[must_use]
    pub fn local_path<'a>(&self, address: &'a str) -> Option<&'a str> {
        address.strip_prefix(&self.base_url).filter(|path| path.starts_with('/'))
    }

    /// The whole address of a path of this instance.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        urls::absolute(&self.base_url, path)
    }

    /// Sets the ActivityPub plumbing up. Its own checks of addresses are off: [`Client`] checks every address at the moment it
    /// connects, and more strictly.
    ///
    /// # Errors
    /// When the plumbing does not take the configuration.
    pub async fn plumbing(&self) -> Result<Plumbing, FederationError> {
        let config = FederationConfig::builder()
            .domain(self.domain.clone())
            .app_data(self.clone())
            .client(self.client.with_middleware())
            .debug(true)
            .http_fetch_limit(FETCHES)
            .build()
            .await
            .map_err(|error| FederationError::TryLater(error.to_string()))?;
        Ok(Plumbing(Arc::new(config)))
    }
}

impl Plumbing {
    /// For one request: counts its fetches.
    #[must_use]
    pub fn data(&self) -> Data<Federation> {
        self.0.to_request_data()
    }

    /// The instance.
    #[must_use]
    pub fn federation(&self) -> &Federation {
        &self.0
    }
}
