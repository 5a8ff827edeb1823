//! `POST /tags/{tag}/unfollow`: what has a tag no longer comes into one's feed.

use actix_web::{HttpResponse, web};
use model::tag_follows::{self, TagFollowError};

use super::create::TagFollowForm;
use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Unfollows it, whether it was followed or not.
///
/// # Errors
/// 404 where it is no tag.
pub async fn delete(
    visit: SignedIn,
    tag: web::Path<String>,
    Form(form): Form<TagFollowForm>,
) -> Result<HttpResponse, PageError> {
    let tag = tag_follows::normal(&tag).ok_or_else(PageError::not_found)?;
    match tag_follows::set(&mut *visit.db().await?, visit.account.id, &tag, false).await {
        Ok(()) => {}
        Err(TagFollowError::Database(error)) => return Err(error.into()),
        Err(TagFollowError::NoTag | TagFollowError::TooMany) => return Err(PageError::not_found()),
    }
    let page = urls::tag(&tag);
    let back = next::local(&form.next, &page);
    Ok(visit.redirect_saying(back, &format!("You no longer follow {tag}.")))
}
