use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::error::FetchError;

/// The type ActivityPub documents are sent with.
pub const ACTIVITY_JSON: &str = "application/activity+json";
const LD_JSON: &str = "application/ld+json";
const ACTIVITY_STREAMS: &str = "https://www.w3.org/ns/activitystreams";

/// An answer of success.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// Where it came from, after redirects, without a fragment.
    pub url: Url,
    /// As the other server wrote it.
    pub content_type: Option<String>,
    /// All of it.
    pub body: Bytes,
}

/// An ActivityPub document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Where it came from, after redirects, without a fragment.
    pub url: Url,
    /// An object whose `id` is a string.
    pub json: Value,
}

impl Fetched {
    /// The body as JSON, whatever type it was sent with.
    ///
    /// # Errors
    /// [`FetchError::NotJson`].
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, FetchError> {
        serde_json::from_slice(&self.body).map_err(|error| FetchError::NotJson(error.to_string()))
    }

    /// The body as an ActivityPub document. A file that somebody uploaded to the other server has another type: it is never one.
    pub(super) fn document(self) -> Result<Document, FetchError> {
        if !self.content_type.as_deref().is_some_and(is_activity_type) {
            return Err(FetchError::ContentType(self.content_type.unwrap_or_else(|| "no type".to_owned())));
        }
        let json = self.json()?;
        Ok(Document { url: self.url, json })
    }
}

impl Document {
    /// Its `id`.
    pub(super) fn id(&self) -> Result<Url, FetchError> {
        let id = self.json.get("id").and_then(Value::as_str).and_then(|id| Url::parse(id).ok());
        id.ok_or_else(|| FetchError::WrongId(self.url.to_string()))
    }
}

/// Whether a media type is one of ActivityPub documents: `application/activity+json`, or `application/ld+json` with the profile of
/// ActivityStreams among its profiles; with any other parameters, in any order and case.
#[must_use]
pub fn is_activity_type(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    if essence.eq_ignore_ascii_case(ACTIVITY_JSON) {
        return true;
    }
    essence.eq_ignore_ascii_case(LD_JSON)
        && parts.filter_map(|part| part.split_once('=')).any(|(name, value)| {
            let mut profiles = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("profile") && profiles.any(|profile| profile == ACTIVITY_STREAMS)
        })
}

/// Whether two addresses are the same but for a fragment, which never reaches a server.
pub(super) fn same_document(one: &Url, other: &Url) -> bool {
    let without_fragment = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    without_fragment(one) == without_fragment(other)
}

/// Whether two addresses are answered by the same server.
pub(crate) fn same_host(one: &Url, other: &Url) -> bool {
    one.host() == other.host() && one.port_or_known_default() == other.port_or_known_default()
}
