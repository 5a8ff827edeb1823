//! `GET /studio/shows/{id}/marks`: the recording and its marks.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::releases;
use model::show_marks::{self, ShowMark};
use model::shows::Show;

use super::wave;
use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::releases::words;
use crate::studio::shows::head::Head;
use crate::studio::shows::times;
use crate::visit::SignedIn;

/// How many rows are free for more marks.
const FREE: usize = 3;

/// The page.
#[derive(Template)]
#[template(path = "studio/shows/marks.html")]
pub struct MarksPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// The artist, where a mark names nobody.
    pub artist_name: String,
    /// How long the recording is; 0 while there is none.
    pub length_ms: i64,
    /// The same in words.
    pub length: String,
    /// The draft that it became; empty while there is none.
    pub release: String,
    /// The waveform as an SVG path; empty before the first cut.
    pub wave: String,
    /// How wide it is.
    pub wave_width: usize,
    /// The marks as an SVG path.
    pub lines: String,
    /// The marks, and free rows.
    pub rows: Vec<Row>,
    /// The marks as a CUE sheet.
    pub cue: String,
    /// The marks as Audacity's labels.
    pub labels: String,
    /// What is wrong with what was sent.
    pub errors: FieldErrors,
}

/// A mark as it stands in the form.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Its id; empty for a free row.
    pub id: String,
    /// Where it is, as typed.
    pub at: String,
    /// What begins.
    pub title: String,
    /// Whose it is.
    pub artist: String,
    /// Whether its time cannot be read.
    pub is_bad: bool,
}

impl Row {
    fn of(mark: &ShowMark) -> Self {
        Self {
            id: mark.id.to_string(),
            at: times::written(mark.at_ms),
            title: mark.title.clone(),
            artist: mark.artist_name.clone(),
            is_bad: false,
        }
    }
}

/// Shows it.
///
/// # Errors
/// 404 for a show of others.
pub async fn index(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = crate::studio::shows::find(&mut db, &visit, &id).await?;
    drop(db);
    page(&visit, found, None, FieldErrors::default()).await
}

/// The page, with the rows that were sent or those of the database, and what is wrong with what was sent: 422 then.
///
/// # Errors
/// When the database or the storage fails.
pub async fn page(
    visit: &SignedIn,
    (artist, show): (Artist, Show),
    sent: Option<Vec<Row>>,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let marks = show_marks::of_show(&mut db, show.id).await?;
    let length_ms = super::length_ms(&mut db, show.id).await?;
    let release = match show.recording_release_id {
        Some(id) => releases::find(&mut db, id).await?.map(|release| urls::studio::release(release.id.0)),
        None => None,
    };
    drop(db);
    let peaks = if length_ms > 0 { wave::peaks(&visit.app, show.id).await? } else { Vec::new() };
    let mut rows = sent.unwrap_or_else(|| marks.iter().map(Row::of).collect());
    rows.extend((0..FREE).map(|_| Row::default()));
    let at: Vec<i64> = marks.iter().map(|mark| mark.at_ms).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = MarksPage {
        page: visit.page(&format!("Recording of {}", show.title)).hidden().in_hues(artist.hue1, artist.hue2),
        head: Head::of(&artist, &show),
        artist_name: artist.name,
        length_ms,
        length: words::clock(length_ms),
        release: release.unwrap_or_default(),
        wave: wave::path(&peaks),
        wave_width: wave::BARS,
        lines: wave::lines(&at, length_ms),
        rows,
        cue: urls::live::marks_file(show.id.0, "cue"),
        labels: urls::live::marks_file(show.id.0, "txt"),
        errors,
    };
    render_as(status, &page)
}
