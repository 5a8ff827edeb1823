//! What helps to find music: what is new, charts, tags, places, labels, what resembles what, who is live.

pub mod charts;
pub mod live;
pub mod similar;
pub mod words;

use actix_web::{HttpResponse, web};
use model::discovery::{self, Entry, Item};
use model::feeds::Cursor;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::caller::Reader;
use crate::api::error::{ApiError, Problem};
use crate::api::paging::{Paging, PagingParams};
use crate::api::views::release::ReleaseSummary;
use crate::app::App;
use crate::discovery::asked::Asked;

/// What a list is narrowed to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Narrow {
    tag: String,
    place: String,
    label: String,
    format: String,
}

/// What is new.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewList {
    /// Newest first.
    pub entries: Vec<NewEntry>,
}

/// One thing that is new: a release of this instance or of another server.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewEntry {
    /// Since when everybody can hear it. Publishing it again does not change this.
    pub at: chrono::DateTime<chrono::Utc>,
    /// A release of this instance.
    pub release: Option<ReleaseSummary>,
    /// A release of another server.
    pub remote_release: Option<RemoteReleaseView>,
}

/// A release of another server.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemoteReleaseView {
    /// Its id here.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub artist: String,
    /// The server it comes from.
    pub host: String,
    /// Its page here.
    pub url: String,
    /// Its page there.
    pub origin: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// What is new
///
/// Releases of this instance and, where nothing but a tag narrows the list, of other servers that are known here.
#[utoipa::path(get, path = "/api/v1/discover/new", tag = "discovery", params(
    ("tag" = Option<String>, Query, max_length = 120), ("place" = Option<String>, Query, max_length = 120, description = "a town or what it lies in"),
    ("label" = Option<String>, Query, max_length = 120),
    ("format" = Option<String>, Query, description = "`album`, `ep`, `single`, `compilation`, `live` or `lossless`"), PagingParams),
    responses((status = 200, body = NewList), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub async fn index(
    reader: Reader,
    narrow: web::Query<Narrow>,
    paging: Paging<Cursor>,
) -> Result<HttpResponse, ApiError> {
    let narrow = narrow.into_inner();
    let asked =
        Asked { tag: narrow.tag, place: narrow.place, label: narrow.label, format: narrow.format, ..Asked::default() };
    let narrowed = asked.narrowed();
    if !asked.format.is_empty() && narrowed.format.is_none() {
        let words = "Choose one of: album, ep, single, compilation, live, lossless.";
        return Err(ApiError::field("format", words));
    }
    let found = discovery::newest(&mut *reader.db().await?, &narrowed, paging.before, paging.fetch()).await?;
    let (found, next) = paging.cut(found, |entry| entry.cursor);
    let entries = found.iter().map(|entry| new_entry(&reader.app, entry)).collect();
    Ok(paging.answer(&NewList { entries }, next))
}

fn new_entry(app: &App, entry: &Entry) -> NewEntry {
    let (release, remote_release) = match &entry.item {
        Item::Release(pair) => (Some(ReleaseSummary::of(app, &pair.0, &pair.1)), None),
        Item::Remote(found) => {
            let (release, actor) = &**found;
            let view = RemoteReleaseView {
                id: release.id.0,
                title: release.title.clone(),
                artist: actor.shown_name().to_owned(),
                host: actor.host.clone().unwrap_or_default(),
                url: urls::absolute(&app.base_url, &urls::fans::remote_release(release.id.0)),
                origin: release.url.clone().unwrap_or_else(|| release.uri.clone()),
                tags: release.tags.clone(),
            };
            (None, Some(view))
        }
    };
    NewEntry { at: entry.cursor.at, release, remote_release }
}
