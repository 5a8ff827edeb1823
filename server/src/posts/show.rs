//! `GET /posts/{id}`: one post or comment, and what answers it.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::posts::Subject;
use model::reactions::Counts;

use super::find;
use crate::comments::place::Place;
use crate::comments::talk::Talk;
use crate::comments::view::{self, Eyes, Shown};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::preview::Preview;
use crate::visit::Visit;

/// How many characters search engines and timelines are told of a post.
const DESCRIPTION_CHARS: usize = 200;

/// The page.
#[derive(Template)]
#[template(path = "posts/show.html")]
pub struct PostPage {
    /// The common part.
    pub page: Page,
    /// What other sites show of it.
    pub preview: Preview,
    /// The post.
    pub post: Shown,
    /// What it is a comment on: title and page.
    pub thread: Option<(String, String)>,
    /// The page of the post it answers.
    pub answered: Option<String>,
    /// Its page on its own server.
    pub elsewhere: String,
    /// What is said below it; none while it is hidden.
    pub talk: Option<Talk>,
}

/// Shows it.
///
/// # Errors
/// 404 for what is not there for the one who asks.
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = find::post(&mut db, &visit, &id).await?;
    let eyes = Eyes::of(&visit, &found.voices, found.moderates);
    let shown = view::posts(&mut db, std::slice::from_ref(&found.post), &eyes).await?.pop();
    let mut shown = shown.ok_or_else(PageError::not_found)?;
    let place = Place::of(&mut db, Subject::Post(found.post.id), &found.voices).await?;
    let talk = match &place {
        Some(place) => Some(Talk::load(&mut db, &visit, place, &found.voices).await?),
        None => None,
    };
    let answered = match found.post.parent_id {
        Some(parent) => Place::of(&mut db, Subject::Post(parent), &found.voices).await?.map(|place| place.href),
        None => None,
    };
    drop(db);
    if talk.is_some() {
        // Its buttons stand above what is said below it.
        shown.may.react = false;
        shown.counts = Counts::default();
    }
    let is_own_page = found.author.artist_id.is_some() && found.post.subject().is_none() && talk.is_some();
    let page =
        visit.page(&format!("{} by {}", if found.post.is_comment() { "Comment" } else { "Post" }, shown.author.name));
    render(&PostPage {
        page: if is_own_page { page } else { page.hidden() },
        preview: preview(&visit, &found, &shown),
        elsewhere: found.post.url.clone().or(found.post.uri.clone()).unwrap_or_default(),
        thread: found.thread.map(|thread| (thread.title, thread.href)),
        answered,
        talk,
        post: shown,
    })
}

fn preview(visit: &Visit, found: &find::Found, shown: &Shown) -> Preview {
    let words = if found.post.summary.is_empty() { &found.post.content } else { &found.post.summary };
    let description = federation::remote::html::words(words, DESCRIPTION_CHARS);
    if !found.post.is_local() || !found.post.is_shown() {
        return Preview { description, ..Preview::default() };
    }
    Preview::of(&visit.app, &shown.href, "article", description).federated(
        &visit.app,
        &found.author.username,
        &urls::ap::post(found.post.id.0),
    )
}
