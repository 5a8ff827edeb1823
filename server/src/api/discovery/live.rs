//! Who is live, and who will be.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::shows::{self, Show};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams, Place};
use crate::api::views::artist::ArtistMention;
use crate::app::App;

/// Planned shows at most.
const SOON: i64 = 50;

/// Live sets and stations.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveList {
    /// On air now; sets before stations.
    pub on_air: Vec<ShowMention>,
    /// Planned, the soonest first.
    pub soon: Vec<ShowMention>,
}

/// A show as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShowMention {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub artist: ArtistMention,
    /// `set` or `station`.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// When it is planned to begin.
    pub starts_at: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// `open`, `password`, `members` or `ticket`.
    pub gate: &'static str,
    /// Its page.
    pub url: String,
}

/// Who is live, and who will be
#[utoipa::path(get, path = "/api/v1/discover/live", tag = "discovery", params(PagingParams), responses(
    (status = 200, body = LiveList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(reader: Reader, paging: Paging<Place>) -> Result<HttpResponse, ApiError> {
    let mut db = reader.db().await?;
    let (on_air, more_on_air) = paging.part(shows::on_air(&mut db).await?);
    let (soon, more_soon) = paging.part(shows::soon(&mut db, Utc::now(), SOON).await?);
    let mentions = |pairs: &[(Show, Artist)]| pairs.iter().map(|pair| mention(&reader.app, pair)).collect();
    let list = LiveList { on_air: mentions(&on_air), soon: mentions(&soon) };
    Ok(paging.answer(&list, more_on_air.or(more_soon)))
}

fn mention(app: &App, (show, artist): &(Show, Artist)) -> ShowMention {
    ShowMention {
        id: show.id.0,
        artist: artist.into(),
        kind: show.kind.word(),
        title: show.title.clone(),
        starts_at: show.starts_at,
        started_at: show.started_at,
        gate: show.gate.word(),
        url: urls::absolute(&app.base_url, &urls::live::show(&show.slug)),
    }
}
