//! `POST /studio/artists/{handle}/stream-keys` and `POST /studio/shows/{id}/stream-keys`

use actix_web::{HttpResponse, web};
use model::stream_keys::{self, StreamKeyError};
use serde::Deserialize;

use super::{Holder, index};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::studio::shows::show;
use crate::visit::SignedIn;

/// The most keys that an artist or a show can have.
pub const AT_MOST: usize = 50;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    /// What the key is for.
    pub name: String,
    /// `desk` where it is made there.
    pub from: String,
}

/// Makes a key of an artist: 201 and the key, which no later page shows.
///
/// # Errors
/// 404 for an artist of others.
pub async fn of_artist(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<KeyForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    if stream_keys::of_artist(&mut db, artist.id).await?.len() >= AT_MOST {
        return Ok(visit.redirect_warning(&urls::live::stream_keys(&artist.handle), TOO_MANY));
    }
    let (_, fresh) = stream_keys::create(&mut db, artist.id, None, &form.name).await?;
    drop(db);
    index::page(&visit, Holder { artist, show: None }, fresh).await
}

/// Makes a key of a show, for its desk or for its keys.
///
/// # Errors
/// 404 for a show of others.
pub async fn of_show(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<KeyForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    if stream_keys::of_show(&mut db, show.id).await?.len() >= AT_MOST {
        return Ok(visit.redirect_warning(&urls::live::show_keys(show.id.0), TOO_MANY));
    }
    let (_, fresh) = stream_keys::create(&mut db, artist.id, Some(show.id), &form.name).await?;
    drop(db);
    if form.from == "desk" {
        return show::page(&visit, (artist, show), fresh).await;
    }
    index::page(&visit, Holder { artist, show: Some(show) }, fresh).await
}

const TOO_MANY: &str = "There are 50 keys already. Revoke those that nobody uses, then make another.";

impl From<StreamKeyError> for PageError {
    fn from(error: StreamKeyError) -> Self {
        match error {
            StreamKeyError::Database(error) => error.into(),
            error @ StreamKeyError::Random(_) => Self::internal(error),
        }
    }
}
