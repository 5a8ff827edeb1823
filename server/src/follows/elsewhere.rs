//! `/@{artist}/follow`: how to follow somebody of this instance from one's own server. Who says which that is, is sent there.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Duration;
use federation::webfinger;
use model::actors::{self, Actor};
use model::throttles::{self, Limit};
use serde::Deserialize;

use crate::accounts::limits;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render, render_as};
use crate::releases;
use crate::remote::face::Face;
use crate::remote::resolve::{self, Problem};
use crate::visit::Visit;

/// How often servers are asked for one place.
const LOOKUPS: Limit = Limit { name: "follow from elsewhere", attempts: 20, window: Duration::minutes(10) };

/// The page.
#[derive(Template)]
#[template(path = "follows/elsewhere.html")]
pub struct ElsewherePage {
    /// The common part.
    pub page: Page,
    /// Whom to follow.
    pub face: Face,
    /// Where that is posted.
    pub action: String,
    /// The visitor's own handle as typed.
    pub own: String,
    /// What is wrong with it.
    pub problem: String,
    /// Where it goes on: address and host; empty until that is known.
    pub away: Option<(String, String)>,
}

/// The field.
#[derive(Deserialize)]
pub struct OwnHandle {
    #[serde(default)]
    handle: String,
}

/// `GET`: the form. A release of this name goes before: it was there first.
///
/// # Errors
/// 404 when there is nobody of this name.
pub async fn new(visit: Visit, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    if model::releases::public_by_path(&mut db, &handle, "follow").await?.is_some() {
        drop(db);
        return releases::show::show(visit, web::Path::from((handle.into_inner(), "follow".to_owned()))).await;
    }
    drop(db);
    let (page, _) = page(&visit, &handle).await?;
    render(&page)
}

/// `POST`: asks the visitor's server where it goes on, and leads there. The page does that, and not a redirect: a form of ours
/// may lead nowhere else.
///
/// # Errors
/// 404 when there is nobody of this name; 422 and the form again for a handle that leads nowhere.
pub async fn create(
    visit: Visit,
    handle: web::Path<String>,
    Form(form): Form<OwnHandle>,
) -> Result<HttpResponse, PageError> {
    let (mut page, followed) = page(&visit, &handle).await?;
    form.handle.trim().clone_into(&mut page.own);
    let federation = visit.app.federation.federation();
    let id = followed.uri(&federation.base_url);
    let host = page.own.rsplit('@').next().unwrap_or_default().to_owned();
    let wait = throttles::hit(&mut *visit.db().await?, LOOKUPS, &limits::place(&visit)).await?;
    page.problem = if let Some(wait) = wait {
        format!("Too many tries. {}", PageError::too_many(wait.num_seconds()).message)
    } else {
        match webfinger::follow_page(&federation.client, &page.own, &id).await {
            Ok(Some(address)) => {
                let host = address.host_str().unwrap_or_default().to_owned();
                page.away = Some((address.into(), host));
                String::new()
            }
            Ok(None) => format!("{host} does not say where to go on. Copy the handle below and look for it there."),
            Err(error) => match resolve::of_webfinger(error, &host) {
                Problem::Words(words) => words,
                Problem::Page(error) => return Err(error),
            },
        }
    };
    if page.problem.is_empty() { render(&page) } else { render_as(StatusCode::UNPROCESSABLE_ENTITY, &page) }
}

async fn page(visit: &Visit, handle: &str) -> Result<(ElsewherePage, Actor), PageError> {
    let mut db = visit.db().await?;
    let actor = actors::public_by_username(&mut db, handle).await?.filter(|actor| actor.service.is_none());
    let actor = actor.ok_or_else(PageError::not_found)?;
    let face = Face::load(&mut db, &visit.app, &actor).await?;
    let page = ElsewherePage {
        page: visit.form_page(&format!("Follow {}", face.name))?.in_hues(face.hue, face.hue + 45).hidden(),
        action: urls::fans::follow_from_elsewhere(&actor.username),
        face,
        own: String::new(),
        problem: String::new(),
        away: None,
    };
    Ok((page, actor))
}
