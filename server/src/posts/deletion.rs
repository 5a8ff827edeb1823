//! `POST /posts/{id}/deletion`: taking back what one wrote.

use actix_web::{HttpResponse, web};

use super::find;
use crate::comments::{place, write};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Deletes it here, and asks everybody who was told of it to do so too.
///
/// # Errors
/// 404 for what others wrote.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (author, post) = find::own(&mut db, &visit, &id).await?;
    let thread = place::of_thread(&mut db, &post).await?;
    let federation = visit.app.federation.federation();
    write::delete(&mut db, federation, (&author, &post)).await.map_err(PageError::internal)?;
    let back = match thread {
        Some(thread) => thread.href,
        None if author.artist_id.is_some() => format!("/studio/posts?artist={}", author.username),
        None => "/".to_owned(),
    };
    Ok(visit.redirect_saying(&back, "Deleted. Other servers that had it were asked to delete it, too."))
}
