//! What a playlist refuses, as pages and programs are told.

use actix_web::http::StatusCode;
use model::playlists::PlaylistError;

use crate::api::error::ApiError;
use crate::error::PageError;

impl From<PlaylistError> for PageError {
    fn from(error: PlaylistError) -> Self {
        match error {
            PlaylistError::Database(error) => error.into(),
            PlaylistError::Random(error) => Self::internal(error),
            PlaylistError::Gone => Self::not_found(),
            refused => Self::bad_request(&refused.to_string()),
        }
    }
}

impl From<PlaylistError> for ApiError {
    fn from(error: PlaylistError) -> Self {
        let said = error.to_string();
        match error {
            PlaylistError::TitleMissing | PlaylistError::TitleTooLong => Self::field("title", &said),
            PlaylistError::AboutTooLong => Self::field("about", &said),
            PlaylistError::TrackGone => Self::field("tracks", &said),
            PlaylistError::TooMany | PlaylistError::Full | PlaylistError::Crowded => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "full", &said)
            }
            PlaylistError::EntryGone => Self::new(StatusCode::CONFLICT, "entry_gone", &said),
            PlaylistError::Gone => Self::not_found(),
            PlaylistError::Random(error) => PageError::internal(error).into(),
            PlaylistError::Database(error) => error.into(),
        }
    }
}

/// Whether somebody can act on it, so that the page they come from says it.
#[must_use]
pub fn is_for_people(error: &PlaylistError) -> bool {
    !matches!(error, PlaylistError::Database(_) | PlaylistError::Random(_) | PlaylistError::Gone)
}
