//! `GET /feeds/{key}/{track}.mp3`: a track of a member's own feed, whole.

use actix_web::{HttpRequest, HttpResponse, web};
use model::entitlements::{self, Extent, Who};
use model::ids::TrackId;
use model::{encodings, tracks};
use storage::Key;

use super::rss::member;
use crate::app::App;
use crate::error::PageError;
use crate::media::blob::{Serving, serve_blob};
use crate::media::piece::Piece;
use crate::plays::downloads::{self, Sent};

/// Sends it.
///
/// # Errors
/// 404 for what the key does not open, or does not open any more.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, TrackId)>,
) -> Result<HttpResponse, PageError> {
    let (key, track) = path.into_inner();
    let mut db = app.db().await?;
    let (held, artist) = member::holder(&mut db, &key).await?;
    let track = tracks::find(&mut db, track).await?.ok_or_else(PageError::not_found)?;
    let release = model::releases::find(&mut db, track.release_id).await?;
    let release = release.filter(|release| release.artist_id == artist.id).ok_or_else(PageError::not_found)?;
    let rights = entitlements::of_release(&mut db, &release, Who::Account(held.account_id)).await?;
    let is_whole = rights.of(track.id).stream == Extent::Full && rights.count(track.id).is_none();
    let encoding = track.encoding_id.filter(|_| is_whole && rights.sees).ok_or_else(PageError::not_found)?;
    let encoding = encodings::find(&mut db, encoding).await?.ok_or_else(PageError::not_found)?;
    drop(db);
    let key = Key::Encoding { encoding: encoding.id.0, path: "progressive.mp3".to_owned() };
    let serving = Serving { content_type: "audio/mpeg", cache_control: "private, max-age=3600", disposition: None };
    let answer = serve_blob(&request, &app.storage, &key, &serving).await?;
    let duration_ms = Piece::of(&encoding, release.id).duration_ms;
    let (track, release, who) = (track.id, release.id, Who::Account(held.account_id));
    downloads::note(&app, &request, &answer, Sent { track, release, duration_ms, who, rung: "mp3" });
    Ok(answer)
}
