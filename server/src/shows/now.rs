//! `GET /live/{slug}/now`: how a show is doing, for its page and for whoever listens: asked every few seconds by each of them,
//! so what it takes from the database is kept for a second.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::artists::Artist;
use model::shows::{Gate, Show};
use model::{Connection, show_segments};
use serde_json::json;

use super::poster::Poster;
use super::program::Program;
use super::stage::Stage;
use super::streams::Streams;
use super::{door, structured};
use crate::error::PageError;
use crate::visit::Visit;

/// What is known of a show, for a second, by its slug.
pub type Cache = moka::future::Cache<String, Arc<Known>>;

/// A show, and how it is doing.
pub struct Known {
    show: Show,
    stage: Stage,
    program: Program,
    has_sound: bool,
}

/// An empty cache.
#[must_use]
pub fn cache() -> Cache {
    moka::future::Cache::builder().max_capacity(1000).time_to_live(Duration::from_secs(1)).build()
}

impl Known {
    async fn load(visit: &Visit, slug: &str) -> Result<Arc<Self>, PageError> {
        let load = async {
            let mut db = visit.db().await?;
            let (show, _) = door::find(&mut db, slug).await?;
            Ok::<_, PageError>(Arc::new(Self::of(&mut db, show).await?))
        };
        visit.app.shows_now.try_get_with(slug.to_owned(), load).await.map_err(|error| PageError::clone(&error))
    }

    async fn of(db: &mut Connection, show: Show) -> diesel::QueryResult<Self> {
        let stage = Stage::of(db, &show).await?;
        let program = Program::load(db, &show, stage).await?;
        let is_kept = show.replays && show_segments::last(db, show.id).await?.is_some();
        let has_sound = stage.is_running() || stage == Stage::Over && is_kept;
        Ok(Self { show, stage, program, has_sound })
    }
}

/// Says it.
///
/// # Errors
/// 404 when there is no such show.
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    let known = Known::load(&visit, &slug).await?;
    let show = &known.show;
    let pass = match show.gate {
        Gate::Open => Some(model::show_access::Pass::Open),
        _ => door::pass(&mut *visit.db().await?, &visit, show).await?,
    };
    let program = match pass {
        Some(_) => Program { plays: known.has_sound, ..known.program.clone() },
        None => Program::default(),
    };
    let streams = pass.filter(|_| known.has_sound).map(|pass| Streams::of(&visit.app, show, &pass, Utc::now()));
    let word = json!({
        "state": known.stage.word(),
        "hls": streams.map(|streams| streams.hls).unwrap_or_default(),
        "title": program.playing,
        "artist": program.playing_by,
        "listeners": program.listeners,
        "html": program.html()?,
    });
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, no-store")).json(word))
}

/// What the player of a page knows of the show, as JSON for an element of the page.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn facts(poster: &Poster, stage: Stage, streams: Option<&Streams>) -> Result<String, PageError> {
    let (show, artist): (&Show, &Artist) = (&poster.show, &poster.artist);
    let cover = Some(poster.picture(640)).filter(|address| !address.is_empty());
    structured::script(&json!({
        "slug": show.slug,
        "title": show.title,
        "artist": artist.name,
        "url": urls::live::show(&show.slug),
        "artistUrl": urls::artist(&artist.handle),
        "cover": cover,
        "hue": poster.hue(),
        "state": stage.word(),
        "hls": streams.map_or("", |streams| streams.hls.as_str()),
        "now": urls::live::now(&show.slug),
    }))
}
