//! The one client for requests to other servers. What a stranger names is asked here and nowhere else: no address that is not
//! public ([`address`], checked when the connection is made, so that DNS cannot change its mind), no redirect that was not
//! checked again, no answer that is slow or large ([`Policy`]).

mod address;
mod authorised;
mod document;
mod error;
mod exchange;
mod limits;
mod middleware;
mod open;
mod reach;
mod resolver;

#[cfg(test)]
pub(crate) mod peer;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;
use chrono::Utc;
use http::StatusCode;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use url::Url;

pub use self::address::is_global;
pub use self::document::{ACTIVITY_JSON, Document, Fetched, is_activity_type};
pub use self::error::FetchError;
pub use self::limits::Policy;
pub use self::open::{Flow, Opened};
pub use self::reach::{Reach, TestNames};
pub use self::resolver::Lookup;

pub(crate) use self::document::same_host;
pub(crate) use self::reach::authority;

use self::exchange::headers_of;
use self::resolver::Resolver;
use crate::signatures::Signer;

/// What we ask for when we want an ActivityPub document.
pub const ACCEPT_ACTIVITY: &str =
    "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

/// Asks other servers. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    reach: Reach,
    policy: Policy,
    signer: Option<Arc<Signer>>,
}

impl Client {
    /// A client with the usual limits. `user_agent` is `Tonewood/<version> (+https://<host>/)`.
    ///
    /// # Errors
    /// When TLS does not start: usually because the system has no certificates of authorities.
    pub fn new(reach: Reach, user_agent: &str) -> Result<Self, FetchError> {
        Self::with_policy(reach, user_agent, Policy::default())
    }

    /// A client with limits of one's own.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_policy(reach: Reach, user_agent: &str, policy: Policy) -> Result<Self, FetchError> {
        Self::with_lookup(reach, user_agent, policy, resolver::of_system())
    }

    /// A client that finds hosts by a resolver of one's own. What that says is believed no more than what the system's says.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_lookup(reach: Reach, user_agent: &str, policy: Policy, lookup: Lookup) -> Result<Self, FetchError> {
        limits::ensure_crypto();
        let http = limits::builder(user_agent)
            // A redirect is followed in `exchange`, where its target is checked; a proxy would resolve names in our place.
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Resolver { reach: reach.clone(), lookup }))
            .build()
            .map_err(|error| FetchError::of_transport(&error))?;
        Ok(Self { http, reach, policy, signer: None })
    }

    /// The same client, whose requests through [`Client::with_middleware`] are signed.
    #[must_use]
    pub fn signing_as(&self, signer: impl Into<Arc<Signer>>) -> Self {
        Self { signer: Some(signer.into()), ..self.clone() }
    }

    /// What the client may reach.
    #[must_use]
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Reads an address that somebody else wrote and checks that it may be asked.
    ///
    /// # Errors
    /// [`FetchError::Forbidden`].
    pub fn parse(&self, address: &str) -> Result<Url, FetchError> {
        let url = Url::parse(address).map_err(|error| FetchError::Forbidden(format!("{address}: {error}")))?;
        self.reach.check(&url)?;
        Ok(url)
    }

    /// The address of something below `/.well-known/` on a host (with its port, where one is named) that somebody else wrote.
    pub(crate) fn well_known(&self, host: &str, name: &str) -> Result<Url, FetchError> {
        if host.is_empty()
            || host.contains(|letter: char| matches!(letter, '/' | '\\' | '?' | '#' | '@') || letter.is_whitespace())
        {
            return Err(FetchError::Forbidden(format!("{host}: no name of a host")));
        }
        self.parse(&format!("{}://{host}/.well-known/{name}", self.reach.scheme(host)))
    }

    /// Asks for `url`, following redirects within the policy. Only an answer of success comes back as one.
    ///
    /// # Errors
    /// Every [`FetchError`] but those about documents.
    pub async fn get(&self, url: &Url, accept: &str, signer: Option<&Signer>) -> Result<Fetched, FetchError> {
        let mut headers = HeaderMap::new();
        headers
            .insert(ACCEPT, HeaderValue::from_str(accept).map_err(|error| FetchError::Transport(error.to_string()))?);
        self.follow(url, headers, signer).await?.successful()
    }

    /// Asks for an ActivityPub document: of the right type, JSON, and with an `id` that is the address it came from. One that
    /// names another id on the same host is asked for once more, there.
    ///
    /// # Errors
    /// Every [`FetchError`].
    pub async fn get_object(&self, url: &Url, signer: Option<&Signer>) -> Result<Document, FetchError> {
        let first = self.get(url, ACCEPT_ACTIVITY, signer).await?.document()?;
        let id = first.id()?;
        if document::same_document(&id, &first.url) {
            return Ok(first);
        }
        if !document::same_host(&id, &first.url) {
            return Err(FetchError::WrongId(first.url.into()));
        }
        let second = self.get(&id, ACCEPT_ACTIVITY, signer).await?.document()?;
        if document::same_document(&second.id()?, &second.url) && document::same_host(&second.url, &id) {
            return Ok(second);
        }
        Err(FetchError::WrongId(second.url.into()))
    }

    /// Brings an activity to an inbox; no redirect is followed. Gives the status of success.
    ///
    /// # Errors
    /// [`FetchError::Status`] and [`FetchError::Gone`] for what the other server said, else why it was not reached.
    pub async fn post(&self, inbox: &Url, body: Bytes, signer: &Signer) -> Result<StatusCode, FetchError> {
        let mut headers = headers_of(&signer.post(inbox, &body, Utc::now()))?;
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(ACTIVITY_JSON));
        self.bring(inbox, headers, body).await
    }

    /// The client in the form the ActivityPub plumbing takes. Every request goes through the same checks and limits.
    #[must_use]
    pub fn with_middleware(&self) -> ClientWithMiddleware {
        ClientBuilder::new(self.http.clone()).with(middleware::Guard(self.clone())).build()
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Client")
            .field("reach", &self.reach)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
