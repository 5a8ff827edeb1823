//! Methods of the Subsonic API that there will never be here, and those that are for its pages.

use actix_web::http::StatusCode;

use super::answer::Answer;
use super::caller::Caller;
use super::refused::Refused;

/// Jukebox, video, chat, stations and podcasts of others: 410.
///
/// # Errors
/// Always.
pub async fn gone(_caller: Caller) -> Result<Answer, Refused> {
    Err(Refused::generic("This server does not do that.").with_status(StatusCode::GONE))
}

/// What changes accounts: 501. It is done on the pages, by whoever is signed in there.
///
/// # Errors
/// Always.
pub async fn on_pages(_caller: Caller) -> Result<Answer, Refused> {
    Err(Refused::not_allowed("Do this on the pages of the server.").with_status(StatusCode::NOT_IMPLEMENTED))
}
