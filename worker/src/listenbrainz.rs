//! ListenBrainz, and whatever speaks as it does: who a token belongs to, and what its owner heard.

use bytes::Bytes;
use federation::client::{Client, FetchError};
use model::scrobbles::{Heard, Waiting};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

/// A server, and a token it knows.
#[derive(Clone, Copy)]
pub struct Connected<'a> {
    /// Where it is, without a slash at its end.
    pub base_url: &'a str,
    /// The token.
    pub token: &'a str,
}

/// Why an account cannot be connected, as a sentence for it.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Not an address that is asked.
    #[error(
        "That address cannot be used. It begins with https:// and is the one your scrobbling server names for its ListenBrainz API."
    )]
    Address,
    /// The server does not know the token.
    #[error("The server does not know this token. Copy it again from your profile there.")]
    Token,
    /// The server speaks something else.
    #[error("There is no ListenBrainz API at that address. Look up the address in your server's help.")]
    NotListenBrainz,
    /// The server does not answer.
    #[error("The server does not answer. Try again in a moment.")]
    Down,
}

/// What a server says of a token.
#[derive(Deserialize)]
struct Validity {
    #[serde(default)]
    valid: Option<bool>,
    #[serde(default)]
    user_name: Option<String>,
}

/// An address as it is kept, from what somebody typed.
///
/// # Errors
/// When it is none, or none that is ever asked.
pub fn base_url(client: &Client, typed: &str) -> Result<String, ConnectError> {
    let typed = typed.trim();
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    if whole.len() > 200 {
        return Err(ConnectError::Address);
    }
    let mut url = client.parse(&whole).map_err(|_| ConnectError::Address)?;
    url.set_query(None);
    url.set_fragment(None);
    Ok(url.as_str().trim_end_matches('/').trim_end_matches("/1").trim_end_matches('/').to_owned())
}

/// The name of whom a token belongs to.
///
/// # Errors
/// [`ConnectError`].
pub async fn user_name(client: &Client, there: Connected<'_>) -> Result<String, ConnectError> {
    let url = address(client, there, "validate-token").map_err(|_| ConnectError::Address)?;
    let answer = client.get_authorised(&url, &authorization(there)).await.map_err(|error| match error {
        FetchError::Status { code: 401 | 403, .. } => ConnectError::Token,
        FetchError::Forbidden(_) => ConnectError::Address,
        error if error.may_pass() => ConnectError::Down,
        _ => ConnectError::NotListenBrainz,
    })?;
    let validity: Validity = serde_json::from_slice(&answer.body).map_err(|_| ConnectError::NotListenBrainz)?;
    match validity.valid {
        Some(true) => {
            Ok(validity.user_name.unwrap_or_default().chars().filter(|c| !c.is_control()).take(100).collect())
        }
        Some(false) => Err(ConnectError::Token),
        None => Err(ConnectError::NotListenBrainz),
    }
}

/// Tells what was heard.
///
/// # Errors
/// What the server there said, or why it was not reached.
pub async fn listens(
    client: &Client,
    there: Connected<'_>,
    heard: &[Waiting],
    instance: &str,
) -> Result<(), FetchError> {
    let kind = if heard.len() == 1 { "single" } else { "import" };
    let payload = heard.iter().map(|waiting| Listen {
        listened_at: Some(waiting.listened_at.timestamp()),
        track_metadata: metadata(&waiting.heard, instance),
    });
    submit(client, there, kind, payload.collect()).await
}

/// Tells what plays now.
///
/// # Errors
/// As [`listens`].
pub async fn playing_now(
    client: &Client,
    there: Connected<'_>,
    heard: &Heard,
    instance: &str,
) -> Result<(), FetchError> {
    let listen = Listen { listened_at: None, track_metadata: metadata(heard, instance) };
    submit(client, there, "playing_now", vec![listen]).await
}

/// Why a delivery failed, for its account.
#[must_use]
pub fn sentence(error: &FetchError) -> String {
    match error {
        FetchError::Status { code: 401 | 403, .. } => {
            "The server does not accept the token any more. Connect again with a new one.".to_owned()
        }
        FetchError::Status { code: 429, .. } => {
            "The server asked us to wait. Your listens follow by themselves.".to_owned()
        }
        error if error.may_pass() => {
            "The server does not answer. Your listens wait and follow by themselves.".to_owned()
        }
        other => format!("The server could not be told: {other}. Your listens wait."),
    }
}

#[derive(Serialize)]
struct Listen {
    #[serde(skip_serializing_if = "Option::is_none")]
    listened_at: Option<i64>,
    track_metadata: Value,
}

async fn submit(client: &Client, there: Connected<'_>, kind: &str, payload: Vec<Listen>) -> Result<(), FetchError> {
    let url = address(client, there, "submit-listens")?;
    let body = serde_json::to_vec(&json!({ "listen_type": kind, "payload": payload }))
        .map_err(|error| FetchError::NotJson(error.to_string()))?;
    client.post_authorised(&url, &authorization(there), Bytes::from(body)).await.map(drop)
}

fn metadata(heard: &Heard, instance: &str) -> Value {
    let (artist, release, track) = (&heard.artist, &heard.release, &heard.track);
    let by = if track.artist_name.is_empty() { &artist.name } else { &track.artist_name };
    let mut info = json!({
        "media_player": "Tonewood",
        "submission_client": "Tonewood",
        "submission_client_version": env!("CARGO_PKG_VERSION"),
        "duration_ms": heard.duration_ms,
        "tracknumber": track.position,
        "origin_url": urls::absolute(instance, &urls::track(&artist.handle, &release.slug, &track.slug)),
    });
    if let Some(info) = info.as_object_mut().filter(|_| !track.isrc.is_empty()) {
        info.insert("isrc".to_owned(), json!(track.isrc));
    }
    json!({
        "artist_name": by,
        "track_name": track.title,
        "release_name": release.title,
        "additional_info": info,
    })
}

fn address(client: &Client, there: Connected<'_>, name: &str) -> Result<Url, FetchError> {
    client.parse(&format!("{}/1/{name}", there.base_url))
}

fn authorization(there: Connected<'_>) -> String {
    format!("Token {}", there.token)
}
