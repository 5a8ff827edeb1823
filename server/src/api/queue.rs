//! What the account listens to, for its programs.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{DateTime, Utc};
use model::ids::TrackId;
use model::play_queues::{self, PlayQueue, Saved};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::play_queues::update::{LONGEST_MS, check};

/// What an account listens to.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct QueueView {
    /// Grows with every save; 0 while nothing was saved.
    pub version: i64,
    /// The tracks in playing order. Some may be gone by now.
    pub track_ids: Vec<Uuid>,
    /// Which of them is the current one, from 0.
    pub current: Option<i32>,
    /// How far into it the device is at this moment.
    pub position_ms: i64,
    /// Whether it plays.
    pub playing: bool,
    /// A word of the device that saved it last.
    pub device: String,
    /// What that device is called.
    pub device_name: String,
    /// When it was saved.
    pub changed_at: Option<DateTime<Utc>>,
}

/// What a device plays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct QueueBody {
    /// The tracks in playing order, 1000 at most.
    pub track_ids: Vec<Uuid>,
    /// Which of them is the current one, from 0.
    pub current: Option<i32>,
    /// How far into it, in milliseconds.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 86_400_000)]
    pub position_ms: i64,
    /// Whether it plays now.
    #[serde(default)]
    pub playing: bool,
    /// A word of the device's own, of 1 to 64 characters.
    pub device: String,
    /// What to call the device; at most 80 characters of it are kept.
    #[serde(default)]
    pub device_name: String,
    /// The version that the device knows: where another device saved since, nothing is changed. Left out to take the queue over.
    pub after: Option<i64>,
}

/// What you listen to, and where
#[utoipa::path(get, path = "/api/v1/queue", tag = "queue", responses((status = 200, body = QueueView),
    (status = 401, body = Problem, content_type = "application/problem+json")))]
pub async fn show(caller: Caller) -> Result<HttpResponse, ApiError> {
    let queue = play_queues::get(&mut *caller.db().await?, caller.account.id).await?;
    Ok(HttpResponse::Ok().json(QueueView::of(queue)))
}

/// Save what you listen to
///
/// A device that plays saves every ten seconds and after every change; one that is silent for half a minute counts as gone.
#[utoipa::path(put, path = "/api/v1/queue", tag = "queue", request_body = QueueBody, responses((status = 200, body = QueueView),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn update(caller: Caller, body: Body<QueueBody>) -> Result<HttpResponse, ApiError> {
    let body = body.0;
    let after = body.after;
    let saved = body.checked()?;
    let mut db = caller.db().await?;
    let account = caller.account.id;
    let version = match after {
        Some(version) => play_queues::save_after(&mut db, account, version, &saved).await?,
        None => Some(play_queues::save(&mut db, account, &saved).await?),
    };
    if version.is_none() {
        let detail = "Another device saved the queue since. Read it anew, or save without “after” to take it over.";
        return Err(ApiError::new(StatusCode::CONFLICT, "conflict", detail));
    }
    let queue = play_queues::get(&mut db, account).await?;
    Ok(HttpResponse::Ok().json(QueueView::of(queue)))
}

impl QueueView {
    fn of(queue: Option<PlayQueue>) -> Self {
        let Some(queue) = queue else { return Self::default() };
        let now = Utc::now();
        Self {
            version: queue.version,
            current: queue.current,
            position_ms: queue.position_ms_at(now),
            playing: queue.is_playing(now),
            track_ids: queue.track_ids.iter().map(|track| track.0).collect(),
            device: queue.device_id,
            device_name: queue.device_name,
            changed_at: Some(queue.changed_at),
        }
    }
}

impl QueueBody {
    fn checked(self) -> Result<Saved, ApiError> {
        check(self.track_ids.len(), self.current.unwrap_or(-1), &self.device)?;
        if !(0..=LONGEST_MS).contains(&self.position_ms) {
            return Err(ApiError::field("position_ms", "Say it in milliseconds, from 0 to a day."));
        }
        Ok(Saved {
            track_ids: self.track_ids.into_iter().map(TrackId).collect(),
            current: self.current.filter(|current| *current >= 0),
            position_ms: self.position_ms,
            playing: self.playing,
            device_id: self.device,
            device_name: self.device_name,
        })
    }
}
