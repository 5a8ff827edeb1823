//! `/posts/{id}/edit`: changing what one wrote.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::fields::FieldErrors;
use serde::Deserialize;

use super::find;
use crate::comments::write::{self, Words};
use crate::comments::{limits, named};
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "posts/edit.html")]
pub struct EditPostPage {
    /// The common part.
    pub page: Page,
    /// The post's page.
    pub href: String,
    /// What stands in the fields.
    pub form: PostForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PostForm {
    /// Markdown.
    pub text: String,
    /// A warning to stand before it.
    pub summary: String,
}

/// Shows it.
///
/// # Errors
/// 404 for what others wrote.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, post) = find::own(&mut db, &visit, &id).await?;
    let form = PostForm { text: post.source.clone(), summary: post.summary.clone() };
    render(&page(&visit, &super::href(post.id), form, FieldErrors::default()))
}

/// Saves it, and tells everybody who was told of it.
///
/// # Errors
/// 404 for what others wrote. 422 with the form when it will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<PostForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (author, post) = find::own(&mut db, &visit, &id).await?;
    let href = super::href(post.id);
    if form.summary.chars().count() > 200 {
        let errors = FieldErrors::one("summary", "A warning has at most 200 characters. Shorten it.");
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&visit, &href, form, errors));
    }
    limits::hit(&mut db, limits::WRITE, &visit.account).await?;
    drop(db);
    let found = named::look_up(&visit.app, &form.text).await?;
    let words = Words { text: &form.text, summary: &form.summary };
    let federation = visit.app.federation.federation();
    let mut db = visit.db().await?;
    match write::change(&mut db, federation, (&author, &post), words, &found).await {
        Ok(_) => Ok(visit.redirect_saying(&href, &format!("Saved.{}", found.sentence()))),
        Err(error) => {
            let errors = FieldErrors::one("text", &error.for_the_writer()?);
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&visit, &href, form, errors))
        }
    }
}

fn page(visit: &SignedIn, href: &str, form: PostForm, errors: FieldErrors) -> EditPostPage {
    EditPostPage { page: visit.page("Change what you wrote").hidden(), href: href.to_owned(), form, errors }
}
