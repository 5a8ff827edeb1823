//! `GET /media/remote/{signed}`: pictures and sound of other servers. A page calls nobody but us, so we bring what it shows: only
//! what a page of ours named (the address is signed), only pictures and sound, and nothing of servers whose media is refused.

use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use federation::client::{FetchError, Flow, Opened};
use federation::remote::read;
use futures::StreamExt as _;
use futures::stream;
use model::domain_blocks::{self, Severity};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::signed::{Claim, Use};
use crate::app::App;
use crate::error::PageError;

/// Files on their way at once, for everybody: the others are asked to come again.
static OPEN: Semaphore = Semaphore::const_new(256);

/// A picture: 10 MB, and soon there.
const PICTURE: Flow = Flow { bytes: 10_000_000, idle: Duration::from_secs(5), whole: Duration::from_secs(20) };
/// Sound flows as it is heard; a player that wants more asks for the next part.
const SOUND: Flow = Flow { bytes: 2 << 30, idle: Duration::from_secs(15), whole: Duration::from_secs(3 * 60 * 60) };
/// Pictures that no browser runs anything of: SVG is none of them.
const PICTURES: [&str; 5] = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"];

/// Sends the file, or the part of it that is asked for.
///
/// # Errors
/// 404 for an address we did not make, for what is refused, and for what is no picture or sound.
pub async fn show(
    app: web::Data<App>,
    request: HttpRequest,
    signed: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let claim = Claim::read(&app, &signed).ok_or_else(PageError::not_found)?;
    admit(&app, &claim).await?;
    let federation = app.federation.federation();
    let url = federation.client.parse(&claim.url).map_err(|_| PageError::not_found())?;
    let Ok(permit) = OPEN.try_acquire() else { return Ok(later(StatusCode::SERVICE_UNAVAILABLE)) };
    let (accept, range) = match claim.used {
        Use::Picture => ("image/avif, image/webp, image/*;q=0.8", None),
        Use::Sound => ("audio/*, application/ogg;q=0.5", range(&request)),
    };
    match federation.client.open(&url, accept, range).await {
        Ok(opened) => answer(&request, &claim, opened, permit).ok_or_else(PageError::not_found),
        Err(FetchError::Status { code: 416, .. }) => Ok(HttpResponse::RangeNotSatisfiable().finish()),
        Err(error) if error.may_pass() => {
            tracing::debug!(url = claim.url, %error, "a file of another server did not come");
            Ok(later(StatusCode::BAD_GATEWAY))
        }
        Err(_) => Err(PageError::not_found()),
    }
}

/// Whether files may come from there: not where the admin refuses them, and not from ourselves, who would ask ourselves.
async fn admit(app: &App, claim: &Claim) -> Result<(), PageError> {
    let of_url = read::host(&claim.url).ok_or_else(PageError::not_found)?;
    if app.federation.federation().is_local(&claim.url) {
        return Err(PageError::not_found());
    }
    let mut db = app.db().await?;
    let mut admitted = domain_blocks::allowed(&mut db, &claim.host).await?;
    for host in [&claim.host, &of_url] {
        let block = domain_blocks::of(&mut db, host).await?;
        admitted &= block.is_none_or(|block| !block.reject_media && block.severity != Severity::Suspend);
    }
    if admitted { Ok(()) } else { Err(PageError::not_found()) }
}

/// A single range of bytes, passed on as it came.
fn range(request: &HttpRequest) -> Option<&str> {
    let range = request.headers().get(header::RANGE)?.to_str().ok()?;
    (range.starts_with("bytes=") && !range.contains(',')).then_some(range)
}

/// The file as ours: only what is known to do no harm is said of it.
fn answer(
    request: &HttpRequest,
    claim: &Claim,
    opened: Opened,
    permit: SemaphorePermit<'static>,
) -> Option<HttpResponse> {
    let (flow, cache) = match claim.used {
        Use::Picture => (PICTURE, "public, max-age=86400"),
        Use::Sound => (SOUND, "private, max-age=3600"),
    };
    let media_type = media_type(claim.used, &opened)?;
    let is_coded = opened.header("content-encoding").is_some_and(|coding| coding != "identity");
    if is_coded || opened.length().is_some_and(|length| length > flow.bytes) {
        return None;
    }
    // A part is one that was asked for, and says which it is.
    let part = match opened.status.as_u16() {
        200 => None,
        206 if claim.used == Use::Sound => Some(opened.header("content-range")?),
        _ => return None,
    };
    let status = if part.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    dress(&mut answer, media_type, cache);
    if let Some(part) = part {
        answer.insert_header((header::CONTENT_RANGE, part));
    }
    if claim.used == Use::Sound {
        answer.insert_header((header::ACCEPT_RANGES, "bytes"));
    }
    let length = opened.length();
    if request.method() == Method::HEAD {
        let nothing = stream::empty::<Result<Bytes, FetchError>>();
        return Some(match length {
            Some(length) => answer.body(SizedStream::new(length, nothing)),
            None => answer.finish(),
        });
    }
    // The permit goes back when the last byte went, or nobody wants it any more.
    let bytes = opened.into_stream(flow).map(move |bytes| {
        let _held = &permit;
        bytes
    });
    Some(match length {
        Some(length) => answer.body(SizedStream::new(length, Box::pin(bytes))),
        None => answer.streaming(Box::pin(bytes)),
    })
}

fn dress(answer: &mut HttpResponseBuilder, media_type: String, cache: &'static str) {
    answer
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        // Keeps the compression middleware from it: ranges count the bytes as they came.
        .insert_header((header::CONTENT_ENCODING, "identity"));
}

/// The type it is sent with; none for what it must not be.
fn media_type(used: Use, opened: &Opened) -> Option<String> {
    let said = opened.media_type();
    match used {
        Use::Picture => PICTURES.contains(&said.as_str()).then_some(said),
        Use::Sound if is_sound(&said) => Some(said),
        // Stores of objects often do not know what they hold.
        Use::Sound if matches!(said.as_str(), "" | "application/octet-stream" | "binary/octet-stream") => {
            let ending = opened.url.path().rsplit_once('.')?.1.to_ascii_lowercase();
            let known = match ending.as_str() {
                "mp3" => "audio/mpeg",
                "m4a" | "mp4" | "aac" => "audio/mp4",
                "ogg" | "oga" | "opus" => "audio/ogg",
                "flac" => "audio/flac",
                "wav" => "audio/wav",
                _ => return None,
            };
            Some(known.to_owned())
        }
        Use::Sound => None,
    }
}

/// Sound, and no list of addresses that calls itself so.
fn is_sound(media_type: &str) -> bool {
    let of_letters = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+.".contains(&byte));
    match media_type.strip_prefix("audio/") {
        Some(name) => of_letters(name) && !name.is_empty() && !name.contains("url") && name != "x-scpls",
        None => media_type == "application/ogg",
    }
}

fn later(status: StatusCode) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::RETRY_AFTER, "5"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_addresses_are_no_sound() {
        for sound in ["audio/mpeg", "audio/x-m4a", "audio/flac", "application/ogg", "audio/vnd.wave"] {
            assert!(is_sound(sound), "{sound}");
        }
        for other in ["audio/mpegurl", "audio/x-mpegurl", "audio/x-scpls", "audio/", "text/html", "audio/a b", ""] {
            assert!(!is_sound(other), "{other}");
        }
    }
}
