//! `POST /studio/posts/{handle}`: an artist writes to everybody who follows, with a picture or with music.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use model::Connection;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::ids::{ImageId, ReleaseId, TrackId};
use model::images::{self, ImagePurpose};
use model::posts::{NewPost, Subject, Visibility};
use model::{releases, tracks};

use super::form::NewPostForm;
use super::index::refused;
use crate::api::pictures;
use crate::comments::write::WriteError;
use crate::comments::{limits, named, place, write};
use crate::error::PageError;
use crate::studio::multipart::Pictures;
use crate::studio::speaking;

/// What is shown with a post.
type Attached = (Option<ReleaseId>, Option<TrackId>);

/// Writes it.
///
/// # Errors
/// 404 for an artist of others, 429 for too many. 422 with the page when it will not do.
pub async fn create(
    Pictures { visit, form: sent }: Pictures,
    handle: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, actor) = speaking::of_form(&mut db, &visit, &handle).await?;
    let (form, picture) = (NewPostForm::sent(&sent), sent.picture("picture"));
    let mut errors = form.errors(picture.as_ref());
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
    let image = match picture {
        Some(bytes) => Some(pictures::store(&visit.app, bytes).await?),
        None => None,
    };
    let members_only = !form.members_only.is_empty();
    // Who is named would get it, whether a member or not.
    let mentions = if members_only { Vec::new() } else { found.ids() };
    let new = NewPost {
        summary: &form.summary,
        attached_release: release,
        attached_track: track,
        image,
        mentions: &mentions,
        members_only,
        visibility: if members_only { Visibility::Direct } else { Visibility::Public },
        ..NewPost::public(actor.id, None, &form.text)
    };
    let federation = visit.app.federation.federation();
    let mut db = visit.db().await?;
    let written = db.transaction::<_, WriteError, _>(async |db| {
        keep_picture(db, image, &form.alt).await?;
        Box::pin(write::post(db, federation, &actor, new)).await
    });
    match written.await {
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

/// Notes the picture, for the worker to look at: the post goes out with it when that is done.
async fn keep_picture(connection: &mut Connection, image: Option<ImageId>, alt: &str) -> diesel::QueryResult<()> {
    match image {
        Some(id) => images::create(connection, id, ImagePurpose::Post, alt).await,
        None => Ok(()),
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
