//! `GET /live/{slug}/calendar.ics`: the date of a show for a calendar (RFC 5545).

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use model::markdown;
use model::shows::State;

use super::door;
use super::poster::Poster;
use crate::app::App;
use crate::error::PageError;
use crate::visit::Visit;

/// Octets that a line may have before it is folded.
const LINE: usize = 75;
/// How many characters of what the artist says go along.
const ABOUT_CHARS: usize = 1000;

/// Gives it.
///
/// # Errors
/// 404 when there is no such show, or it has no date.
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (show, artist) = door::find(&mut db, &slug).await?;
    let poster = Poster::load(&mut db, show, artist).await?;
    drop(db);
    let text = text(&visit.app, &poster).ok_or_else(PageError::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.ics\"", poster.show.slug)))
        .body(text))
}

/// The file; `None` for a show without a date.
fn text(app: &App, poster: &Poster) -> Option<String> {
    let (show, artist) = (&poster.show, &poster.artist);
    let starts = show.starts_at?;
    let address = urls::absolute(&app.base_url, &urls::live::show(&show.slug));
    let about = markdown::to_text(&show.about, ABOUT_CHARS);
    let description = if about.is_empty() { address.clone() } else { format!("{about}\n{address}") };
    let status = if show.state() == State::Cancelled { "CANCELLED" } else { "CONFIRMED" };
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        format!("PRODID:-//{}//Tonewood//EN", escape(app.name())),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@{}", show.id, app.federation.federation().domain),
        format!("DTSTAMP:{}", moment(show.updated_at)),
        // A calendar takes the newer one of two that have the same UID.
        format!("SEQUENCE:{}", (show.updated_at - show.created_at).num_seconds().max(0)),
        format!("DTSTART:{}", moment(starts)),
        match show.ends_at {
            Some(ends) => format!("DTEND:{}", moment(ends)),
            None => "DURATION:PT2H".to_owned(),
        },
        format!("SUMMARY:{}", escape(&format!("{} by {}", show.title, artist.name))),
        format!("DESCRIPTION:{}", escape(&description)),
        format!("URL:{address}"),
        format!("LOCATION:{}", escape(&address)),
        format!("STATUS:{status}"),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    Some(lines.iter().map(|line| folded(line)).collect())
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace("\r\n", "\\n").replace('\n', "\\n")
}

/// A line with its end; what is too long goes on behind a space on the next.
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for character in line.chars() {
        if length + character.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(character);
        length += character.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let text = folded(&format!("SUMMARY:{}", "ö".repeat(80)));
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= LINE), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), format!("SUMMARY:{}", "ö".repeat(80)));
    }

    #[test]
    fn signs_of_the_format_are_escaped() {
        assert_eq!(escape("a, b; c\\d\ne"), "a\\, b\\; c\\\\d\\ne");
    }
}
