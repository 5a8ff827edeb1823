//! `GET /live/{slug}/chapters.json`: what was played in a show that can be heard again, as chapters for podcast apps.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::artists::Artist;
use model::show_marks::{self, ShowMark};
use model::shows::{Gate, Show, State};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::PageError;
use crate::shows::door;

/// The media type of chapters in JSON.
pub const MEDIA_TYPE: &str = "application/json+chapters";

/// Gives them.
///
/// # Errors
/// 404 for a show that is not over, not kept, not for everybody, or has no track list.
pub async fn show(app: web::Data<App>, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = app.db().await?;
    let (show, artist) = door::find(&mut db, &slug).await?;
    if !are_public(&show) {
        return Err(PageError::not_found());
    }
    let marks = show_marks::of_show(&mut db, show.id).await?;
    if marks.is_empty() {
        return Err(PageError::not_found());
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, MEDIA_TYPE))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .body(chapters(&app, (&show, &artist), &marks).to_string()))
}

/// Whether everybody may hear a show again, and so read what was played.
#[must_use]
pub fn are_public(show: &Show) -> bool {
    show.state() == State::Over && show.replays && show.gate == Gate::Open
}

/// In the form of version 1.2 of the podcast namespace's chapters.
fn chapters(app: &App, (show, artist): (&Show, &Artist), marks: &[ShowMark]) -> Value {
    let chapter = |mark: &ShowMark| {
        let title = match mark.artist_name.as_str() {
            "" => mark.title.clone(),
            by => format!("{} – {}", by, mark.title),
        };
        json!({ "startTime": seconds(mark.at_ms), "title": title })
    };
    json!({
        "version": "1.2.0",
        "title": show.title,
        "author": artist.name,
        "podcastName": artist.name,
        "fileName": urls::absolute(&app.base_url, &urls::live::show(&show.slug)),
        "chapters": marks.iter().map(chapter).collect::<Vec<_>>(),
    })
}

/// Seconds with three digits behind the point, or none where it is a whole number.
fn seconds(ms: i64) -> Value {
    if ms % 1000 == 0 {
        return json!(ms / 1000);
    }
    let written = format!("{}.{:03}", ms / 1000, ms % 1000);
    written.parse::<serde_json::Number>().map_or(json!(ms / 1000), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn moments_are_seconds() {
        assert_eq!([0, 61_000, 61_250].map(|ms| seconds(ms).to_string()), ["0", "61", "61.25"]);
    }
}
