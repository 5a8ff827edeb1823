//! `GET /studio/artists/{handle}/stream-keys` and `GET /studio/shows/{id}/stream-keys`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::stream_keys::{self, StreamKey};

use super::Holder;
use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::studio::find;
use crate::studio::shows::head::Head;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/shows/keys.html")]
pub struct StreamKeysPage {
    /// The common part.
    pub page: Page,
    /// What stands above it; none for an artist's.
    pub head: Option<Head>,
    /// The artist's shows.
    pub back: String,
    /// The artist.
    pub artist_name: String,
    /// The mount that means whatever the artist plays.
    pub mount: String,
    /// Where another key is made.
    pub action: String,
    /// A key just made, shown this once; else empty.
    pub fresh: String,
    /// The keys that work.
    pub rows: Vec<Row>,
}

/// A key in the list.
pub struct Row {
    /// What it is called.
    pub name: String,
    /// What it feeds.
    pub scope: &'static str,
    /// When it let somebody in the last time.
    pub used: Option<DateTime<Utc>>,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// Where it gives way to a new one.
    pub renewal: String,
    /// Where it is revoked.
    pub revocation: String,
}

/// An artist's keys.
///
/// # Errors
/// 404 for an artist of others.
pub async fn of_artist(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    drop(db);
    page(&visit, Holder { artist, show: None }, String::new()).await
}

/// A show's keys.
///
/// # Errors
/// 404 for a show of others.
pub async fn of_show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    drop(db);
    page(&visit, Holder { artist, show: Some(show) }, String::new()).await
}

/// The page, with a key that was just made: 201 then.
///
/// # Errors
/// When the database fails.
pub async fn page(visit: &SignedIn, holder: Holder, fresh: String) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let keys = match &holder.show {
        Some(show) => stream_keys::of_show(&mut db, show.id).await?,
        None => stream_keys::of_artist(&mut db, holder.artist.id).await?,
    };
    drop(db);
    let action = holder.page();
    let Holder { artist, show } = holder;
    let status = if fresh.is_empty() { StatusCode::OK } else { StatusCode::CREATED };
    let page = StreamKeysPage {
        page: visit.page("Stream keys").hidden().in_hues(artist.hue1, artist.hue2),
        head: show.as_ref().map(|show| Head::of(&artist, show)),
        back: urls::live::studio(&artist.handle),
        action,
        fresh,
        rows: keys.into_iter().map(row).collect(),
        mount: artist.handle,
        artist_name: artist.name,
    };
    render_as(status, &page)
}

fn row(key: StreamKey) -> Row {
    Row {
        scope: if key.show_id.is_some() { "This show" } else { "Every show" },
        used: key.last_used_at,
        made: key.created_at,
        renewal: urls::live::stream_key_renewal(key.id.0),
        revocation: urls::live::stream_key_revocation(key.id.0),
        name: if key.name.is_empty() { "A key without a name".to_owned() } else { key.name },
    }
}
