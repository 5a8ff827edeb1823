//! `GET /studio/posts`: the form for a post, and those that there are.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::posts;
use model::releases::listing;
use model::{Connection, tracks};

use super::form::NewPostForm;
use crate::comments::view::{self, Eyes, Shown};
use crate::comments::voices::Voices;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::studio::speaking::{self, Asked, Desk};
use crate::visit::SignedIn;

/// How many a page shows.
const SHOWN: i64 = 20;

/// The page.
#[derive(Template)]
#[template(path = "studio/posts/index.html")]
pub struct PostsPage {
    /// The common part.
    pub page: Page,
    /// Who writes.
    pub desk: Desk,
    /// The latest first.
    pub posts: Vec<Shown>,
    /// What can be attached: word and title.
    pub choices: Vec<(String, String)>,
    /// What stands in the form.
    pub form: NewPostForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// The address of what comes after; empty for nothing.
    pub older: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let Some(desk) = speaking::desk(&mut db, &visit, &asked.artist).await? else {
        return Ok(visit.redirect(&urls::studio::index()));
    };
    drop(db);
    render(&page(&visit, desk, &asked.after, (NewPostForm::default(), FieldErrors::default())).await?)
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    handle: &str,
    form: NewPostForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let desk = speaking::desk(&mut db, visit, handle).await?.ok_or_else(PageError::not_found)?;
    drop(db);
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, desk, "", (form, errors)).await?)
}

async fn page(
    visit: &SignedIn,
    desk: Desk,
    before: &str,
    (form, errors): (NewPostForm, FieldErrors),
) -> Result<PostsPage, PageError> {
    let mut db = visit.db().await?;
    let found = posts::of_actor(&mut db, desk.actor.id, before.parse().ok(), SHOWN).await?;
    let older = match found.last() {
        Some(last) if found.len() >= usize::try_from(SHOWN).unwrap_or(usize::MAX) => {
            format!("/studio/posts?artist={}&after={}", desk.artist.handle, last.id)
        }
        _ => String::new(),
    };
    let voices = Voices(vec![desk.actor.clone()]);
    let posts = view::posts(&mut db, &found, &Eyes::of(visit, &voices, true)).await?;
    let choices = choices(&mut db, &desk.artist).await?;
    Ok(PostsPage { page: visit.page("Posts").hidden(), desk, posts, choices, form, errors, older })
}

/// The artist's published releases, each with its tracks.
async fn choices(connection: &mut Connection, artist: &Artist) -> diesel::QueryResult<Vec<(String, String)>> {
    let releases = listing::published_of_artist(connection, artist.id).await?;
    let ids: Vec<_> = releases.iter().map(|release| release.id).collect();
    let tracks = tracks::of_releases(connection, &ids).await?;
    let mut choices = vec![(String::new(), "Nothing".to_owned())];
    for release in &releases {
        choices.push((format!("release:{}", release.id), release.title.clone()));
        let own = tracks.iter().filter(|track| track.release_id == release.id && track.encoding_id.is_some());
        choices.extend(own.map(|track| (format!("track:{}", track.id), format!("{}: {}", release.title, track.title))));
    }
    Ok(choices)
}
