//! `POST /studio/shows/{id}/marks`: all marks of a show, as they stand in its form.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::show_marks::{self, NewShowMark, ShowMark};
use serde::Deserialize;

use super::index::{Row, page};
use super::{AT_MOST, as_new, by_hand, length_ms};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::shows::times;
use crate::visit::SignedIn;

/// The rows, each field of all of them in order, and the ids of those that go.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of a row")]
pub struct MarksForm {
    pub id: Vec<String>,
    pub at: Vec<String>,
    pub title: Vec<String>,
    pub artist: Vec<String>,
    pub remove: Vec<String>,
}

impl MarksForm {
    fn rows(&self) -> Vec<Row> {
        let at = |all: &[String], n: usize| all.get(n).cloned().unwrap_or_default();
        (0..self.at.len())
            .map(|n| Row {
                id: at(&self.id, n),
                at: at(&self.at, n),
                title: at(&self.title, n),
                artist: at(&self.artist, n),
                is_bad: false,
            })
            .filter(|row| !row.at.trim().is_empty() || !row.title.trim().is_empty())
            .collect()
    }
}

/// Saves them. A mark keeps where it came from, and the track it is about while it is called the same.
///
/// # Errors
/// 404 for a show of others. 422 with the page when a row will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<MarksForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let length = length_ms(&mut db, show.id).await?;
    let before: HashMap<String, ShowMark> =
        show_marks::of_show(&mut db, show.id).await?.into_iter().map(|mark| (mark.id.to_string(), mark)).collect();
    let mut rows = form.rows();
    rows.retain(|row| row.id.is_empty() || !form.remove.contains(&row.id));
    let mut errors = FieldErrors::default();
    let marks = checked(&mut rows, &before, length, &mut errors);
    if !errors.is_empty() {
        drop(db);
        return page(&visit, (artist, show), Some(rows), errors).await;
    }
    show_marks::replace_all(&mut db, show.id, &marks).await?;
    Ok(visit.redirect_saying(
        &urls::live::marks(show.id.0),
        "The marks are saved. The tracks stay as they are until you cut again.",
    ))
}

fn checked(
    rows: &mut [Row],
    before: &HashMap<String, ShowMark>,
    length: i64,
    errors: &mut FieldErrors,
) -> Vec<NewShowMark> {
    if rows.len() > AT_MOST {
        errors.add("at-0", format!("A show can have {AT_MOST} marks. Remove some."));
    }
    let mut marks = Vec::new();
    for (n, row) in rows.iter_mut().enumerate() {
        let field = format!("at-{n}");
        let title = row.title.trim().to_owned();
        match times::read(&row.at) {
            Some(at) if at <= length && !title.is_empty() => marks.push(mark(at, &title, row, before.get(&row.id))),
            Some(at) if at > length => {
                row.is_bad = true;
                errors.add(&field, format!("“{title}” is behind the end of the recording."));
            }
            Some(_) => {
                row.is_bad = true;
                errors.add(&field, format!("Say what begins at {}.", row.at.trim()));
            }
            None => {
                row.is_bad = true;
                errors.add(&field, format!("Write where “{title}” begins as minutes and seconds, as in 4:09.5."));
            }
        }
    }
    marks.sort_by_key(|mark| mark.at_ms);
    marks
}

fn mark(at_ms: i64, title: &str, row: &Row, before: Option<&ShowMark>) -> NewShowMark {
    let artist = row.artist.trim().to_owned();
    match before {
        // The form says tenths of a second: a mark that was not moved keeps its place to the millisecond.
        Some(old) => NewShowMark {
            at_ms: if times::written(old.at_ms) == row.at.trim() { old.at_ms } else { at_ms },
            track: old.track_id.filter(|_| old.title == title && old.artist_name == artist),
            title: title.to_owned(),
            artist_name: artist,
            ..as_new(old)
        },
        None => by_hand(at_ms, title.to_owned(), artist),
    }
}
