//! Questions that carry somebody's token: to the address that this somebody named, and to no other. No redirect is followed, so
//! that a token never goes where its owner did not send it.

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use tokio::time::timeout;
use url::Url;

use super::Client;
use super::document::Fetched;
use super::error::FetchError;
use super::exchange::whole;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Client {
    /// Asks `url` for JSON with an `Authorization` header.
    ///
    /// # Errors
    /// As [`Client::get`]; a redirect is a [`FetchError::Status`].
    pub async fn get_authorised(&self, url: &Url, authorization: &str) -> Result<Fetched, FetchError> {
        let ask = async {
            let response = self.send(Method::GET, url, headers(authorization)?, None).await?;
            whole(url.clone(), response, self.policy.body).await?.successful()
        };
        timeout(self.policy.get, ask).await.map_err(|_late| FetchError::Timeout)?
    }

    /// Brings JSON to `url` with an `Authorization` header. Gives the status of success.
    ///
    /// # Errors
    /// As [`Client::post`].
    pub async fn post_authorised(&self, url: &Url, authorization: &str, json: Bytes) -> Result<StatusCode, FetchError> {
        let mut headers = headers(authorization)?;
        headers.insert(CONTENT_TYPE, JSON);
        self.bring(url, headers, json).await
    }
}

fn headers(authorization: &str) -> Result<HeaderMap, FetchError> {
    let mut authorization = HeaderValue::from_str(authorization)
        .map_err(|_unprintable| FetchError::Transport("a token that cannot be sent".to_owned()))?;
    authorization.set_sensitive(true);
    Ok(HeaderMap::from_iter([(ACCEPT, JSON), (AUTHORIZATION, authorization)]))
}
