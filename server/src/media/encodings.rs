//! `GET /media/{grant}/{encoding}/{path}`: playlists, segments and progressive files of an encoding.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use model::ids::EncodingId;
use storage::Key;
use uuid::Uuid;

use super::blob::{Serving, serve_blob};
use super::grant;
use crate::app::App;
use crate::error::PageError;

/// What is public stays with caches for a week: its bytes never change.
const PUBLIC: &str = "public, max-age=604800, immutable";
/// What was granted stays with the one it was granted to.
const GRANTED: &str = "private, max-age=3600";

/// Sends a file of an encoding to whoever may have it; to others it does not exist.
///
/// # Errors
/// 404 for a file that does not exist, is not public, or whose grant is forged or over.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, Uuid, String)>,
) -> Result<HttpResponse, PageError> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, HEAD")).finish());
    }
    let (given, encoding, path) = path.into_inner();
    let public = given == urls::media::PUBLIC;
    let allowed = if public {
        is_public(&app, EncodingId(encoding)).await?
    } else {
        grant::verify(&app, &given, encoding, Utc::now())
    };
    let Some(kind) = content_type(&path).filter(|_| allowed) else { return Err(PageError::not_found()) };
    let key = Key::Encoding { encoding, path };
    if is_manifest(&key) {
        return manifest(&app, &key, kind, public).await;
    }
    let cache_control = if public { PUBLIC } else { GRANTED };
    let mut answer =
        serve_blob(&request, &app.storage, &key, &Serving { content_type: kind, cache_control, disposition: None })
            .await?;
    allow_players(&mut answer, public);
    Ok(answer)
}

async fn is_public(app: &App, encoding: EncodingId) -> Result<bool, PageError> {
    if let Some(known) = app.media_cache.get(&encoding).await {
        return Ok(known);
    }
    let mut connection = app.db().await?;
    let public = model::encodings::is_public(&mut connection, encoding).await?;
    app.media_cache.insert(encoding, public).await;
    Ok(public)
}

/// The playlists over all rungs are written anew when a rung joins, so nobody keeps them for long.
async fn manifest(app: &App, key: &Key, kind: &str, public: bool) -> Result<HttpResponse, PageError> {
    let bytes = app.storage.read_bytes(key).await?;
    let cache = if public { "public, max-age=5" } else { "private, no-cache" };
    let mut answer = HttpResponse::Ok().content_type(kind).insert_header((header::CACHE_CONTROL, cache)).body(bytes);
    allow_players(&mut answer, public);
    Ok(answer)
}

/// Public music may be played by pages elsewhere: that is what federation is for.
fn allow_players(answer: &mut HttpResponse, public: bool) {
    if public {
        answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    }
}

fn is_manifest(key: &Key) -> bool {
    matches!(key, Key::Encoding { path, .. } if path == "master.m3u8" || path == "manifest.mpd")
}

fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "m3u8" => "application/vnd.apple.mpegurl",
        "mpd" => "application/dash+xml",
        "m4s" | "mp4" | "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        _ => return None,
    })
}
