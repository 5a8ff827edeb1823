//! Passing a show on to somebody else's Icecast or RTMP server.

mod icecast;
mod rtmp;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use url::Url;

use crate::mount::Ring;

/// How long a connection and the answer to it may take.
const ANSWER: Duration = Duration::from_secs(10);
/// After so long without a byte taken the other server is gone.
const WRITE: Duration = Duration::from_secs(15);
/// How long the first wait after a failure is; each is twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait; after as long a connection the waits begin anew.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Where a show is passed on to.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
    port: u16,
}

/// An address to which no show can be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write icecast://user:password@host:port/mount or rtmp://host/app/key.")]
pub struct BadTarget;

impl Target {
    /// Reads an address: `icecast://user:password@host:port/mount`, `rtmp://host/app/key`.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn parse(address: &str) -> Result<Self, BadTarget> {
        let url = Url::parse(address.trim()).map_err(|_| BadTarget)?;
        let usual = match url.scheme() {
            "icecast" => 8_000,
            "rtmp" => 1_935,
            _ => return Err(BadTarget),
        };
        if url.host_str().is_none_or(str::is_empty) || url.path().len() < 2 {
            return Err(BadTarget);
        }
        Ok(Self { port: url.port().unwrap_or(usual), url })
    }

    /// Host and port, which may be shown: user, password and key are not in it.
    #[must_use]
    pub fn host(&self) -> String {
        format!("{}:{}", self.url.host_str().unwrap_or_default(), self.port)
    }

    /// Whether it takes nothing but AAC.
    #[must_use]
    pub fn wants_aac(&self) -> bool {
        self.url.scheme() != "icecast"
    }
}

/// What the other server is told of a show, and what may be reached at all.
#[derive(Debug, Clone)]
pub struct Station {
    /// Name of the show.
    pub name: String,
    /// Its genre; may be empty.
    pub genre: String,
    /// The name of this program.
    pub client: String,
    /// Which addresses may be connected to: artists name the target, and what is within this network is not theirs.
    pub may_reach: fn(IpAddr) -> bool,
}

/// How it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushState {
    /// The show goes out.
    Connected,
    /// It does not, for the reason given as a sentence. It is tried again.
    Failed(String),
}

/// Why a show does not go out.
#[derive(Debug, thiserror::Error)]
enum PushError {
    #[error("The server cannot be reached: {0}.")]
    Io(#[from] io::Error),
    #[error("The server does not answer.")]
    Late,
    #[error("The server may not be reached from here.")]
    Forbidden,
    #[error("The server refuses the stream: {0}.")]
    Refused(String),
    #[error("This server takes nothing but AAC, and the mount of the show is in {0}.")]
    WrongType(String),
}

/// Passes on what comes into a ring until it ends; connects again when the connection is lost. `told` hears how it goes, at
/// every change.
pub async fn run(target: &Target, ring: &Arc<Ring>, station: &Station, told: impl Fn(PushState) + Send + Sync) {
    let mut wait = FIRST_WAIT;
    while !ring.ended() {
        let began = Instant::now();
        let connected = || told(PushState::Connected);
        let outcome = if target.wants_aac() {
            Box::pin(rtmp::push(target, ring, station, &connected)).await
        } else {
            icecast::push(target, ring, station, &connected).await
        };
        let Err(error) = outcome else { return };
        told(PushState::Failed(error.to_string()));
        if began.elapsed() >= LONGEST_WAIT {
            wait = FIRST_WAIT;
        }
        tokio::select! {
            () = sleep(wait) => {}
            () = ring.over() => return,
        }
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// What comes within a time.
async fn within<T, E>(limit: Duration, what: impl Future<Output = Result<T, E>>) -> Result<T, PushError>
where
    PushError: From<E>,
{
    Ok(timeout(limit, what).await.map_err(|_| PushError::Late)??)
}

/// Where the target is; all of its addresses must be allowed.
async fn resolve(target: &Target, station: &Station) -> Result<SocketAddr, PushError> {
    let host = target.url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let found = within(ANSWER, tokio::net::lookup_host((host, target.port))).await?;
    let found: Vec<SocketAddr> = found.collect();
    if found.iter().any(|address| !(station.may_reach)(address.ip())) {
        return Err(PushError::Forbidden);
    }
    found.first().copied().ok_or(PushError::Late)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read() {
        let target = Target::parse(" icecast://source:hack%40me@radio.example/live.mp3 ").unwrap();
        assert_eq!((target.host().as_str(), target.wants_aac()), ("radio.example:8000", false));
        assert_eq!(Target::parse("rtmp://a.rtmp.example/live2/KEY").unwrap().host(), "a.rtmp.example:1935");
        for bad in
            ["", "http://x/y", "rtmps://x/y/z", "icecast://x", "icecast:///mount", "rtmp://x/", "radio.example:8000/x"]
        {
            assert!(Target::parse(bad).is_err(), "{bad}");
        }
    }
}
