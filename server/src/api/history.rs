//! One's own history: what was heard, for nobody else.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use model::history::{self, Entry, Filter, HistoryError};
use model::ids::{HistoryEntryId, TrackId};
use model::plays::Source;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::body::Body;
use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;
use crate::api::paging::{Paging, PagingParams};

/// Which entries.
#[derive(Debug, Deserialize)]
pub struct HistoryQuery {
    #[serde(default)]
    q: String,
}

/// A part of the history, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryList {
    /// Whether nothing is written down at the moment.
    pub paused: bool,
    /// What was heard.
    pub entries: Vec<HistoryEntry>,
}

/// What was heard once.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// Its id.
    pub id: Uuid,
    /// When it began.
    pub played_at: DateTime<Utc>,
    /// `page`, `embed`, `subsonic` or `podcast`.
    #[schema(value_type = String)]
    pub source: Source,
    /// What it was; null where it is not public any more.
    pub track: Option<HistoryTrack>,
}

/// The track of an entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryTrack {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// By whom.
    pub artist: String,
    /// The release.
    pub release_id: Uuid,
    /// The release's title.
    pub release_title: String,
    /// Its page.
    pub url: String,
}

/// What an app heard without this server.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HeardBody {
    /// The track.
    pub track_id: Uuid,
    /// When it began.
    pub played_at: DateTime<Utc>,
}

/// How the history is kept.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub struct HistorySettings {
    /// Whether nothing is written down.
    pub paused: bool,
}

/// What you heard
///
/// The newest first; `q` looks for words of titles and names. Nobody else sees it.
#[utoipa::path(get, path = "/api/v1/history", tag = "history", params(PagingParams,
    ("q" = Option<String>, Query, description = "words, all of which have to be there")), responses((status = 200, body = HistoryList),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(
    caller: Caller,
    paging: Paging<HistoryEntryId>,
    query: web::Query<HistoryQuery>,
) -> Result<HttpResponse, ApiError> {
    let db = &mut *caller.db().await?;
    let words = query.q.chars().take(200).collect();
    let filter = Filter { words, before: paging.before, limit: paging.fetch() };
    let found = history::of_account(db, caller.account.id, &filter).await?;
    let paused = history::is_paused(db, caller.account.id).await?;
    let (found, next) = paging.cut(found, |entry| entry.id);
    let entries = found.iter().map(|entry| HistoryEntry::of(&caller.app.base_url, entry)).collect();
    Ok(paging.answer(&HistoryList { paused, entries }, next))
}

/// Write down what an app heard
///
/// For apps that were offline. It goes into the history and to your scrobbling server, and counts nowhere. Telling it twice changes
/// nothing. A time to come is a 422.
#[utoipa::path(post, path = "/api/v1/history", tag = "history", request_body = HeardBody, responses((status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn create(caller: Caller, Body(body): Body<HeardBody>) -> Result<HttpResponse, ApiError> {
    let db = &mut *caller.db().await?;
    let heard = (Source::Page, body.played_at);
    match history::remember(db, caller.account.id, TrackId(body.track_id), heard, Utc::now()).await {
        Ok(_) => Ok(HttpResponse::NoContent().finish()),
        Err(HistoryError::NoTrack) => Err(ApiError::not_found()),
        Err(error @ (HistoryError::Future | HistoryError::TooOld)) => {
            Err(ApiError::field("played_at", &error.to_string()))
        }
        Err(HistoryError::Database(error)) => Err(error.into()),
    }
}

/// Pause it, or go on
#[utoipa::path(patch, path = "/api/v1/history", tag = "history", request_body = HistorySettings,
    responses((status = 200, body = HistorySettings)))]
pub async fn update(caller: Caller, Body(body): Body<HistorySettings>) -> Result<HttpResponse, ApiError> {
    history::pause(&mut *caller.db().await?, caller.account.id, body.paused).await?;
    Ok(HttpResponse::Ok().json(body))
}

/// Erase all of it
#[utoipa::path(delete, path = "/api/v1/history", tag = "history", responses((status = 204)))]
pub async fn delete_all(caller: Caller) -> Result<HttpResponse, ApiError> {
    history::erase_all(&mut *caller.db().await?, caller.account.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Erase one entry
#[utoipa::path(delete, path = "/api/v1/history/{id}", tag = "history", params(("id" = Uuid, Path)), responses((status = 204),
    (status = 404, body = Problem, content_type = "application/problem+json")))]
pub async fn delete(caller: Caller, id: web::Path<String>) -> Result<HttpResponse, ApiError> {
    match history::erase(&mut *caller.db().await?, caller.account.id, find::id(&id)?).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(ApiError::not_found()),
    }
}

impl HistoryEntry {
    fn of(base: &str, entry: &Entry) -> Self {
        let (artist, release, track) = (&entry.artist, &entry.release, &entry.track);
        let by = if track.artist_name.is_empty() { &artist.name } else { &track.artist_name };
        let heard = || HistoryTrack {
            id: track.id.0,
            title: track.title.clone(),
            artist: by.clone(),
            release_id: release.id.0,
            release_title: release.title.clone(),
            url: urls::absolute(base, &urls::track(&artist.handle, &release.slug, &track.slug)),
        };
        Self { id: entry.id.0, played_at: entry.played_at, source: entry.source, track: entry.is_there.then(heard) }
    }
}
