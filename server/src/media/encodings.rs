//! `GET /media/{grant}/{encoding}/{path}`: manifests, segments and progressive files of an encoding.

use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use media::Rung;
use model::entitlements::{self, Entitlement};
use model::ids::EncodingId;
use storage::Key;
use uuid::Uuid;

use super::blob::{Serving, serve_blob};
use super::{grant, manifests};
use crate::app::App;
use crate::error::PageError;

/// What is public stays with caches for a week: its bytes never change.
const PUBLIC: &str = "public, max-age=604800, immutable";
/// What was granted stays with the one it was granted to.
const GRANTED: &str = "private, max-age=3600";

/// Sends a file of an encoding to whoever may have it; to others it does not exist.
///
/// # Errors
/// 404 for a file that does not exist, is not public, or whose grant is forged, over or not for the lossless rung.
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
    let entitled = if public {
        of_anybody(&app, EncodingId(encoding)).await?
    } else {
        grant::verify(&app, &given, encoding, Utc::now())
    };
    let allowed = if is_lossless(&path) { entitled.lossless } else { entitled.stream };
    let Some(kind) = content_type(&path).filter(|_| allowed) else { return Err(PageError::not_found()) };
    if manifests::is_one(&path) {
        let text = manifests::write(&app, EncodingId(encoding), &path, entitled.lossless).await?;
        return Ok(manifest(text, kind, public));
    }
    let key = Key::Encoding { encoding, path };
    let cache_control = if public { PUBLIC } else { GRANTED };
    let mut answer =
        serve_blob(&request, &app.storage, &key, &Serving { content_type: kind, cache_control, disposition: None })
            .await?;
    allow_players(&mut answer, public);
    Ok(answer)
}

async fn of_anybody(app: &App, encoding: EncodingId) -> Result<Entitlement, PageError> {
    if let Some(known) = app.media_cache.get(&encoding).await {
        return Ok(known);
    }
    let mut connection = app.db().await?;
    let entitled = entitlements::of_anybody(&mut connection, encoding).await?;
    app.media_cache.insert(encoding, entitled).await;
    Ok(entitled)
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

/// Whether a file belongs to the lossless rung.
fn is_lossless(path: &str) -> bool {
    path.split('/').next() == Some(Rung::Flac.name())
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
