//! Files of other servers that are passed on while they come: pictures and sound, which are too large to be held whole.

use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, Stream};
use http::StatusCode;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE};
use reqwest::Response;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::Client;
use super::error::FetchError;
use super::exchange::failure;

/// How a file is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// Bytes at most; behind them the stream fails.
    pub bytes: u64,
    /// Until the next bytes come.
    pub idle: Duration,
    /// Until all of it is there.
    pub whole: Duration,
}

/// A file whose headers are there.
#[derive(Debug)]
pub struct Opened {
    /// Where it came from, after redirects.
    pub url: Url,
    /// 200, or 206 for a part.
    pub status: StatusCode,
    headers: HeaderMap,
    response: Response,
}

impl Client {
    /// Asks for a file, or the part of it that `range` (the value of a `Range` header) names, with the checks of every request.
    /// The headers come within the deadline of a question; the bytes flow as they are taken.
    ///
    /// # Errors
    /// As [`Client::get`]; 416 is a [`FetchError::Status`].
    pub async fn open(&self, url: &Url, accept: &'static str, range: Option<&str>) -> Result<Opened, FetchError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        if let Some(range) = range {
            let range = HeaderValue::from_str(range).map_err(|error| FetchError::Transport(error.to_string()))?;
            headers.insert(RANGE, range);
        }
        let walk = self.walk(url, headers, None);
        let (url, response) = timeout(self.policy.get, walk).await.map_err(|_late| FetchError::Timeout)??;
        let (status, headers) = (response.status(), response.headers().clone());
        match failure(status, &headers) {
            Some(failure) => Err(failure),
            None => Ok(Opened { url, status, headers, response }),
        }
    }
}

impl Opened {
    /// A header of the answer, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Its media type without parameters, in lower case; empty when the other server names none.
    #[must_use]
    pub fn media_type(&self) -> String {
        let named = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// How many bytes come, where the other server says so.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.header(CONTENT_LENGTH.as_str())?.parse().ok()
    }

    /// Its bytes. The stream fails when there are more than `flow` allows, or they are too slow.
    pub fn into_stream(self, flow: Flow) -> impl Stream<Item = Result<Bytes, FetchError>> + Send + use<> {
        let end = Instant::now() + flow.whole;
        stream::try_unfold((self.response, 0_u64), move |(mut response, taken)| async move {
            let next = timeout_at(end.min(Instant::now() + flow.idle), response.chunk()).await;
            let Some(chunk) =
                next.map_err(|_late| FetchError::Timeout)?.map_err(|error| FetchError::of_transport(&error))?
            else {
                return Ok(None);
            };
            let taken = taken + chunk.len() as u64;
            if taken > flow.bytes {
                return Err(FetchError::TooLarge);
            }
            Ok(Some((chunk, (response, taken))))
        })
    }
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;
    use crate::client::TestNames;
    use crate::client::peer::{Peer, Reply, client, hasty};

    const FLOW: Flow = Flow { bytes: 20, idle: Duration::from_millis(200), whole: Duration::from_secs(5) };

    async fn peer(answer: impl Fn() -> Reply + Send + Sync + 'static) -> (Peer, TestNames) {
        let peer = Peer::start(move |_| answer()).await;
        let names = TestNames::default().with("a.test", peer.address);
        (peer, names)
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[tokio::test]
    async fn a_part_of_a_file_flows_through() {
        let headers = [("content-type", "Audio/MPEG; x=y"), ("content-range", "bytes 2-6/11")];
        let (peer, names) = peer(move || Reply::new(206, &headers, b"llo s")).await;
        let opened = client(&names).open(&url("http://a.test/a.mp3"), "audio/*", Some("bytes=2-6")).await.unwrap();
        assert_eq!((opened.status.as_u16(), opened.length()), (206, Some(5)));
        assert_eq!(opened.media_type(), "audio/mpeg");
        let bytes: Vec<Bytes> = opened.into_stream(FLOW).try_collect().await.unwrap();
        assert_eq!(bytes.concat(), b"llo s");
        let asked = &peer.requests()[0];
        assert_eq!((asked.header("range"), asked.header("accept")), (Some("bytes=2-6"), Some("audio/*")));
        assert_eq!(asked.header("cookie"), None);
    }

    #[tokio::test]
    async fn what_is_too_long_or_too_slow_ends_in_an_error() {
        let (_peer, names) = peer(|| Reply::new(200, &[], &[0; 21])).await;
        let opened = client(&names).open(&url("http://a.test/a"), "image/*", None).await.unwrap();
        let read: Result<Vec<Bytes>, _> = opened.into_stream(FLOW).try_collect().await;
        assert_eq!(read.unwrap_err(), FetchError::TooLarge);

        let begun = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
        let (_peer, names) = peer(|| Reply::Trickle(begun.to_vec())).await;
        let opened = client(&names).open(&url("http://a.test/a"), "image/*", None).await.unwrap();
        let slow = Flow { bytes: 1000, whole: Duration::from_millis(300), ..FLOW };
        let read: Result<Vec<Bytes>, _> = opened.into_stream(slow).try_collect().await;
        assert_eq!(read.unwrap_err(), FetchError::Timeout);

        let (_peer, names) = peer(|| Reply::Silence).await;
        assert_eq!(
            hasty(&names).open(&url("http://a.test/a"), "image/*", None).await.unwrap_err(),
            FetchError::Timeout
        );
    }

    #[tokio::test]
    async fn a_redirect_to_a_private_address_is_not_followed() {
        let (_peer, names) = peer(|| Reply::redirect("http://127.0.0.1:1/secret")).await;
        let refused = client(&names).open(&url("http://a.test/a.png"), "image/*", None).await.unwrap_err();
        assert!(matches!(refused, FetchError::Forbidden(_)), "{refused}");
        assert_eq!(names.asked_at_all(), 1);
    }
}
