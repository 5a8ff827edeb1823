//! Telling of a listen, for apps.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{Duration, Utc};
use model::ids::{PlayId, TrackId};
use model::plays::{self, Ending, Note, Outcome, Source};
use model::throttles::{self, Limit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::error::PageError;
use crate::plays::agents;

/// Notes of one account.
const NOTES: Limit = Limit { name: "notes of plays by the API", attempts: 300, window: Duration::minutes(5) };

/// What an app tells of a listen.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PlayBody {
    /// Made by the app, one for each listen.
    pub id: Uuid,
    /// What is heard.
    pub track_id: Uuid,
    /// What is played, as in `aac-128`.
    #[serde(default)]
    pub rung: String,
    /// How much was heard up to now.
    #[serde(default)]
    pub heard_ms: i64,
    /// How far into the track it came.
    #[serde(default)]
    pub reached_ms: i64,
    /// How long the first sound took.
    pub start_delay_ms: Option<i32>,
    /// How often the sound stopped by itself.
    #[serde(default)]
    pub stalls: i32,
    /// For how long in all.
    #[serde(default)]
    pub stall_ms: i64,
    /// `completed`, `skipped` or `stopped`; null while it goes on.
    #[schema(value_type = Option<String>)]
    pub ending: Option<Ending>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlayView {
    /// The listen.
    pub id: Uuid,
    /// Whether with this it became a play.
    pub counted: bool,
}

/// Tell of a listen
///
/// Once at its start, then now and then, and at its end. It counts after 30 seconds or half the track by the server's clock, and
/// once for a track in half an hour; then it is in your history too.
#[utoipa::path(post, path = "/api/v1/plays", tag = "history", request_body = PlayBody, responses((status = 200, body = PlayView),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "the id is of another listen, or of one that is over", body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json")))]
pub async fn create(
    caller: Caller,
    request: HttpRequest,
    Body(told): Body<PlayBody>,
) -> Result<HttpResponse, ApiError> {
    if told.id.is_nil() {
        return Err(ApiError::field("id", "Make an id for each listen: a random UUID."));
    }
    let db = &mut *caller.db().await?;
    if let Some(wait) = throttles::hit(db, NOTES, &caller.account.id.to_string()).await? {
        return Err(PageError::too_many(wait.num_seconds()).into());
    }
    let program = request.headers().get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let note = Note {
        id: PlayId(told.id),
        track: TrackId(told.track_id),
        account: Some(caller.account.id),
        listener: crate::plays::listener(db, Some(&caller.account), "", Utc::now()).await?,
        source: Source::Page,
        device: agents::device(program),
        rung: told.rung,
        heard_ms: told.heard_ms,
        reached_ms: told.reached_ms,
        start_delay_ms: told.start_delay_ms,
        ending: told.ending,
        stalls: told.stalls,
        stall_ms: told.stall_ms,
    };
    match plays::note(db, &note).await? {
        Outcome::Unknown => Err(ApiError::not_found()),
        Outcome::Refused => {
            let detail = "That id is of another listen, or of one that is over. Make a new one.";
            Err(ApiError::new(StatusCode::CONFLICT, "other_listen", detail))
        }
        outcome => Ok(HttpResponse::Ok().json(PlayView { id: told.id, counted: outcome == Outcome::Counted })),
    }
}
