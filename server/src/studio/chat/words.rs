//! `POST /studio/artists/{handle}/chat/words`

use actix_web::{HttpResponse, web};
use model::chat;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    /// One a line.
    words: String,
}

/// Puts these words in the place of those that are there.
///
/// # Errors
/// 404 for an artist of others.
pub async fn update(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<WordsForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let words: Vec<String> = form.words.lines().map(str::to_owned).collect();
    chat::set_words(&mut db, artist.id, &words).await?;
    Ok(visit.redirect_saying(&urls::live::chat_rules(&artist.handle), "The words are saved. They count from now on."))
}
