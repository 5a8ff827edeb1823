//! `PUT /queue`: a player saves what it plays, and how far it is.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;
use model::ids::TrackId;
use model::play_queues::{self, MOST_TRACKS, Saved};
use serde::Deserialize;

use super::Standing;
use crate::accounts::sessions::browser;
use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::ApiError;

/// A day, in milliseconds: no track is longer.
pub const LONGEST_MS: i64 = 24 * 60 * 60 * 1000;

/// What a player says.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// Its tracks in playing order.
    tracks: Vec<TrackId>,
    /// Which of them is the current one, from 0.
    current: i32,
    /// How far into it.
    position_ms: i64,
    /// Whether it plays now.
    playing: bool,
    /// A word of its own.
    device: String,
    /// The version it knows. Left out by a player that somebody just told to play: it takes the queue over.
    after: Option<i64>,
}

/// Saves it.
///
/// # Errors
/// 401 for whoever is not signed in; 409 where another device saved since; 422 for what cannot be.
pub async fn update(caller: Caller, request: HttpRequest, said: Body<Said>) -> Result<HttpResponse, ApiError> {
    let said = said.0;
    let after = said.after;
    let saved = said.checked(&request)?;
    let mut db = caller.db().await?;
    let account = caller.account.id;
    let version = match after {
        Some(version) => play_queues::save_after(&mut db, account, version, &saved).await?,
        None => Some(play_queues::save(&mut db, account, &saved).await?),
    };
    let queue = play_queues::get(&mut db, account).await?;
    let standing = Standing::of(queue.as_ref(), Utc::now());
    if version.is_some() {
        return Ok(HttpResponse::Ok().json(standing));
    }
    let detail = "Another device saved the queue since. Read it anew, or save without “after” to take it over.";
    Err(ApiError::new(StatusCode::CONFLICT, "conflict", detail))
}

impl Said {
    fn checked(self, request: &HttpRequest) -> Result<Saved, ApiError> {
        check(self.tracks.len(), self.current, &self.device)?;
        if !(0..=LONGEST_MS).contains(&self.position_ms) {
            return Err(ApiError::field("positionMs", "Say it in milliseconds, from 0 to a day."));
        }
        let count = i32::try_from(self.tracks.len()).unwrap_or(0);
        let user_agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Saved {
            current: Some(self.current).filter(|current| (0..count).contains(current)),
            track_ids: self.tracks,
            position_ms: self.position_ms,
            playing: self.playing,
            device_id: self.device,
            device_name: browser::words(user_agent.unwrap_or_default()),
        })
    }
}

/// What holds for every device: not too many tracks, a place among them (-1 for none), and a word of its own.
///
/// # Errors
/// 422 with the field's name.
pub fn check(tracks: usize, current: i32, device: &str) -> Result<(), ApiError> {
    if tracks > MOST_TRACKS {
        return Err(ApiError::field("tracks", &format!("A queue holds {MOST_TRACKS} tracks at most.")));
    }
    if current < -1 || current >= i32::try_from(tracks).unwrap_or(0).max(1) {
        return Err(ApiError::field("current", "This is the place of no track in the queue. The first is 0."));
    }
    if device.is_empty() || device.len() > 64 {
        return Err(ApiError::field("device", "Name the player with a word of 1 to 64 characters."));
    }
    Ok(())
}
