//! `POST /tags/{tag}/follow`: what has a tag comes into one's feed.

use actix_web::{HttpResponse, web};
use model::tag_follows::{self, TagFollowError};
use serde::Deserialize;

use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct TagFollowForm {
    /// The page to come back to.
    #[serde(default)]
    pub next: String,
}

/// Follows it.
///
/// # Errors
/// 404 where it is no tag.
pub async fn create(
    visit: SignedIn,
    tag: web::Path<String>,
    Form(form): Form<TagFollowForm>,
) -> Result<HttpResponse, PageError> {
    let tag = tag_follows::normal(&tag).ok_or_else(PageError::not_found)?;
    let page = urls::tag(&tag);
    let back = next::local(&form.next, &page);
    match tag_follows::set(&mut *visit.db().await?, visit.account.id, &tag, true).await {
        Ok(()) => {
            Ok(visit.redirect_saying(back, &format!("You follow {tag}. What has this tag comes into your feed.")))
        }
        Err(TagFollowError::Database(error)) => Err(error.into()),
        Err(words) => Ok(visit.redirect_warning(back, &words.to_string())),
    }
}
