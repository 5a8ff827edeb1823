use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use url::{Host, Url};

use super::error::FetchError;

/// The first port that is nobody's service by convention. Below it only the one of https is asked.
const FIRST_FREE_PORT: u16 = 1024;

/// Who can be asked.
#[derive(Debug, Clone)]
pub enum Reach {
    /// Servers with a public name, over TLS.
    Public,
    /// Besides, this machine over http: for an instance whose own public address is on this machine.
    Loopback,
    /// These names on this machine over http, and nothing else.
    Tests(TestNames),
}

impl Reach {
    /// The reach that fits an instance with this public address.
    #[must_use]
    pub fn of(base_url: &str) -> Self {
        match Url::parse(base_url) {
            Ok(url) if is_this_machine(&url) => Self::Loopback,
            Ok(_) | Err(_) => Self::Public,
        }
    }

    /// Whether `url` may be asked, as far as can be said before its name is resolved.
    ///
    /// # Errors
    /// [`FetchError::Forbidden`].
    pub fn check(&self, url: &Url) -> Result<(), FetchError> {
        let forbidden = |why: &str| Err(FetchError::Forbidden(format!("{url}: {why}")));
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Forbidden("an address with a name or password".to_owned()));
        }
        if !matches!(url.scheme(), "https" | "http") {
            return forbidden("neither https nor http");
        }
        match self {
            Self::Tests(names) if names.knows(url) => return Ok(()),
            Self::Tests(names) => {
                names.count_refused(url);
                return forbidden("no name of this test");
            }
            Self::Loopback if is_this_machine(url) => return Ok(()),
            Self::Loopback | Self::Public => {}
        }
        if url.scheme() != "https" {
            return forbidden("not https");
        }
        let Some(Host::Domain(name)) = url.host() else { return forbidden("not a name") };
        if name.ends_with('.') || !name.trim_matches('.').contains('.') {
            return forbidden("not a public name");
        }
        match url.port_or_known_default() {
            Some(443 | FIRST_FREE_PORT..) => Ok(()),
            _ => forbidden("not a port of the web"),
        }
    }

    /// The scheme to begin with when only a host (and port) is known.
    pub(crate) fn scheme(&self, host: &str) -> &'static str {
        let local = match self {
            Self::Public => false,
            Self::Loopback => Url::parse(&format!("http://{host}")).is_ok_and(|url| is_this_machine(&url)),
            Self::Tests(_) => true,
        };
        if local { "http" } else { "https" }
    }

    /// Says that a request goes out.
    pub(super) fn count(&self, url: &Url) {
        if let Self::Tests(names) = self {
            *names.inner().asked.entry(authority(url)).or_default() += 1;
        }
    }
}

/// Whether the address names this machine itself.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(_)) | None => false,
    }
}

/// Host and, where one is named, port: what stands behind the @ of a handle.
pub(crate) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Names that exist in tests only, and what was asked of them. Clones are the same names.
#[derive(Debug, Clone, Default)]
pub struct TestNames(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    names: HashMap<String, SocketAddr>,
    asked: HashMap<String, usize>,
    refused: HashMap<String, usize>,
}

impl TestNames {
    /// Lets `name` be reached at `address`. A name with a port (`localhost:8081`) is reached at that port of the address.
    #[must_use]
    pub fn with(self, name: &str, address: SocketAddr) -> Self {
        self.add(name, address);
        self
    }

    /// As [`TestNames::with`], for a client that is at work.
    pub fn add(&self, name: &str, address: SocketAddr) {
        self.inner().names.insert(name.to_ascii_lowercase(), address);
    }

    /// How many requests went to `name`, redirects included.
    #[must_use]
    pub fn asked(&self, name: &str) -> usize {
        self.inner().asked.get(name).copied().unwrap_or_default()
    }

    /// How many requests went out at all.
    #[must_use]
    pub fn asked_at_all(&self) -> usize {
        self.inner().asked.values().sum()
    }

    /// How many requests to `name` were refused because it is no name of the test.
    #[must_use]
    pub fn refused(&self, name: &str) -> usize {
        self.inner().refused.get(name).copied().unwrap_or_default()
    }

    fn knows(&self, url: &Url) -> bool {
        self.inner().names.contains_key(&authority(url))
    }

    fn count_refused(&self, url: &Url) {
        *self.inner().refused.entry(authority(url)).or_default() += 1;
    }

    /// Where a host is. The port of an address that names one goes before.
    pub(super) fn address(&self, host: &str) -> Option<SocketAddr> {
        let known = self.inner();
        let with_port = |name: &str| name.split_once(':').is_some_and(|(name, _)| name == host);
        let found =
            known.names.get(host).or_else(|| known.names.iter().find(|(name, _)| with_port(name)).map(|(_, at)| at));
        found.copied().filter(|address| matches!(address.ip(), IpAddr::V4(ip) if ip.is_loopback()))
    }

    /// A test that failed elsewhere does not make the names wrong.
    fn inner(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
