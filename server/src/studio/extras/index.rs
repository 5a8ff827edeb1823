//! `GET /studio/releases/{id}/extras`: what a release comes with besides its tracks.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::extras::{self, Extra};
use model::fields::FieldErrors;
use model::ids::ExtraId;
use model::releases::Release;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::releases::record::Record;
use crate::releases::words;
use crate::studio::find;
use crate::studio::releases::board::Head;
use crate::uploads::sizes;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/extras/index.html")]
pub struct StudioExtrasPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// Which of the release's pages this is.
    pub tab: &'static str,
    /// What it comes with.
    pub rows: Vec<Row>,
    /// The largest file, in words.
    pub limit: String,
}

/// A bonus file in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its place, from 1.
    pub position: usize,
    /// What it is saved as, or what was typed for that.
    pub filename: String,
    /// What the artist says of it.
    pub description: String,
    /// "PDF, 4.2 MB".
    pub facts: String,
    /// Its form.
    pub edit: String,
    /// The file.
    pub file: String,
    /// Where it is removed.
    pub delete: String,
    /// What is wrong with what was typed.
    pub errors: FieldErrors,
}

/// What was typed for one of the files, and what is wrong with it.
pub struct Typed {
    /// Which file.
    pub id: ExtraId,
    /// The name.
    pub filename: String,
    /// The description.
    pub description: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// Shows it.
///
/// # Errors
/// 404 for a release of others.
pub async fn index(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let found = find::release(&mut connection, &visit, find::id(&id)?).await?;
    drop(connection);
    render(&page(&visit, found, None).await?)
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &SignedIn, found: (Artist, Release), typed: Typed) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, found, Some(typed)).await?)
}

async fn page(
    visit: &SignedIn,
    (artist, release): (Artist, Release),
    typed: Option<Typed>,
) -> Result<StudioExtrasPage, PageError> {
    let mut connection = visit.db().await?;
    let extras = extras::of_release(&mut connection, release.id).await?;
    let head = Head::of(&Record::load(&mut connection, artist, release).await?);
    let mut rows: Vec<Row> = (1..).zip(&extras).map(|(position, extra)| row(position, extra)).collect();
    if let Some(typed) = typed
        && let Some(row) = rows.iter_mut().find(|row| row.id == typed.id.to_string())
    {
        row.filename = typed.filename;
        row.description = typed.description;
        row.errors = typed.errors;
    }
    let (hue1, hue2) = head.hues;
    Ok(StudioExtrasPage {
        page: visit.page(&format!("Extras of {}", head.release.title)).hidden().in_hues(hue1, hue2),
        head,
        tab: "extras",
        rows,
        limit: sizes::words(visit.app.settings.extra_max_bytes),
    })
}

fn row(position: usize, extra: &Extra) -> Row {
    let id = extra.id.0;
    Row {
        id: id.to_string(),
        position,
        filename: extra.filename.clone(),
        description: extra.description.clone(),
        facts: format!("{}, {}", extra.kind.name(), words::size(extra.bytes)),
        edit: urls::studio::extra(id),
        file: urls::studio::extra_file(id),
        delete: urls::studio::extra_deletion(id),
        errors: FieldErrors::default(),
    }
}
