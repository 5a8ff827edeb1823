//! The server itself: whether it is there, what it can do, and who asks.

use serde_json::json;

use super::answer::Answer;
use super::asked::Asked;
use super::caller::Caller;
use super::refused::Refused;

/// What is spoken beyond the Subsonic API, and in which versions.
const EXTENSIONS: [(&str, &[u8]); 7] = [
    ("apiKeyAuthentication", &[1]),
    ("formPost", &[1]),
    ("indexBasedQueue", &[1]),
    ("playbackReport", &[1]),
    ("songLyrics", &[1, 2]),
    ("topSongsByArtistId", &[1]),
    ("transcodeOffset", &[1]),
];

/// `ping`
pub async fn ping(_caller: Caller) -> Answer {
    Answer::ok()
}

/// `getLicense`: nobody needs one.
///
/// # Errors
/// None.
pub async fn license(caller: Caller) -> Result<Answer, Refused> {
    Answer::of("license", &json!({ "valid": true, "email": caller.account.email }))
}

/// `getOpenSubsonicExtensions`, which needs no password.
///
/// # Errors
/// None.
pub async fn extensions(_asked: Asked) -> Result<Answer, Refused> {
    let one = |(name, versions): &(&str, &[u8])| json!({ "name": name, "versions": versions });
    Answer::of("openSubsonicExtensions", &EXTENSIONS.iter().map(one).collect::<Vec<_>>())
}

/// `tokenInfo`: whose password it is.
///
/// # Errors
/// None.
pub async fn token_info(caller: Caller) -> Result<Answer, Refused> {
    Answer::of("tokenInfo", &json!({ "username": caller.user() }))
}
