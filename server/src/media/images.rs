//! `GET /media/images/{image}/{size}.jpg`: covers, pictures and headers in their sizes.

use actix_web::http::{Method, header};
use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::entitlements::{self, Who};
use model::ids::ImageId;
use model::{images, members, posts};
use serde::Deserialize;
use storage::Key;
use uuid::Uuid;

use super::blob::{Serving, serve_blob};
use super::grant;
use crate::error::PageError;
use crate::visit::Visit;

/// The query of an image that is not public.
#[derive(Debug, Deserialize)]
pub struct Query {
    /// A grant for this image.
    #[serde(default)]
    grant: String,
}

/// Sends an image to whoever may see it: everybody if it is public, the artist's members, and who holds a grant.
///
/// # Errors
/// 404 for an image that does not exist or is not for this visitor.
pub async fn show(
    visit: Visit,
    path: web::Path<(Uuid, String)>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    if !matches!(*visit.request.method(), Method::GET | Method::HEAD) {
        return Ok(HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish());
    }
    let (id, file) = path.into_inner();
    let known = images::SQUARE_SIZES.iter().chain(images::HEADER_SIZES).any(|size| file == format!("{size}.jpg"));
    if !known {
        return Err(PageError::not_found());
    }
    let cache_control = if is_public(&visit, id).await? {
        "public, max-age=604800, immutable"
    } else if grant::opens_image(&visit.app, &query.grant, id, Utc::now()) || is_members(&visit, id).await? {
        "private, max-age=3600"
    } else {
        return Err(PageError::not_found());
    };
    let key = Key::Image { image: id, name: file };
    serve_blob(
        &visit.request,
        &visit.app.storage,
        &key,
        &Serving { content_type: "image/jpeg", cache_control, disposition: None },
    )
    .await
}

async fn is_public(visit: &Visit, id: Uuid) -> Result<bool, PageError> {
    let mut connection = visit.db().await?;
    Ok(images::is_public(&mut connection, ImageId(id)).await?)
}

/// Whether it is an image of an artist they manage, or of a release or in a post that is for them, if not for everybody.
async fn is_members(visit: &Visit, id: Uuid) -> Result<bool, PageError> {
    let Some(account) = visit.account() else { return Ok(false) };
    let mut connection = visit.db().await?;
    let Some(artist) = images::artist_of(&mut connection, ImageId(id)).await? else { return Ok(false) };
    if members::role(&mut connection, artist, account.id).await?.is_some() {
        return Ok(true);
    }
    for release in images::releases_of(&mut connection, ImageId(id)).await? {
        let rights = entitlements::of_release_by_id(&mut connection, release, Who::Account(account.id)).await?;
        if rights.sees {
            return Ok(true);
        }
    }
    let in_post = posts::with_image(&mut connection, ImageId(id)).await?;
    let for_members =
        in_post.iter().any(|post| post.members_only && post.deleted_at.is_none() && post.hidden_at.is_none());
    Ok(for_members && posts::are_for(&mut connection, artist, account.id).await?)
}
