//! `POST /live/{slug}/chat/messages/{id}/ban`: a moderator mutes whoever wrote a line for ten minutes, or bans them from all of the
//! artist's chats, and what they said beside this show goes.

use actix_web::{HttpResponse, web};
use chrono::{Duration, Utc};
use model::chat::{self, Speaker};
use serde::Deserialize;

use super::{done, moderated};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// How long somebody is muted.
const MUTE: Duration = Duration::minutes(10);

/// The fields.
#[derive(Debug, Deserialize)]
pub struct BanForm {
    kind: Kind,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Mute,
    Ban,
}

/// Mutes or bans them.
///
/// # Errors
/// 404 for a line that is not there, and for whoever does not look after this chat; 403 where the line is a moderator's.
pub async fn create(
    visit: SignedIn,
    path: web::Path<(String, String)>,
    Form(form): Form<BanForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (show, line) = moderated(&mut db, &visit, &path).await?;
    let speaker = line.speaker().ok_or_else(PageError::not_found)?;
    if let Speaker::Account(account) = speaker
        && chat::may_moderate(&mut db, show.artist_id, account).await?
    {
        return Err(PageError::forbidden(
            "They look after this chat themselves. Take that from them in its rules first.",
        )
        .leading_to(&super::place(&show), "Back to the show"));
    }
    let (now, by) = (Utc::now(), visit.account.id);
    let said = match form.kind {
        Kind::Mute => {
            chat::mute(&mut db, show.artist_id, speaker, (&line.name, by), now + MUTE).await?;
            format!("{} cannot write for 10 minutes.", line.name)
        }
        Kind::Ban => {
            chat::ban(&mut db, show.artist_id, speaker, (&line.name, by)).await?;
            chat::delete_all_of(&mut db, show.id, speaker, Some(by), now).await?;
            format!("{} is banned, and what they said here is gone.", line.name)
        }
    };
    Ok(done(&visit, &show, &said))
}
