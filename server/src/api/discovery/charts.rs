//! Charts.

use actix_web::{HttpResponse, web};
use model::artists::Artist;
use model::charts::{self, Charted, Period};
use model::releases::Release;
use model::tracks::Track;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::artist::ArtistMention;
use crate::api::views::release::ReleaseSummary;
use crate::app::App;

/// Tracks, and releases.
const MOST: usize = 50;

/// Of which time.
#[derive(Debug, Deserialize)]
pub struct ChartQuery {
    #[serde(default)]
    period: String,
}

/// What most people heard.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartView {
    /// `day`, `week` or `month`: the last 24 hours, seven or thirty days.
    pub period: &'static str,
    /// The most heard first.
    pub tracks: Vec<ChartTrack>,
    /// The most heard first.
    pub releases: Vec<ReleaseSummary>,
}

/// A track in the charts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartTrack {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The release's artist.
    pub artist: ArtistMention,
    /// The release.
    pub release: ReleaseSummary,
    /// Its page.
    pub url: String,
}

/// What most people heard
///
/// Everybody counts once a day; what only one person heard is not in it.
#[utoipa::path(get, path = "/api/v1/charts", tag = "discovery",
    params(("period" = Option<String>, Query, description = "`day`, `week` (if left out) or `month`"), PagingParams),
    responses((status = 200, body = ChartView), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn show(
    reader: Reader,
    query: web::Query<ChartQuery>,
    paging: Paging<Place>,
) -> Result<HttpResponse, ApiError> {
    let period = match query.period.as_str() {
        "" => Period::Week,
        word => word.parse().map_err(|_| ApiError::field("period", "Choose one of: day, week, month."))?,
    };
    let mut db = reader.db().await?;
    let kept = &reader.app.charts;
    let (places, more_tracks) = paging.part(kept.places(&mut db, (Charted::Tracks, period), MOST).await?);
    let tracks = charts::of_tracks(&mut db, &places).await?;
    let (places, more_releases) = paging.part(kept.places(&mut db, (Charted::Releases, period), MOST).await?);
    let releases = charts::of_releases(&mut db, &places).await?;
    let chart = ChartView {
        period: period.word(),
        tracks: tracks.iter().map(|place| track(&reader.app, place)).collect(),
        releases: releases
            .iter()
            .map(|(artist, release, _)| ReleaseSummary::of(&reader.app, artist, release))
            .collect(),
    };
    Ok(paging.answer(&chart, more_tracks.or(more_releases)))
}

fn track(app: &App, (artist, release, track, _): &(Artist, Release, Track, i64)) -> ChartTrack {
    let page = urls::track(&artist.handle, &release.slug, &track.slug);
    ChartTrack {
        id: track.id.0,
        title: track.title.clone(),
        artist: artist.into(),
        release: ReleaseSummary::of(app, artist, release),
        url: urls::absolute(&app.base_url, &page),
    }
}
