//! `GET /media/{grant}/{encoding}/{path}`: manifests, segments and progressive files of an encoding.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use model::entitlements::{self, Entitlement, plays};
use model::ids::EncodingId;
use model::releases::mining;
use storage::Key;
use uuid::Uuid;

use super::blob::{Serving, serve_blob};
use super::file::File;
use super::piece::Piece;
use super::{grant, manifests};
use crate::app::App;
use crate::error::PageError;
use crate::robots::mark::mark;

/// What is everybody's stays with caches for a week: its bytes never change.
const FREE: &str = "public, max-age=604800, immutable";
/// What has a price may be heard in part tomorrow.
const PUBLIC: &str = "public, max-age=300";
/// What was granted stays with the one it was granted to.
const GRANTED: &str = "private, max-age=3600";
/// What is counted is asked for each time.
const COUNTED: &str = "private, no-store";

/// Sends a file of an encoding to whoever may have it; to others it does not exist.
///
/// # Errors
/// 404 for a file that does not exist, is not public, or whose grant is forged, over, or not for as much.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, Uuid, String)>,
) -> Result<HttpResponse, PageError> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish());
    }
    let (given, encoding, path) = path.into_inner();
    let who = grant::verify(&app, &given, encoding, Utc::now()).ok_or_else(PageError::not_found)?;
    let file = File::at(&path).ok_or_else(PageError::not_found)?;
    let piece = Piece::find(&app, EncodingId(encoding)).await?;
    let mut db = app.db().await?;
    let rights = entitlements::of_release_by_id(&mut db, piece.release, who).await?;
    let count = rights.count(piece.track);
    let entitled = match count {
        // The last play goes on to its end: what is beyond the preview is let through by the count alone.
        Some(_) => Entitlement::LOSSY,
        None => rights.of(piece.track),
    };
    if !file.is_for(entitled, &piece) {
        return Err(PageError::not_found());
    }
    if let Some(count) = count.filter(|_| file.is_play(&piece))
        && !plays::count(&mut db, count, piece.track, piece.duration_ms).await?
    {
        return Err(PageError::not_found());
    }
    // Segments are pieces; what says it of the whole are the files and the playlists.
    let reserved = match file {
        File::Segment(..) | File::Init(_) => None,
        _ => Some(mining::reserves(&mut db, piece.release).await?),
    };
    drop(db);
    let public = given == urls::media::PUBLIC;
    let kind = File::content_type(&path);
    let shown = if count.is_some() { rights.of(piece.track) } else { entitled };
    if let Some(text) = manifests::write(&app, EncodingId(encoding), file, (shown, &piece)).await? {
        return Ok(said(manifest(text, kind, public), reserved));
    }
    let cache_control = match (public, count) {
        (true, _) if entitled.download => FREE,
        (true, _) => PUBLIC,
        (false, Some(_)) => COUNTED,
        (false, None) => GRANTED,
    };
    let key = Key::Encoding { encoding, path };
    let serving = Serving { content_type: kind, cache_control, disposition: None };
    let mut answer = serve_blob(&request, &app.storage, &key, &serving).await?;
    if file == File::Progressive {
        let (track, release, duration_ms) = (piece.track, piece.release, piece.duration_ms);
        let rung = if kind == "audio/mpeg" { "mp3" } else { "m4a" };
        crate::plays::downloads::note(
            &app,
            &request,
            &answer,
            crate::plays::downloads::Sent { track, release, duration_ms, who, rung },
        );
    }
    allow_players(&mut answer, public);
    Ok(said(answer, reserved))
}

/// With the word on what machines may take from it, where there is one.
fn said(answer: HttpResponse, reserved: Option<bool>) -> HttpResponse {
    match reserved {
        Some(reserved) => mark(answer, reserved),
        None => answer,
    }
}

/// A manifest changes when a rung joins, so nobody keeps it for long.
fn manifest(text: String, kind: &str, public: bool) -> HttpResponse {
    let cache = if public { "public, max-age=5" } else { "private, no-cache" };
    let mut answer = HttpResponse::Ok().content_type(kind).insert_header((header::CACHE_CONTROL, cache)).body(text);
    allow_players(&mut answer, public);
    answer
}

/// Public music may be played by pages elsewhere: that is what federation is for.
fn allow_players(answer: &mut HttpResponse, public: bool) {
    if public {
        answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    }
}
