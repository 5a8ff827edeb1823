//! The list of reports nobody has looked at, oldest first.

use actix_web::HttpResponse;
use askama::Template;
use model::actors::{self, Actor};
use model::artists;
use model::posts::Post;
use model::reports::{self, OpenReport};
use model::{Connection, accounts, releases};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Admin;

/// The most reports the page shows.
const LIMIT: i64 = 100;

/// Somebody who reports or is reported.
pub struct Person {
    /// `@user@host`.
    pub handle: String,
    /// The name it shows.
    pub name: String,
    /// Its page, here or elsewhere; empty where it has none.
    pub href: String,
    /// Whether it lives here.
    pub is_local: bool,
    /// Whether an admin has it suspended.
    pub is_suspended: bool,
    /// Where the form that suspends it leads; empty for services.
    pub suspension: String,
}

/// A row of the list.
pub struct Row {
    /// Its report, and what it is about.
    pub open: OpenReport,
    /// Who reports.
    pub reporter: Option<Person>,
    /// Who is reported.
    pub target: Option<Person>,
    /// Where the reported post stands; empty where it has no page.
    pub post_href: String,
    /// Where the reported release stands.
    pub release_href: String,
    /// The addresses we know nothing of that can be opened.
    pub elsewhere: Vec<String>,
    /// Whether it can be passed on to where it comes from.
    pub can_forward: bool,
}

impl Row {
    /// Whether the reported post is hidden.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.open.post.as_ref().is_some_and(|post| post.hidden_at.is_some())
    }
}

/// The page.
#[derive(Template)]
#[template(path = "admin/reports/index.html")]
pub struct ReportsPage {
    /// The common part.
    pub page: Page,
    /// Reports, oldest first; at most [`LIMIT`].
    pub rows: Vec<Row>,
}

/// `GET /admin/reports`
///
/// # Errors
/// When the database fails.
pub async fn index(visit: Admin) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let domain = visit.app.federation.federation().domain.clone();
    let mut rows = Vec::new();
    for open in reports::open(&mut connection, LIMIT).await? {
        rows.push(row(&mut connection, open, &domain).await?);
    }
    render(&ReportsPage { page: visit.page("Reports"), rows })
}

async fn row(connection: &mut Connection, open: OpenReport, domain: &str) -> Result<Row, PageError> {
    let reporter = match &open.reporter {
        Some(actor) => Some(person(connection, actor, domain).await?),
        None => None,
    };
    let target = match &open.target {
        Some(actor) => Some(person(connection, actor, domain).await?),
        None => None,
    };
    let release_href = match &open.release {
        Some(release) => {
            let artist = artists::find(connection, release.artist_id).await?;
            artist.map(|artist| urls::release(&artist.handle, &release.slug)).unwrap_or_default()
        }
        None => String::new(),
    };
    let post_href = match &open.post {
        Some(post) => post_href(connection, post).await?,
        None => String::new(),
    };
    let from_web = |address: &&String| address.starts_with("https://") || address.starts_with("http://");
    Ok(Row {
        post_href,
        elsewhere: open.report.objects.iter().filter(from_web).cloned().collect(),
        // A report that came from elsewhere was not made here, so it is not ours to pass on.
        can_forward: target.as_ref().is_some_and(|target| !target.is_local) && open.report.uri.is_none(),
        reporter,
        target,
        release_href,
        open,
    })
}

/// A remote post has a page where it comes from; a comment of somebody here stands on the release's.
async fn post_href(connection: &mut Connection, post: &Post) -> Result<String, PageError> {
    if let Some(elsewhere) = post.url.clone().or_else(|| post.uri.clone()) {
        return Ok(elsewhere);
    }
    let Some(id) = post.release_id else { return Ok(String::new()) };
    let Some(release) = releases::find(connection, id).await? else { return Ok(String::new()) };
    let artist = artists::find(connection, release.artist_id).await?;
    Ok(artist.map(|artist| urls::release(&artist.handle, &release.slug)).unwrap_or_default())
}

async fn person(connection: &mut Connection, actor: &Actor, domain: &str) -> Result<Person, PageError> {
    let (suspension, is_suspended) = match (actor.artist_id, actor.account_id) {
        (Some(id), _) => {
            let artist = artists::find(connection, id).await?;
            (format!("/admin/artists/{id}/suspension"), artist.is_some_and(|artist| artist.suspended_at.is_some()))
        }
        (None, Some(id)) => {
            let account = accounts::find(connection, id).await?;
            (format!("/admin/accounts/{id}/suspension"), account.is_some_and(|account| account.suspended_at.is_some()))
        }
        (None, None) => (String::new(), actor.suspended_at.is_some()),
    };
    let is_listed = actors::public(connection, actor.id).await?.is_some();
    let href = match &actor.uri {
        Some(uri) => actor.url.clone().unwrap_or_else(|| uri.clone()),
        None if is_listed && actor.service.is_none() => urls::artist(&actor.username),
        None => String::new(),
    };
    Ok(Person {
        handle: format!("@{}", actor.handle(domain)),
        name: actor.shown_name().to_owned(),
        href,
        is_local: actor.is_local(),
        is_suspended,
        suspension,
    })
}
