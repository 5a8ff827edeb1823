//! `POST /comments`: somebody here answers a release, a track or a post.

use actix_web::HttpResponse;
use model::Connection;
use model::actor_blocks::{self, BlockKind};
use model::actors::Actor;
use model::fields::FieldErrors;
use serde::Deserialize;

use super::limits;
use super::named;
use super::new::refused;
use super::place::{self, Place};
use super::voices::Voices;
use super::write::{self, Words};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CommentForm {
    /// What is answered, see [`place::word`].
    pub about: String,
    /// As whom: the id of an actor.
    pub speaker: String,
    /// Markdown.
    pub text: String,
    /// A warning to stand before it.
    pub summary: String,
}

/// Whether the artist whose release or track the thread is about has blocked somebody.
async fn keeps_away(connection: &mut Connection, place: &Place, speaker: &Actor) -> diesel::QueryResult<bool> {
    let Some(post) = &place.post else { return Ok(false) };
    match place::of_thread(connection, post).await?.and_then(|thread| thread.owner) {
        Some(owner) => actor_blocks::has(connection, owner.id, speaker.id, BlockKind::Block).await,
        None => Ok(false),
    }
}

/// Writes it.
///
/// # Errors
/// 404 for what is not there, 429 for too many. 422 with the form when it will not do.
pub async fn create(visit: SignedIn, Form(form): Form<CommentForm>) -> Result<HttpResponse, PageError> {
    let subject = place::parse(&form.about)?;
    let mut db = visit.db().await?;
    let voices = Voices::of(&mut db, &visit.account).await?;
    let place = Place::of(&mut db, subject, &voices).await?.ok_or_else(PageError::not_found)?;
    let mut errors = FieldErrors::default();
    let speaker = voices.chosen(&form.speaker).cloned();
    match (&speaker, &place.owner) {
        (None, _) => errors.add("speaker", "Choose as whom you write."),
        (Some(speaker), _) if keeps_away(&mut db, &place, speaker).await? => {
            errors.add("text", "This artist does not take comments of yours.");
        }
        (Some(speaker), Some(owner)) if actor_blocks::has(&mut db, owner.id, speaker.id, BlockKind::Block).await? => {
            errors.add("text", "Whom you want to answer does not take comments of yours.");
        }
        _ => {}
    }
    if form.text.trim().is_empty() {
        errors.add("text", "Write something first.");
    }
    if form.summary.chars().count() > 200 {
        errors.add("summary", "A warning has at most 200 characters. Shorten it.");
    }
    let Some(speaker) = speaker.filter(|_| errors.is_empty()) else {
        drop(db);
        return refused(&visit, &place, form, errors).await;
    };
    limits::hit(&mut db, limits::WRITE, &visit.account).await?;
    drop(db);
    let found = named::look_up(&visit.app, &form.text).await?;
    let words = Words { text: &form.text, summary: &form.summary };
    let federation = visit.app.federation.federation();
    let mut db = visit.db().await?;
    let written = write::answer(&mut db, federation, (&speaker, &place), words, &found).await;
    let post = match written {
        Ok(post) => post,
        Err(error) => {
            drop(db);
            let errors = FieldErrors::one("text", &error.for_the_writer()?);
            return refused(&visit, &place, form, errors).await;
        }
    };
    // An answer stands in the thread of what it answers; one among few stands nowhere but on its own page.
    let thread = place::of_thread(&mut db, &post).await?.filter(|_| post.visibility.is_public());
    let page = thread.map_or_else(|| crate::posts::href(post.id), |thread| format!("{}#post-{}", thread.href, post.id));
    Ok(visit.redirect_saying(&page, &format!("It is there.{}", found.sentence())))
}
