//! `GET /follows`: whom one follows, whom one asked, and a form for another.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::actors::{self, Actor};
use model::follows::{self, Follow};
use model::ids::FollowId;
use model::tag_follows;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::releases::details::Tag;
use crate::remote::face::Face;
use crate::visit::SignedIn;

/// How many are on a page.
const PER_PAGE: i64 = 50;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    after: Option<Uuid>,
}

/// The page.
#[derive(Template)]
#[template(path = "follows/index.html")]
pub struct FollowsPage {
    /// The common part.
    pub page: Page,
    /// `@mara@music.example`; empty without a handle.
    pub handle: String,
    /// Handle or address as typed.
    pub address: String,
    /// What is wrong with it.
    pub problem: String,
    /// Who has not answered yet.
    pub asked: Vec<Line>,
    /// Whom one follows, newest first.
    pub following: Vec<Line>,
    /// The next page; empty for none.
    pub next: String,
    /// The tags one follows, each with where that ends.
    pub tags: Vec<(Tag, String)>,
}

/// Somebody in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Who.
    pub face: Face,
    /// Where it ends.
    pub end: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    render(&page(&visit, &asked).await?)
}

/// The page again, with what is wrong with what was typed.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &SignedIn, address: String, problem: String) -> Result<HttpResponse, PageError> {
    let again = FollowsPage { address, problem, ..page(visit, &Asked::default()).await? };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

async fn page(visit: &SignedIn, asked: &Asked) -> Result<FollowsPage, PageError> {
    let mut shown = FollowsPage {
        page: visit.page("Whom you follow"),
        handle: String::new(),
        address: String::new(),
        problem: String::new(),
        asked: Vec::new(),
        following: Vec::new(),
        next: String::new(),
        tags: Vec::new(),
    };
    let mut db = visit.db().await?;
    let tags = tag_follows::of(&mut db, visit.account.id).await?;
    shown.tags = tags.iter().map(|follow| (Tag::of(&follow.tag), urls::discovery::unfollow_tag(&follow.tag))).collect();
    let Some(own) = actors::of_account(&mut db, visit.account.id).await? else { return Ok(shown) };
    shown.handle = format!("@{}", own.handle(&visit.app.federation.federation().domain));
    if asked.after.is_none() {
        let waiting = follows::asked(&mut db, own.id, PER_PAGE).await?;
        shown.asked = lines(visit, &mut db, &waiting).await?;
    }
    let following = follows::following(&mut db, own.id, asked.after.map(FollowId), PER_PAGE).await?;
    if following.len() >= PER_PAGE as usize
        && let Some((last, _)) = following.last()
    {
        shown.next = format!("{}?after={}", urls::fans::FOLLOWS, last.id);
    }
    shown.following = lines(visit, &mut db, &following).await?;
    Ok(shown)
}

async fn lines(
    visit: &SignedIn,
    db: &mut model::Connection,
    found: &[(Follow, Actor)],
) -> Result<Vec<Line>, PageError> {
    let mut lines = Vec::with_capacity(found.len());
    for (follow, actor) in found {
        let face = Face::load(db, &visit.app, actor).await?;
        lines.push(Line { face, end: urls::fans::unfollow(follow.id.0) });
    }
    Ok(lines)
}
