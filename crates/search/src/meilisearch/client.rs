//! How Meilisearch is called: with the SDK, through the client that everything here uses, within time limits.

use std::time::Duration;

use async_trait::async_trait;
use futures::AsyncRead;
use futures::io::{AsyncReadExt as _, Cursor};
use meilisearch_sdk::errors::{Error, ErrorCode, ErrorType};
use meilisearch_sdk::request::{HttpClient, Method, parse_response};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::SearchError;

/// How long Meilisearch may take to be reached.
const CONNECT: Duration = Duration::from_secs(2);
/// How long it may take to answer: somebody waits for it.
const ANSWER: Duration = Duration::from_secs(4);
/// How long it may take to receive documents.
const UPLOAD: Duration = Duration::from_secs(60);

/// An HTTP client with the key and with time limits.
#[derive(Debug, Clone)]
pub(super) struct Http(reqwest::Client);

impl Http {
    pub fn new(key: Option<&str>) -> Result<Self, SearchError> {
        if CryptoProvider::get_default().is_none() {
            // It fails only if another thread was quicker, which is as good.
            drop(aws_lc_rs::default_provider().install_default());
        }
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            let mut value = HeaderValue::from_str(&format!("Bearer {key}"))
                .map_err(|_| SearchError::Refused("the key has characters that no key has".to_owned()))?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let builder = reqwest::Client::builder().connect_timeout(CONNECT).default_headers(headers);
        let client = builder.redirect(reqwest::redirect::Policy::none()).build();
        Ok(Self(client.map_err(|error| SearchError::Unavailable(error.to_string()))?))
    }
}

#[async_trait]
impl HttpClient for Http {
    async fn stream_request<
        Query: Serialize + Send + Sync,
        Body: AsyncRead + Send + Sync + 'static,
        Output: DeserializeOwned + 'static,
    >(
        &self,
        url: &str,
        method: Method<Query, Body>,
        content_type: &str,
        expected_status_code: u16,
    ) -> Result<Output, Error> {
        let verb = match &method {
            Method::Get { .. } => reqwest::Method::GET,
            Method::Post { .. } => reqwest::Method::POST,
            Method::Patch { .. } => reqwest::Method::PATCH,
            Method::Put { .. } => reqwest::Method::PUT,
            Method::Delete { .. } => reqwest::Method::DELETE,
        };
        let query = serde_urlencoded::to_string(method.query()).map_err(|error| Error::Other(Box::new(error)))?;
        let url = if query.is_empty() { url.to_owned() } else { format!("{url}?{query}") };
        let limit = if url.contains("/documents") { UPLOAD } else { ANSWER };
        let mut request = self.0.request(verb, &url).timeout(limit);
        if let Some(body) = method.into_body() {
            let mut bytes = Vec::new();
            let mut body = std::pin::pin!(body);
            body.read_to_end(&mut bytes).await.map_err(|error| Error::Other(Box::new(error)))?;
            request = request.header(CONTENT_TYPE, content_type).body(bytes);
        }
        let response = request.send().await.map_err(|error| Error::Other(Box::new(error)))?;
        let status = response.status().as_u16();
        let body = response.text().await.map_err(|error| Error::Other(Box::new(error)))?;
        parse_response(status, expected_status_code, if body.is_empty() { "null" } else { &body }, url)
    }

    async fn request<Query, Body, Output>(
        &self,
        url: &str,
        method: Method<Query, Body>,
        expected_status_code: u16,
    ) -> Result<Output, Error>
    where
        Query: Serialize + Send + Sync,
        Body: Serialize + Send + Sync,
        Output: DeserializeOwned + 'static + Send,
    {
        let json = serde_json::to_vec(&method.body())?;
        self.stream_request(
            url,
            method.map_body(|_| Cursor::new(json.clone())),
            "application/json",
            expected_status_code,
        )
        .await
    }

    fn is_tokio(&self) -> bool {
        true
    }
}

/// What a fault of Meilisearch means.
pub(super) fn trouble(error: Error) -> SearchError {
    match &error {
        Error::Meilisearch(refusal) if refusal.error_code == ErrorCode::IndexNotFound => SearchError::NoIndex,
        Error::Meilisearch(refusal) if refusal.error_type == ErrorType::Auth => {
            SearchError::Refused(format!("{}. Look at meilisearch_key in the settings", refusal.error_message))
        }
        Error::Meilisearch(refusal) if refusal.error_type == ErrorType::InvalidRequest => {
            SearchError::Refused(refusal.error_message.clone())
        }
        Error::Other(within) => SearchError::Unavailable(with_causes(within.as_ref())),
        _ => SearchError::Unavailable(error.to_string()),
    }
}

/// "error sending request: tcp connect error: Connection refused" in place of its first third.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
