//! What other servers ask of this one: who is here, what they said, and an inbox for what is said to them.

pub mod activities;
pub mod actors;
pub mod admission;
pub mod answer;
pub mod collections;
pub mod current;
pub mod discovery;
pub mod inbox;
pub mod negotiation;
pub mod objects;
pub mod reading;
pub mod shows;

use config::Settings;
use federation::client::{Client, FetchError, Reach};
use federation::context::Plumbing;
use federation::{Federation, FederationError};
use model::Pool;

/// What went wrong while federation was set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The client for requests to other servers.
    #[error("the client for other servers: {0}")]
    Client(#[from] FetchError),
    /// The ActivityPub plumbing.
    #[error(transparent)]
    Plumbing(#[from] FederationError),
}

/// The instance as other servers see it. One on a loopback address speaks to others on loopback addresses alone, and without
/// TLS: that is for trying things out.
///
/// # Errors
/// When TLS or the plumbing cannot be set up.
pub async fn plumbing(settings: &Settings, pool: Pool) -> Result<Plumbing, SetUpError> {
    let base_url = settings.public_url();
    let reach = if settings.is_public() { Reach::Public } else { Reach::Loopback };
    let user_agent = format!("Tonewood/{} (+{base_url})", env!("CARGO_PKG_VERSION"));
    let client = Client::new(reach, &user_agent)?;
    Ok(Federation::new(pool, base_url.as_str(), client).plumbing().await?)
}
