//! `POST /studio/shows/{id}/marks/import`: marks from a CUE sheet or from Audacity's labels.

use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::show_marks::{self, ListError, Listed, MarkOrigin, NewShowMark, audacity, cue};

use super::index::page;
use super::length_ms;
use crate::error::PageError;
use crate::studio::multipart::Pictures;

/// The largest file taken, in bytes: the longest night has a few kilobytes.
const LARGEST: usize = 1 << 20;

/// Reads them; they take the place of those there are.
///
/// # Errors
/// 404 for a show of others. 422 with the page for a file that has no marks, or marks behind the end.
pub async fn create(Pictures { visit, form }: Pictures, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let length = length_ms(&mut db, found.1.id).await?;
    let bytes = form.picture("file").unwrap_or_default();
    let refusal = match read(&bytes) {
        Ok(marks) => match marks.iter().find(|mark| mark.at_ms > length) {
            None => {
                show_marks::replace_all(&mut db, found.1.id, &marks.iter().map(imported).collect::<Vec<_>>()).await?;
                let said = format!("{} marks are read. The tracks stay as they are until you cut again.", marks.len());
                return Ok(visit.redirect_saying(&urls::live::marks(found.1.id.0), &said));
            }
            Some(mark) => format!("“{}” is behind the end of the recording. Is this the right file?", mark.title),
        },
        Err(refusal) => refusal,
    };
    drop(db);
    page(&visit, found, None, FieldErrors::one("file", &refusal)).await
}

fn read(bytes: &[u8]) -> Result<Vec<Listed>, String> {
    if bytes.is_empty() {
        return Err("Choose a file: a CUE sheet, or Audacity’s labels.".to_owned());
    }
    if bytes.len() > LARGEST {
        return Err("This file is larger than 1 MB. A CUE sheet or a file of labels is a small text.".to_owned());
    }
    let text = String::from_utf8_lossy(bytes);
    let is_cue = text.lines().any(|line| line.trim_start().to_ascii_uppercase().starts_with("INDEX "));
    let read: Result<Vec<Listed>, ListError> = if is_cue { cue::read(&text) } else { audacity::read(&text) };
    read.map_err(|error| error.to_string())
}

fn imported(mark: &Listed) -> NewShowMark {
    NewShowMark {
        at_ms: mark.at_ms,
        title: mark.title.clone(),
        artist_name: mark.artist.clone(),
        origin: MarkOrigin::Import,
        track: None,
    }
}
