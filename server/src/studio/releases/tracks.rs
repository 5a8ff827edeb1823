//! `/studio/releases/{id}/tracks`: titles, artists, explicit marks and ISRCs of all tracks in one table.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use diesel_async::AsyncConnection;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::releases::Release;
use model::tracks::fields::TrackInput;
use model::tracks::{self, Track};

use super::board::Head;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render, render_as};
use crate::releases::record::Record;
use crate::studio::find;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/releases/tracks.html")]
pub struct ReleaseTracksPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// Which of the release's pages this is.
    pub tab: &'static str,
    /// A line for each track.
    pub lines: Vec<Line>,
}

/// One track's fields.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are those of the track")]
pub struct Line {
    pub id: String,
    pub position: i32,
    pub title: String,
    pub artist_name: String,
    pub isrc: String,
    pub explicit: bool,
    /// What is wrong with them.
    pub errors: FieldErrors,
}

impl Line {
    fn of(track: &Track) -> Self {
        Self {
            id: track.id.to_string(),
            position: track.position,
            title: track.title.clone(),
            artist_name: track.artist_name.clone(),
            isrc: track.isrc.clone(),
            explicit: track.explicit,
            errors: FieldErrors::default(),
        }
    }

    fn input(&self) -> TrackInput {
        TrackInput {
            title: Some(self.title.clone()),
            artist_name: Some(self.artist_name.clone()),
            isrc: Some(self.isrc.clone()),
            explicit: Some(self.explicit),
            ..TrackInput::default()
        }
    }
}

impl ReleaseTracksPage {
    /// Every wrong field: its element, its track, what to do.
    #[must_use]
    pub fn problems(&self) -> Vec<(String, i32, String)> {
        let of_line = |line: &Line| {
            let (id, position) = (line.id.clone(), line.position);
            let problem =
                move |one: &model::fields::FieldError| (format!("{}-{id}", one.field), position, one.message.clone());
            line.errors.0.iter().map(problem).collect::<Vec<_>>()
        };
        self.lines.iter().flat_map(of_line).collect()
    }
}

/// Shows it.
///
/// # Errors
/// 404 for a release of others.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let lines = tracks::of_release(&mut connection, release.id).await?.iter().map(Line::of).collect();
    render(&page(&visit, (artist, release), lines).await?)
}

/// Saves all lines, or none.
///
/// # Errors
/// 404 for a release of others. 422 with the table when a field will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let present = tracks::of_release(&mut connection, release.id).await?;
    let mut lines: Vec<Line> = present.iter().map(Line::of).collect();
    for line in &mut lines {
        fill(line, &fields);
    }
    let mut all = Vec::new();
    for (line, track) in lines.iter_mut().zip(&present) {
        match line.input().check() {
            Ok(changes) => all.push((track.id, changes)),
            Err(errors) => line.errors = errors,
        }
    }
    if lines.iter().any(|line| !line.errors.is_empty()) {
        let page = page(&visit, (artist, release), lines).await?;
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    connection
        .transaction(async |connection| {
            for (id, changes) in &all {
                tracks::update(connection, *id, changes).await?;
            }
            diesel::QueryResult::Ok(())
        })
        .await?;
    Ok(visit.redirect_saying(&urls::studio::release_tracks(release.id.0), "All tracks are saved."))
}

/// Takes the fields of a line from the form, where they are named `title-ID` and so on. A track that came meanwhile stays.
fn fill(line: &mut Line, fields: &[(String, String)]) {
    let sent = |name: &str| {
        let name = format!("{name}-{}", line.id);
        fields.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone())
    };
    let Some(title) = sent("title") else { return };
    let (artist_name, isrc, explicit) = (sent("artist_name"), sent("isrc"), sent("explicit"));
    line.title = title;
    line.artist_name = artist_name.unwrap_or_default();
    line.isrc = isrc.unwrap_or_default();
    line.explicit = explicit.is_some();
}

async fn page(
    visit: &SignedIn,
    (artist, release): (Artist, Release),
    lines: Vec<Line>,
) -> Result<ReleaseTracksPage, PageError> {
    let mut connection = visit.db().await?;
    let head = Head::of(&Record::load(&mut connection, artist, release).await?);
    let (hue1, hue2) = head.hues;
    let page = visit.page(&format!("Tracks of {}", head.release.title)).hidden().in_hues(hue1, hue2);
    Ok(ReleaseTracksPage { page, head, tab: "tracks", lines })
}
