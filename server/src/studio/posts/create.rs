//! `POST /studio/posts/{handle}`: an artist writes to everybody who follows.

use actix_web::{HttpResponse, web};
use model::Connection;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::ids::{ReleaseId, TrackId};
use model::posts::{NewPost, Subject, Visibility};
use model::{releases, tracks};
use serde::Deserialize;

use super::index::refused;
use crate::comments::{limits, named, place, write};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::speaking;
use crate::visit::SignedIn;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewPostForm {
    /// Markdown.
    pub text: String,
    /// A warning to stand before it.
    pub summary: String,
    /// What is shown with it, as forms name it; empty for nothing.
    pub attached: String,
    /// Whether it is for members only; empty for everybody.
    pub members_only: String,
    /// The address of a post elsewhere, of the form below.
    #[serde(skip)]
    pub address: String,
}

/// What is shown with a post.
type Attached = (Option<ReleaseId>, Option<TrackId>);

/// Writes it.
///
/// # Errors
/// 404 for an artist of others, 429 for too many. 422 with the page when it will not do.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<NewPostForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, actor) = speaking::of_form(&mut db, &visit, &handle).await?;
    let mut errors = FieldErrors::default();
    if form.text.trim().is_empty() {
        errors.add("text", "Write something first.");
    }
    if form.summary.chars().count() > 200 {
        errors.add("summary", "A warning has at most 200 characters. Shorten it.");
    }
    if artist.suspended_at.is_some() {
        errors.add("text", "This artist is suspended, so nobody would see it. Ask the admin of this instance why.");
    }
    let attached = attached(&mut db, &artist, &form.attached).await?;
    if attached.is_none() {
        errors.add("attached", "Choose one of the artist's published releases or tracks.");
    }
    let Some((release, track)) = attached.filter(|_| errors.is_empty()) else {
        drop(db);
        return refused(&visit, &artist.handle, form, errors).await;
    };
    limits::hit(&mut db, limits::WRITE, &visit.account).await?;
    drop(db);
    let found = named::look_up(&visit.app, &form.text).await?;
    let members_only = !form.members_only.is_empty();
    // Who is named would get it, whether a member or not.
    let mentions = if members_only { Vec::new() } else { found.ids() };
    let new = NewPost {
        summary: &form.summary,
        attached_release: release,
        attached_track: track,
        mentions: &mentions,
        members_only,
        visibility: if members_only { Visibility::Direct } else { Visibility::Public },
        ..NewPost::public(actor.id, None, &form.text)
    };
    let federation = visit.app.federation.federation();
    let mut db = visit.db().await?;
    match write::post(&mut db, federation, &actor, new).await {
        Ok(_) => {
            let said = if members_only {
                "Posted, for members only.".to_owned()
            } else {
                format!("Posted.{}", found.sentence())
            };
            Ok(visit.redirect_saying(&format!("/studio/posts?artist={}", artist.handle), &said))
        }
        Err(error) => {
            drop(db);
            let errors = FieldErrors::one("text", &error.for_the_writer()?);
            refused(&visit, &artist.handle, form, errors).await
        }
    }
}

/// What is to be shown; none for what is not the artist's to show.
async fn attached(connection: &mut Connection, artist: &Artist, typed: &str) -> diesel::QueryResult<Option<Attached>> {
    if typed.is_empty() {
        return Ok(Some((None, None)));
    }
    let (release, track) = match place::parse(typed) {
        Ok(Subject::Release(id)) => (Some(id), None),
        Ok(Subject::Track(id)) => (tracks::find(connection, id).await?.map(|track| track.release_id), Some(id)),
        _ => return Ok(None),
    };
    let Some(of) = release else { return Ok(None) };
    let found = releases::find(connection, of).await?;
    let fits = found.is_some_and(|found| found.artist_id == artist.id && found.is_public());
    Ok(fits.then_some((release.filter(|_| track.is_none()), track)))
}
