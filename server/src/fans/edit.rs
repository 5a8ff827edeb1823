//! `GET /account/fan`: one's own handle, what others see of it, and who asks to follow it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use model::actors::{self, Actor};
use model::follows;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::remote::face::Face;
use crate::visit::SignedIn;

/// The most requests that are shown at once.
const REQUESTS: i64 = 100;

/// The page.
#[derive(Template)]
#[template(path = "fans/edit.html")]
pub struct ProfilePage {
    /// The common part.
    pub page: Page,
    /// What stands behind the @ of the handle.
    pub domain: String,
    /// `@mara@music.example` and the page of it, where there is a handle already.
    pub own: Option<Face>,
    /// The form.
    pub form: Typed,
    /// What is wrong with the handle.
    pub handle_problem: String,
    /// What is wrong with the name.
    pub name_problem: String,
    /// How many follow.
    pub followers: i64,
    /// Who asks to: who, and where they are answered.
    pub requests: Vec<(Face, String)>,
}

/// The fields as typed, else as they are.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The handle to be.
    pub handle: String,
    /// The name to show.
    pub name: String,
    /// Whether one looks at every request.
    pub approves: bool,
    /// Whether followers are only counted.
    pub hides: bool,
    /// Whether others may recommend it.
    pub is_found: bool,
}

impl Typed {
    /// What stands in the database.
    fn of(actor: &Actor) -> Self {
        Self {
            handle: actor.username.clone(),
            name: actor.name.clone(),
            approves: actor.manually_approves,
            hides: actor.followers_hidden,
            is_found: actor.discoverable,
        }
    }
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn edit(visit: SignedIn) -> Result<HttpResponse, PageError> {
    render(&page(&visit).await?)
}

/// The page again, with what is wrong with handle and name.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &SignedIn, form: Typed, problems: (String, String)) -> Result<HttpResponse, PageError> {
    let (handle_problem, name_problem) = problems;
    let again = ProfilePage { form, handle_problem, name_problem, ..page(visit).await? };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

async fn page(visit: &SignedIn) -> Result<ProfilePage, PageError> {
    let mut db = visit.db().await?;
    let mut shown = ProfilePage {
        page: visit.page("Your fediverse profile"),
        domain: visit.app.federation.federation().domain.clone(),
        own: None,
        form: Typed { name: visit.account.name.clone(), hides: true, ..Typed::default() },
        handle_problem: String::new(),
        name_problem: String::new(),
        followers: 0,
        requests: Vec::new(),
    };
    let Some(actor) = actors::of_account(&mut db, visit.account.id).await? else { return Ok(shown) };
    shown.form = Typed::of(&actor);
    shown.own = Some(Face::load(&mut db, &visit.app, &actor).await?);
    shown.followers = follows::count_followers(&mut db, actor.id).await?;
    for (follow, follower) in follows::requests(&mut db, actor.id, REQUESTS).await? {
        let face = Face::load(&mut db, &visit.app, &follower).await?;
        shown.requests.push((face, urls::fans::request(follow.id.0)));
    }
    Ok(shown)
}
