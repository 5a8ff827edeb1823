//! Users: an app knows its own only.

use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::refused::Refused;

/// `getUser`
///
/// # Errors
/// 10 without a name, 50 for anybody else's.
pub async fn show(caller: Caller) -> Result<Answer, Refused> {
    let name = caller.asked.need("username")?;
    let is_own = [caller.user(), caller.account.email.as_str()].iter().any(|known| known.eq_ignore_ascii_case(name));
    if !is_own {
        return Err(Refused::not_allowed("You see your own account only."));
    }
    Answer::of("user", &own(&caller))
}

/// `getUsers`
///
/// # Errors
/// None.
pub async fn index(caller: Caller) -> Result<Answer, Refused> {
    Answer::list("users", "user", &[own(&caller)])
}

/// What an app may do. Who administers the instance does that on its pages.
fn own(caller: &Caller) -> Value {
    json!({
        "username": caller.user(),
        "scrobblingEnabled": true,
        "adminRole": false,
        "settingsRole": false,
        "downloadRole": true,
        "uploadRole": false,
        "playlistRole": true,
        "coverArtRole": false,
        "commentRole": true,
        "podcastRole": false,
        "streamRole": true,
        "jukeboxRole": false,
        "shareRole": true,
        "videoConversionRole": false,
        "folder": [1, 2],
    })
}
