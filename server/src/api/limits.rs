//! How often one address may ask the API in a minute. It is counted in memory, by each server for itself. The answer says how much
//! is left; what is too much is 429 and says how long to wait. Uploads are not counted: their size is bounded elsewhere, and a
//! file is many requests.

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use moka::future::Cache;

use crate::api::error::ApiError;
use crate::app::App;
use crate::visit::peer_of;

/// How long a window is.
const WINDOW: Duration = Duration::from_secs(60);
/// How many addresses are remembered.
const ADDRESSES: u64 = 100_000;

/// The headers that say how an address stands, and what each says.
pub const HEADERS: [(&str, &str); 3] = [
    ("RateLimit-Limit", "How many requests this address may send in a minute"),
    ("RateLimit-Remaining", "How many are left in this minute"),
    ("RateLimit-Reset", "Seconds until the minute is over"),
];

/// Who asked how often in the window that is open for them.
pub struct Limits {
    windows: Cache<String, Arc<Asked>>,
    most: usize,
}

struct Asked {
    since: Instant,
    times: AtomicUsize,
}

/// How an address stands after one more request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    most: usize,
    left: usize,
    is_over: bool,
    /// Seconds until the window ends.
    ends_in: u64,
}

impl Limits {
    /// With so many requests a minute.
    #[must_use]
    pub fn new(most: NonZeroUsize) -> Self {
        let windows = Cache::builder().max_capacity(ADDRESSES).time_to_live(WINDOW).build();
        Self { windows, most: most.get() }
    }

    async fn count(&self, who: &str) -> Standing {
        let fresh = async { Arc::new(Asked { since: Instant::now(), times: AtomicUsize::new(0) }) };
        let asked = self.windows.get_with_by_ref(who, fresh).await;
        let times = asked.times.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        Standing {
            most: self.most,
            left: self.most.saturating_sub(times),
            is_over: times > self.most,
            ends_in: WINDOW.saturating_sub(asked.since.elapsed()).as_secs().max(1),
        }
    }
}

impl Standing {
    fn say(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("ratelimit-limit", self.most.to_string()),
            ("ratelimit-remaining", self.left.to_string()),
            ("ratelimit-reset", self.ends_in.to_string()),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }

    fn refusal(self) -> ApiError {
        let detail = format!("This address asks too often. Wait {} seconds, then go on.", self.ends_in);
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", &detail)
            .with_header("retry-after", self.ends_in.to_string())
    }
}

/// Counts a request, and refuses the one that is too much.
///
/// # Errors
/// When what it wraps fails before there is an answer.
pub async fn limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<web::Data<App>>().filter(|_| is_counted(request.path())).cloned();
    let Some(app) = app else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    let standing = app.api_limits.count(&who(&peer_of(&app, request.request()))).await;
    let mut response = if standing.is_over {
        request.error_response(standing.refusal())
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    standing.say(response.headers_mut());
    Ok(response)
}

/// Whether requests for this path are counted.
#[must_use]
pub fn is_counted(path: &str) -> bool {
    path.starts_with("/api/v1/") && !path.starts_with("/api/v1/uploads")
}

/// An address; of the many that one line has in IPv6, its network.
fn who(peer: &str) -> String {
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

    #[actix_web::test]
    async fn one_too_many_is_told_how_long() {
        let limits = Limits::new(NonZeroUsize::new(2).unwrap());
        assert_eq!(limits.count("a").await.left, 1);
        assert!(!limits.count("a").await.is_over);
        let third = limits.count("a").await;
        assert!(third.is_over && third.left == 0 && (1..=60).contains(&third.ends_in), "{third:?}");
        assert!(!limits.count("b").await.is_over);
    }

    #[test]
    fn a_line_is_one_whatever_address_it_takes() {
        assert_eq!(who("2001:db8:1:2:aaaa::1"), who("2001:db8:1:2:bbbb::9"));
        assert_ne!(who("2001:db8:1:2::1"), who("2001:db8:1:3::1"));
        assert_eq!(who("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
