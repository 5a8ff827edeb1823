//! `GET /studio/releases/{id}/codes`: the download codes of a release, and the form for more.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::code_batches::{self, CodeBatch, Count};
use model::fields::FieldErrors;
use model::releases::Release;

use super::create::BatchForm;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::releases::record::Record;
use crate::studio::find;
use crate::studio::releases::board::Head;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/codes/index.html")]
pub struct StudioCodesPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// Which of the release's pages this is.
    pub tab: &'static str,
    /// The batches.
    pub rows: Vec<Row>,
    /// Where codes are redeemed, as people type it.
    pub redeem: String,
    /// What stands in the fields.
    pub form: BatchForm,
    /// What is wrong with them.
    pub errors: FieldErrors,
}

/// A batch in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// How many codes it has, and how many were redeemed.
    pub count: Count,
    /// Its last day; empty for none.
    pub until: String,
    /// Whether that is over.
    pub is_over: bool,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// Its codes as a table.
    pub table: String,
    /// Its codes to print.
    pub sheet: String,
    /// Where it is ended.
    pub end: String,
}

/// Shows it.
///
/// # Errors
/// 404 for a release of others.
pub async fn index(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = find::release(&mut db, &visit, find::id(&id)?).await?;
    drop(db);
    render(
        &page(&visit, found, BatchForm { count: "50".to_owned(), ..BatchForm::default() }, FieldErrors::default())
            .await?,
    )
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    found: (Artist, Release),
    form: BatchForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, found, form, errors).await?)
}

async fn page(
    visit: &SignedIn,
    (artist, release): (Artist, Release),
    form: BatchForm,
    errors: FieldErrors,
) -> Result<StudioCodesPage, PageError> {
    let mut db = visit.db().await?;
    let batches = code_batches::of_release(&mut db, release.id).await?;
    let head = Head::of(&Record::load(&mut db, artist, release).await?);
    drop(db);
    let now = Utc::now();
    let (hue1, hue2) = head.hues;
    let base = visit.app.base_url.as_str();
    Ok(StudioCodesPage {
        page: visit.page(&format!("Codes for {}", head.release.title)).hidden().in_hues(hue1, hue2),
        head,
        tab: "codes",
        rows: batches.into_iter().map(|(batch, count)| row(&batch, count, now)).collect(),
        redeem: urls::absolute(base.split_once("://").map_or(base, |(_, rest)| rest), urls::letters::REDEEM),
        form,
        errors,
    })
}

fn row(batch: &CodeBatch, count: Count, now: DateTime<Utc>) -> Row {
    let id = batch.id.0;
    Row {
        name: batch.name.clone(),
        count,
        until: batch.expires_at.map(last_day).unwrap_or_default(),
        is_over: batch.expires_at.is_some_and(|end| end <= now),
        made: batch.created_at,
        table: urls::letters::codes_table(id),
        sheet: urls::letters::codes_sheet(id),
        end: urls::letters::codes_end(id),
    }
}

/// The last day on which codes work that end at a moment: at midnight it is the day before.
pub(super) fn last_day(end: DateTime<Utc>) -> String {
    (end - chrono::TimeDelta::seconds(1)).format("%-d %B %Y").to_string()
}
