//! `GET /queue`: what the account listens to, as its player reads it.

use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::Utc;
use model::Connection;
use model::play_queues::{self, PlayQueue};
use serde::Serialize;

use super::Standing;
use crate::api::error::ApiError;
use crate::tracks::listed::Listed;
use crate::tracks::playing::Playable;
use crate::visit::Visit;

/// How many tracks a player takes; of a longer queue those around the current one.
const MOST: usize = 500;
/// How many of them may stand before the current one.
const MOST_BEFORE: usize = 100;

/// A queue with its tracks.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    #[serde(flatten)]
    standing: Standing,
    /// Which of the tracks is the current one, from 0; -1 where there is none.
    current: i64,
    tracks: Vec<Playable>,
}

/// Shows it: version 0 and no tracks while nothing was saved.
///
/// # Errors
/// 401 for whoever is not signed in.
pub async fn show(visit: Visit) -> Result<HttpResponse, ApiError> {
    let account = visit.account().ok_or_else(ApiError::sign_in)?.id;
    let mut db = visit.db().await?;
    let queue = play_queues::get(&mut db, account).await?;
    let shown = match &queue {
        Some(queue) => Shown::of(&mut db, &visit, queue).await?,
        None => Shown { current: -1, ..Shown::default() },
    };
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(shown))
}

impl Shown {
    /// With those of its tracks that play for this visit. Where the current one is not among them, what follows it is current, at
    /// its beginning.
    async fn of(db: &mut Connection, visit: &Visit, queue: &PlayQueue) -> diesel::QueryResult<Self> {
        let current = queue.current.and_then(|current| usize::try_from(current).ok()).unwrap_or(0);
        let from = current.saturating_sub(MOST_BEFORE).min(queue.track_ids.len().saturating_sub(MOST));
        let ids: Vec<_> = queue.track_ids.iter().skip(from).take(MOST).copied().collect();
        let wanted = queue.current_track();
        let mut shown = Self { standing: Standing::of(Some(queue), Utc::now()), current: -1, tracks: Vec::new() };
        let mut listed = Listed::load(db, visit, &ids).await?.into_iter().peekable();
        let mut is_there = false;
        for (place, id) in (from..).zip(ids) {
            let Some(track) = listed.next_if(|track| track.entry.track.id == id) else { continue };
            let Some(playable) = track.playable(db, visit).await? else { continue };
            if place >= current && shown.current < 0 {
                shown.current = i64::try_from(shown.tracks.len()).unwrap_or(-1);
                is_there = Some(id) == wanted && place == current;
            }
            shown.tracks.push(playable);
        }
        if shown.current < 0 && !shown.tracks.is_empty() {
            shown.current = 0;
        }
        if !is_there {
            shown.standing.position_ms = 0;
        }
        Ok(shown)
    }
}
