//! `GET /labels/{label}?before=`: what carries the name of a label, the newest first.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::discovery;

use crate::artists::person::Person;
use crate::discovery::part::{self, Asked, PER_PAGE, Part};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::visit::Visit;

/// The longest name that is looked for.
const CHARS: usize = 120;

/// The page.
#[derive(Template)]
#[template(path = "labels/show.html")]
pub struct LabelPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The name, as the newest of them writes it.
    pub name: String,
    /// Labels of this name that have a page here. Whoever brings something out says themselves which label it is on.
    pub labels: Vec<Person>,
    /// The releases.
    pub part: Part,
}

/// Shows it.
///
/// # Errors
/// 404 where the address has no word.
pub async fn show(visit: Visit, path: web::Path<String>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let typed = part::word(&path, CHARS)?;
    let before = asked.cursor();
    let mut db = visit.db().await?;
    let found = discovery::by_label(&mut db, &typed, before, PER_PAGE + 1).await?;
    let name = found.first().map_or(typed, |(_, release)| release.label.trim().to_owned());
    let part = Part::of(&mut db, found, before, &urls::discovery::label(&name)).await?;
    let labels = discovery::labels_named(&mut db, &name).await?;
    let labels = Person::load_all(&mut db, &labels).await?;
    drop(db);
    let page = visit.page(&format!("Music on {name}"));
    let description = format!("Releases on {name}, to be heard on {}.", visit.app.name());
    render(&LabelPage {
        page: part.on(page, false),
        preview: Preview::of(&visit.app, &urls::discovery::label(&name), "website", description),
        labels,
        part,
        name,
    })
}
