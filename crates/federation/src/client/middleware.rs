use async_trait::async_trait;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, LOCATION, TRANSFER_ENCODING};
use http::{Extensions, Method, StatusCode};
use reqwest::{Request, Response, ResponseBuilderExt};
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::Client;
use super::document::{ACTIVITY_JSON, is_activity_type};
use super::error::FetchError;
use super::exchange::{Answer, failure};

/// Stands before the plumbing's requests and makes each of them an exchange of [`Client`]'s: nothing reaches reqwest but what went
/// through its checks.
pub(super) struct Guard(pub(super) Client);

#[async_trait]
impl Middleware for Guard {
    async fn handle(&self, request: Request, _: &mut Extensions, _: Next<'_>) -> Result<Response> {
        let answer = match *request.method() {
            Method::GET => self.asked(&request).await,
            Method::POST => self.brought(&request).await,
            _ => Err(FetchError::Forbidden(format!("a request with {}", request.method()))),
        };
        answer.and_then(answered).map_err(Error::middleware)
    }
}

impl Guard {
    /// The plumbing looks at no status but 410: another failure would be read as a document of a wrong type.
    async fn asked(&self, request: &Request) -> std::result::Result<Answer, FetchError> {
        let signer = self.0.signer.as_deref().filter(|_| wants_activity(request.headers()));
        let answer = self.0.follow(request.url(), headers_to_send(request), signer).await?;
        match failure(answer.status, &answer.headers) {
            None | Some(FetchError::Gone) => Ok(answer),
            Some(failure) => Err(failure),
        }
    }

    async fn brought(&self, request: &Request) -> std::result::Result<Answer, FetchError> {
        let body =
            request.body().and_then(reqwest::Body::as_bytes).map(bytes::Bytes::copy_from_slice).unwrap_or_default();
        let status: StatusCode = self.0.bring(request.url(), headers_to_send(request), body).await?;
        Ok(Answer { url: request.url().clone(), status, headers: HeaderMap::new(), body: bytes::Bytes::new() })
    }
}

/// The plumbing's headers, but for those that belong to a connection.
fn headers_to_send(request: &Request) -> HeaderMap {
    let mut headers = request.headers().clone();
    for name in [HOST, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    headers
}

fn wants_activity(headers: &HeaderMap) -> bool {
    let types = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    types.split(',').any(is_activity_type)
}

/// The answer as reqwest's. The plumbing knows three spellings of the type of a document; all that are right become one of them.
/// It follows any `Location` it sees: ours are followed already.
fn answered(answer: Answer) -> std::result::Result<Response, FetchError> {
    let mut headers = answer.headers;
    for name in [LOCATION, TRANSFER_ENCODING, CONTENT_LENGTH] {
        headers.remove(name);
    }
    if headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_activity_type) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(ACTIVITY_JSON));
    }
    let response = http::Response::builder().status(answer.status).url(answer.url).body(answer.body);
    let mut response = response.map_err(|error| FetchError::Transport(error.to_string()))?;
    *response.headers_mut() = headers;
    Ok(response.into())
}
