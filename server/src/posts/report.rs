//! `/posts/{id}/report`: asking the admins to look at a post; if it came from elsewhere, those of its server too.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::fields::FieldErrors;
use model::reports::{self, NewReport};
use serde::Deserialize;

use super::find::{self, Found};
use crate::comments::limits;
use crate::comments::view::Author;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "posts/report.html")]
pub struct ReportPage {
    /// The common part.
    pub page: Page,
    /// The post's page.
    pub href: String,
    /// Who wrote it.
    pub author: Author,
    /// Its words, as HTML that is safe to show.
    pub content: String,
    /// The server it came from; empty for one from here.
    pub host: String,
    /// What stands in the fields.
    pub form: ReportForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReportForm {
    /// Why.
    pub reason: String,
    /// Whether the admins of its server are told.
    pub forward: bool,
}

/// Shows it.
///
/// # Errors
/// 404 for what one cannot see.
pub async fn new(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = find::post(&mut db, &visit, &id).await?;
    render(&page(&visit, &found, ReportForm::default(), FieldErrors::default()))
}

/// Puts it on the admins' list.
///
/// # Errors
/// 404 for what one cannot see, 429 for too many. 422 with the form when no reason is given.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<ReportForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = find::post(&mut db, &visit, &id).await?;
    let problem = match form.reason.trim().chars().count() {
        0 => "Say in a sentence what is wrong with it.",
        4001.. => "At most 4,000 characters. Shorten it.",
        _ => "",
    };
    if !problem.is_empty() {
        let errors = FieldErrors::one("reason", problem);
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&visit, &found, form, errors));
    }
    limits::hit(&mut db, limits::REPORT, &visit.account).await?;
    let federation = visit.app.federation.federation();
    let new = NewReport {
        reporter: found.voices.viewer(),
        target: Some(found.author.id),
        post: Some(found.post.id),
        reason: &form.reason,
        ..NewReport::default()
    };
    db.transaction(async |db| {
        reports::create(db, &new).await?;
        if form.forward && !found.author.is_local() {
            let mut objects = vec![found.author.uri(&federation.base_url)];
            objects.extend(found.post.uri.clone());
            outbox::flag(db, federation, &found.author, &objects, form.reason.trim()).await?;
        }
        Ok::<_, FederationError>(())
    })
    .await
    .map_err(PageError::from)?;
    let back = found.thread.map_or_else(|| super::href(found.post.id), |thread| thread.href);
    Ok(visit.redirect_saying(&back, "Thank you. The admins of this instance will look at it."))
}

fn page(visit: &SignedIn, found: &Found, form: ReportForm, errors: FieldErrors) -> ReportPage {
    ReportPage {
        page: visit.page("Report this").hidden(),
        href: super::href(found.post.id),
        author: Author::of(&found.author, &visit.app.federation.federation().domain),
        content: found.post.content.clone(),
        host: found.author.host.clone().unwrap_or_default(),
        form,
        errors,
    }
}
