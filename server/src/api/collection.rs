//! What the account owns.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use model::collection::{self, Owned};
use model::ids::EntitlementId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::Caller;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams};
use crate::api::views::playlist::TrackMention;
use crate::api::views::release::ReleaseSummary;
use crate::app::App;

/// What is looked for.
#[derive(Debug, Deserialize)]
pub struct CollectionQuery {
    #[serde(default)]
    q: String,
}

/// What somebody owns.
#[derive(Debug, Serialize, ToSchema)]
pub struct Collection {
    /// Newest first.
    pub owned: Vec<OwnedView>,
}

/// Something somebody owns.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnedView {
    /// Since when.
    pub since: DateTime<Utc>,
    /// `purchase` or `code`.
    pub from: &'static str,
    /// The release, or the one the track is on.
    pub release: ReleaseSummary,
    /// The track, where it was bought by itself.
    pub track: Option<TrackMention>,
    /// The page of its files, in every format.
    pub downloads_url: String,
}

/// What you own
#[utoipa::path(get, path = "/api/v1/library/collection", tag = "library", params(
    ("q" = Option<String>, Query, description = "words of a title, a track, an artist or a label"), PagingParams), responses(
    (status = 200, body = Collection), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(
    caller: Caller,
    query: web::Query<CollectionQuery>,
    paging: Paging<EntitlementId>,
) -> Result<HttpResponse, ApiError> {
    let mut db = caller.db().await?;
    let account = caller.account.id;
    let owned = collection::owned(&mut db, account, &query.q, paging.before, paging.fetch()).await?;
    let (owned, next) = paging.cut(owned, |one| one.id);
    Ok(paging.answer(&Collection { owned: owned.iter().map(|one| view(&caller.app, one)).collect() }, next))
}

fn view(app: &App, one: &Owned) -> OwnedView {
    let downloads = urls::release_downloads(&one.artist.handle, &one.release.slug);
    OwnedView {
        since: one.since,
        from: if one.is_bought { "purchase" } else { "code" },
        release: ReleaseSummary::of(app, &one.artist, &one.release),
        track: one.track.as_ref().map(|track| TrackMention::of(app, (&one.artist, &one.release, track))),
        downloads_url: urls::absolute(&app.base_url, &downloads),
    }
}
