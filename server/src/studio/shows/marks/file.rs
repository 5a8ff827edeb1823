//! `GET /studio/shows/{id}/marks.cue` and `marks.txt`: the marks as a CUE sheet, or as Audacity's labels.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::show_marks::{self, Listed, audacity, cue};

use crate::error::PageError;
use crate::visit::SignedIn;

/// The CUE sheet.
///
/// # Errors
/// 404 for a show of others.
pub async fn cue(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let marks = listed(&mut db, show.id).await?;
    let text = cue::write(&show.title, &artist.name, &format!("{}.flac", show.slug), &marks);
    Ok(file(&format!("{}.cue", show.slug), "application/x-cue; charset=utf-8", text))
}

/// Audacity's labels.
///
/// # Errors
/// 404 for a show of others.
pub async fn labels(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let marks = listed(&mut db, show.id).await?;
    Ok(file(&format!("{}-labels.txt", show.slug), "text/plain; charset=utf-8", audacity::write(&marks)))
}

async fn listed(db: &mut model::Connection, show: model::ids::ShowId) -> diesel::QueryResult<Vec<Listed>> {
    let marks = show_marks::of_show(db, show).await?;
    Ok(marks.into_iter().map(|mark| Listed::new(mark.at_ms, &mark.title, &mark.artist_name)).collect())
}

/// The name is made of a slug: plain letters.
fn file(name: &str, kind: &str, text: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(text)
}
