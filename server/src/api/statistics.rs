//! What was heard of an artist, a release or a track, for those who manage it.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, Utc};
use model::statistics::{self, By, Share, Span, Subject};
use model::{Connection, actors};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::find;

/// The most days of one answer.
const MOST_DAYS: i64 = 731;

/// Of what, and of which days.
#[derive(Debug, Deserialize)]
pub struct StatisticsQuery {
    from: Option<String>,
    to: Option<String>,
    release: Option<String>,
    track: Option<String>,
}

/// What was heard.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatisticsView {
    /// The first day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// The days on which anything was heard, the first one first.
    pub days: Vec<DayView>,
    /// The tracks that were heard, the one played most first.
    pub tracks: Vec<TrackStatistics>,
    /// Plays by where they were heard.
    pub sources: Vec<ShareView>,
    /// Plays by what on.
    pub devices: Vec<ShareView>,
    /// Plays by quality.
    pub qualities: Vec<ShareView>,
    /// The artist's followers; null for a release or a track.
    pub followers: Option<FollowersView>,
    /// What was sold and not given back.
    pub sales: Vec<SalesView>,
}

/// A day, in UTC.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayView {
    /// Which.
    pub day: NaiveDate,
    /// Plays.
    pub plays: i64,
    /// Different listeners of that day. Whoever listens on two days counts on both: nothing tells that they are one.
    pub listeners: i64,
    /// Listens that began in a player.
    pub listens: i64,
    /// Those that came to the end.
    pub completed: i64,
    /// Those whose listener went on to another track.
    pub skipped: i64,
    /// How long all of them were heard.
    pub heard_ms: i64,
}

/// A track.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrackStatistics {
    /// Its id.
    pub id: Uuid,
    /// Plays.
    pub plays: i64,
    /// Listens that began in a player.
    pub listens: i64,
    /// Those that came to the end.
    pub completed: i64,
    /// How many of a hundred are still there at each hundredth of it; empty where nobody listened.
    pub still_there: Vec<i64>,
}

/// Plays of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShareView {
    /// Its word.
    pub name: String,
    /// How many.
    pub plays: i64,
}

/// Followers.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowersView {
    /// How many there are now.
    pub now: i64,
    /// How many of them came in these days.
    pub new: i64,
}

/// What was sold in one currency.
#[derive(Debug, Serialize, ToSchema)]
pub struct SalesView {
    /// ISO 4217.
    pub currency: String,
    /// How many sales.
    pub sales: i64,
    /// What buyers paid, in the smallest unit.
    pub amount_minor: i64,
}

/// What was heard of an artist
///
/// Of one you manage; with `release` or `track` of that alone. Days are in UTC; thirty up to today if you name none, at most 731.
#[utoipa::path(get, path = "/api/v1/artists/{artist}/statistics", tag = "artists", params(
    ("artist" = String, Path, description = "handle or id"), ("from" = Option<NaiveDate>, Query), ("to" = Option<NaiveDate>, Query),
    ("release" = Option<Uuid>, Query), ("track" = Option<Uuid>, Query)), responses((status = 200, body = StatisticsView),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    caller: Caller,
    artist: web::Path<String>,
    query: web::Query<StatisticsQuery>,
) -> Result<HttpResponse, ApiError> {
    let db = &mut *caller.db().await?;
    let artist = find::own_artist(db, &caller.account, &artist).await?;
    let span = span(&query)?;
    let subject = match (query.track.as_deref(), query.release.as_deref()) {
        (Some(track), _) if !track.is_empty() => {
            let (seen, track) = find::own_track(db, &caller.account, track).await?;
            (seen.artist.id == artist.id).then_some(Subject::Track(track.id))
        }
        (_, Some(release)) if !release.is_empty() => {
            let (of, release) = find::own_release(db, &caller.account, release).await?;
            (of.id == artist.id).then_some(Subject::Release(release.id))
        }
        _ => Some(Subject::Artist(artist.id)),
    };
    let view = StatisticsView::load(db, subject.ok_or_else(ApiError::not_found)?, span).await?;
    Ok(HttpResponse::Ok().json(view))
}

fn span(query: &StatisticsQuery) -> Result<Span, ApiError> {
    let day = |name: &str, given: Option<&str>| match given {
        None | Some("") => Ok(None),
        Some(text) => match text.parse::<NaiveDate>() {
            Ok(day) if (2000..2200).contains(&chrono::Datelike::year(&day)) => Ok(Some(day)),
            _ => Err(ApiError::field(name, "Write a day as 2026-11-21.")),
        },
    };
    let to = day("to", query.to.as_deref())?.unwrap_or_else(|| Utc::now().date_naive());
    let from = day("from", query.from.as_deref())?.unwrap_or_else(|| Span::up_to(to, 30).from);
    match (to - from).num_days() {
        0..MOST_DAYS => Ok(Span { from, to }),
        _ => Err(ApiError::field("from", "Choose a first day that is at most 730 days before the last.")),
    }
}

impl StatisticsView {
    async fn load(db: &mut Connection, subject: Subject, span: Span) -> Result<Self, ApiError> {
        let ids = subject.tracks(db).await?;
        let followers = match subject {
            Subject::Artist(artist) => match actors::of_artist(db, artist).await? {
                Some(actor) => Some(statistics::followers(db, actor.id, span).await?),
                None => None,
            },
            Subject::Release(_) | Subject::Track(_) => None,
        };
        let mut leaves = statistics::leaves(db, &ids, span).await?;
        let days = statistics::days(db, subject, &ids, span).await?;
        let tracks = statistics::tracks(db, &ids, span).await?;
        let of_track = |total: statistics::TrackTotals| TrackStatistics {
            id: total.track.0,
            plays: total.plays,
            listens: total.starts,
            completed: total.completed,
            still_there: leaves.remove(&total.track).map(|leaves| leaves.stay()).unwrap_or_default(),
        };
        let sold = |sales: statistics::Sales| SalesView {
            currency: sales.currency,
            sales: sales.sales,
            amount_minor: sales.amount_minor,
        };
        Ok(Self {
            from: span.from,
            to: span.to,
            days: days.into_iter().map(DayView::of).collect(),
            tracks: tracks.into_iter().map(of_track).collect(),
            sources: views(statistics::shares(db, &ids, span, By::Source).await?),
            devices: views(statistics::shares(db, &ids, span, By::Device).await?),
            qualities: views(statistics::shares(db, &ids, span, By::Rung).await?),
            followers: followers.map(|followers| FollowersView { now: followers.now, new: followers.came }),
            sales: statistics::sales(db, subject, span).await?.into_iter().map(sold).collect(),
        })
    }
}

fn views(shares: Vec<Share>) -> Vec<ShareView> {
    shares.into_iter().map(|share| ShareView { name: share.word, plays: share.plays }).collect()
}

impl DayView {
    fn of(day: statistics::Day) -> Self {
        Self {
            day: day.day,
            plays: day.plays,
            listeners: day.listeners,
            listens: day.starts,
            completed: day.completed,
            skipped: day.skipped,
            heard_ms: day.heard_ms,
        }
    }
}
