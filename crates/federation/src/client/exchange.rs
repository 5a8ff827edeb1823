//! Requests and their answers: within the deadline, within the size, and only where the reach allows.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::Utc;
use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Method, StatusCode};
use reqwest::Response;
use tokio::time::timeout;
use url::Url;

use super::Client;
use super::document::Fetched;
use super::error::FetchError;
use crate::signatures::Signer;

/// The longest time another server can ask us to wait.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);
/// For the body of an answer to what we brought: nobody reads it, but a connection that is read to its end can be used again.
const REST: Duration = Duration::from_secs(1);
/// Bytes of such a body; with more, the connection is closed.
const REST_BYTES: usize = 64 << 10;

/// An answer, whole.
pub(super) struct Answer {
    pub(super) url: Url,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Client {
    /// Asks, and follows redirects. The deadline is one for all of it; each address is checked and signed for anew.
    pub(super) async fn follow(
        &self,
        url: &Url,
        headers: HeaderMap,
        signer: Option<&Signer>,
    ) -> Result<Answer, FetchError> {
        let walk = async {
            let (url, response) = self.walk(url, headers, signer).await?;
            whole(url, response, self.policy.body).await
        };
        timeout(self.policy.get, walk).await.map_err(|_late| FetchError::Timeout)?
    }

    /// Asks, and follows redirects until an answer is none, whose body is not read yet. The deadline is the caller's.
    pub(super) async fn walk(
        &self,
        url: &Url,
        headers: HeaderMap,
        signer: Option<&Signer>,
    ) -> Result<(Url, Response), FetchError> {
        let mut url = url.clone();
        for _ in 0..=self.policy.redirects {
            // A fragment is not sent; the answer is one to the address without it.
            url.set_fragment(None);
            let mut headers = headers.clone();
            if let Some(signer) = signer {
                headers.extend(headers_of(&signer.get(&url, Utc::now()))?);
            }
            let response = self.send(Method::GET, &url, headers, None).await?;
            let Some(target) = redirect_target(&url, &response)? else { return Ok((url, response)) };
            url = target;
        }
        Err(FetchError::Redirects)
    }

    /// Brings a body. A redirect is not followed: it is an answer other than success.
    pub(super) async fn bring(&self, url: &Url, headers: HeaderMap, body: Bytes) -> Result<StatusCode, FetchError> {
        let response = timeout(self.policy.post, self.send(Method::POST, url, headers, Some(body)))
            .await
            .map_err(|_late| FetchError::Timeout)??;
        let status = response.status();
        let failure = failure(status, response.headers());
        // What was said with the status is not read. That this goes wrong changes nothing about the status.
        drop(timeout(REST, read(response, REST_BYTES)).await);
        failure.map_or(Ok(status), Err)
    }

    pub(super) async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Option<Bytes>,
    ) -> Result<Response, FetchError> {
        self.reach.check(url)?;
        self.reach.count(url);
        let mut request = self.http.request(method, url.clone()).headers(headers);
        if let Some(body) = body {
            request = request.body(body);
        }
        request.send().await.map_err(|error| FetchError::of_transport(&error))
    }
}

impl Answer {
    /// The answer if it is one of success.
    pub(super) fn successful(self) -> Result<Fetched, FetchError> {
        if let Some(failure) = failure(self.status, &self.headers) {
            return Err(failure);
        }
        let content_type = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Fetched { url: self.url, content_type, body: self.body })
    }
}

/// Headers of the signer as those of a request. Its `Host` is left out: HTTP/1 gets the same one from the address, and HTTP/2 has
/// `:authority` for it.
pub(super) fn headers_of(signed: &[(String, String)]) -> Result<HeaderMap, FetchError> {
    let wrong = |what: &dyn std::fmt::Display| FetchError::Transport(format!("a header that cannot be sent: {what}"));
    let mut headers = HeaderMap::with_capacity(signed.len());
    for (name, value) in signed {
        let name = HeaderName::try_from(name).map_err(|error| wrong(&error))?;
        if name != HOST {
            headers.insert(name, HeaderValue::try_from(value).map_err(|error| wrong(&error))?);
        }
    }
    Ok(headers)
}

/// What an answer means when it is not one of success.
pub(super) fn failure(status: StatusCode, headers: &HeaderMap) -> Option<FetchError> {
    match status {
        StatusCode::GONE => Some(FetchError::Gone),
        _ if status.is_success() => None,
        _ => Some(FetchError::Status { code: status.as_u16(), retry_after: retry_after(headers) }),
    }
}

/// `Retry-After`: seconds, or a date (RFC 9110, 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_no_number) => {
            let then = chrono::DateTime::parse_from_rfc2822(text).ok()?;
            then.signed_duration_since(Utc::now()).to_std().ok()?
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

/// Where the answer sends us.
fn redirect_target(url: &Url, response: &Response) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location =
        response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).ok_or(FetchError::Redirects)?;
    url.join(location).map(Some).map_err(|_unreadable| FetchError::Redirects)
}

pub(super) async fn whole(url: Url, response: Response, limit: usize) -> Result<Answer, FetchError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = read(response, limit).await?;
    Ok(Answer { url, status, headers, body })
}

/// The body, counted while it comes.
async fn read(mut response: Response, limit: usize) -> Result<Bytes, FetchError> {
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(FetchError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| FetchError::of_transport(&error))? {
        if body.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
