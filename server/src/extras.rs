//! Bonus files of releases: in by a form or the API, out to whoever may download the release. What may come in is decided by
//! its bytes; what goes out is saved, never shown, so that no file of an artist runs as a page of this site.

pub mod error;
pub mod receive;
pub mod sniff;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use model::Connection;
use model::extras::{self, Extra};
use storage::Key;

use crate::app::App;
use crate::downloads::names;
use crate::downloads::show_track::CACHE;
use crate::error::PageError;
use crate::media::blob::{Serving, serve_blob};

/// Where its bytes are.
#[must_use]
pub fn key(extra: &Extra) -> Key {
    Key::Extra { release: extra.release_id.0, extra: extra.id.0, ext: extra.extension.clone() }
}

/// Sends it, or a part of it, to be saved. Whether whoever asks may have it, the caller has asked.
///
/// # Errors
/// 404 when its bytes are gone; 500 when the storage fails.
pub async fn send(request: &HttpRequest, app: &App, extra: &Extra) -> Result<HttpResponse, PageError> {
    let disposition = names::attachment(&names::file(&extra.filename));
    let serving = Serving { content_type: &extra.media_type, cache_control: CACHE, disposition: Some(&disposition) };
    let mut answer = serve_blob(request, &app.storage, &key(extra), &serving).await?;
    let nothing = HeaderValue::from_static("sandbox; default-src 'none'");
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, nothing);
    Ok(answer)
}

/// Removes an extra, then its bytes: what nobody can see any more may stay for a moment, what is seen is whole.
///
/// # Errors
/// When the database or the storage fails.
pub async fn remove(connection: &mut Connection, app: &App, extra: &Extra) -> Result<(), PageError> {
    extras::delete(connection, extra).await?;
    Ok(app.storage.delete(&key(extra)).await?)
}
