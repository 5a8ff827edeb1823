//! How often things around accounts may be tried.

use std::net::IpAddr;

use chrono::Duration;
use model::Connection;
use model::throttles::{self, Limit};

use crate::error::PageError;
use crate::visit::Visit;

/// Passwords tried for one address.
pub const SIGN_IN_ADDRESS: Limit = Limit { name: "sign in to address", attempts: 15, window: Duration::minutes(15) };
/// Passwords tried from one place, for whatever address.
pub const SIGN_IN_PEER: Limit = Limit { name: "sign in from peer", attempts: 50, window: Duration::minutes(15) };
/// Accounts made from one place.
pub const SIGN_UP_PEER: Limit = Limit { name: "sign up from peer", attempts: 30, window: Duration::hours(1) };
/// Mails asked for from one place.
pub const ASK_PEER: Limit = Limit { name: "ask for mail from peer", attempts: 30, window: Duration::hours(1) };
/// The own password, asked for again by somebody who is signed in.
pub const OWN_PASSWORD: Limit = Limit { name: "own password", attempts: 10, window: Duration::minutes(15) };

/// Counts one try; when it is one too many, the words that say how long to wait.
///
/// # Errors
/// When the database fails.
pub async fn hit(connection: &mut Connection, limit: Limit, who: &str) -> Result<Option<String>, PageError> {
    let wait = throttles::hit(connection, limit, who).await?;
    Ok(wait.map(|wait| format!("Too many tries. {}", PageError::too_many(wait.num_seconds()).message)))
}

/// Where a visit comes from: the IPv4 address, or the network of an IPv6 address, of which everybody has 2^64.
#[must_use]
pub fn place(visit: &Visit) -> String {
    network(&visit.peer())
}

/// The place of an address, see [`place`].
#[must_use]
pub fn network(peer: &str) -> String {
    match peer.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => peer.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_is_one_place() {
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
    }
}
