//! `POST /plays`: a player tells of a listen, also with its page's last breath. The answer is the same whether it counts, whether
//! there is such a track, or whether a bot said it.

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use chrono::{Duration, Utc};
use model::ids::{PlayId, TrackId};
use model::plays::{self, Ending, Note, Source};
use model::throttles::{self, Limit};
use serde::Deserialize;

use super::agents;
use crate::accounts::limits;
use crate::error::PageError;
use crate::visit::Visit;

/// What a note may weigh.
const LIMIT_BYTES: usize = 4096;
/// Notes from one place: a player sends about five a minute, and a school has one address.
const NOTES: Limit = Limit { name: "notes of plays", attempts: 600, window: Duration::minutes(5) };

/// What a player tells.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NoteBody {
    id: PlayId,
    track: TrackId,
    source: Source,
    #[serde(default)]
    rung: String,
    start_delay_ms: Option<i32>,
    #[serde(default)]
    heard_ms: i64,
    #[serde(default)]
    reached_ms: i64,
    #[serde(default)]
    stalls: i32,
    #[serde(default)]
    stall_ms: i64,
    ending: Option<Ending>,
}

/// Writes it down.
///
/// # Errors
/// 400 for what is no note, 413 for a long one, 429 with when to go on for too many.
pub async fn create(visit: Visit, body: Bytes) -> Result<HttpResponse, PageError> {
    if body.len() > LIMIT_BYTES {
        return Err(PageError::too_large("That is too long for a note of a play."));
    }
    let told: NoteBody = serde_json::from_slice(&body).map_err(|_| no_note())?;
    // The others are told of by programs that show who they are.
    if told.id.0.is_nil() || !matches!(told.source, Source::Page | Source::Embed) {
        return Err(no_note());
    }
    let user_agent = visit.user_agent();
    if agents::is_bot(&user_agent) {
        return Ok(HttpResponse::NoContent().finish());
    }
    let db = &mut *visit.db().await?;
    let place = limits::place(&visit);
    if let Some(wait) = throttles::hit(db, NOTES, &place).await? {
        return Err(PageError::too_many(wait.num_seconds()));
    }
    let note = Note {
        id: told.id,
        track: told.track,
        account: visit.account().map(|account| account.id),
        listener: super::listener(db, visit.account(), &place, Utc::now()).await?,
        source: told.source,
        device: agents::device(&user_agent),
        rung: told.rung,
        heard_ms: told.heard_ms,
        reached_ms: told.reached_ms,
        start_delay_ms: told.start_delay_ms,
        ending: told.ending,
        stalls: told.stalls,
        stall_ms: told.stall_ms,
    };
    plays::note(db, &note).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn no_note() -> PageError {
    PageError::bad_request("That is no note of a play.")
}
