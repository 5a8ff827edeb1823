//! `POST /studio/shows/{id}/mark`: something begins now.

use actix_web::{HttpResponse, web};
use live::link::Ask;
use serde::Deserialize;

use super::telling::{Told, told};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The longest title and name, in characters.
pub const LONGEST: usize = 300;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MarkForm {
    /// What begins.
    pub title: String,
    /// Whose it is.
    pub artist: String,
    /// `mark`, or `playing` for what is shown and not marked.
    pub kind: String,
}

/// Sets the mark, or only says what plays.
///
/// # Errors
/// 404 for a show of others.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<MarkForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = super::find(&mut db, &visit, &id).await?;
    drop(db);
    let desk = urls::live::desk(show.id.0);
    let line = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
    let (title, artist) = (line(&form.title), line(&form.artist));
    if title.is_empty() {
        return Ok(visit.redirect_warning(&desk, "Say what begins, then set the mark."));
    }
    let said = format!("“{title}” is marked.");
    let (ask, said) = if form.kind == "playing" {
        (Ask::Playing { title, artist }, "Listeners see it now.")
    } else {
        (Ask::Mark { title, artist }, said.as_str())
    };
    Ok(match told(&visit.app, show.id, ask).await {
        Told::Done => visit.redirect_saying(&desk, said),
        Told::Nothing => visit.redirect_warning(&desk, "Nothing feeds the show, so there is nothing to mark."),
        Told::Refused(reason) => visit.redirect_warning(&desk, &reason),
    })
}
