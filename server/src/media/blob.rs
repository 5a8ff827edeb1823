//! Sends a blob: whole, a range of it, only its headers, or the news that the browser has it already.
//!
//! Nobody is asked here whether they may have it: the handler that calls has done that.

use actix_web::body::SizedStream;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures::stream;
use sha2::{Digest, Sha256};
use storage::{Key, Storage, StorageError};

use crate::error::PageError;

/// What stands in the headers of a blob's answer.
#[derive(Debug, Clone)]
pub struct Serving<'a> {
    /// Its media type, e.g. `audio/flac`.
    pub content_type: &'a str,
    /// How long caches may keep it, e.g. `public, max-age=31536000, immutable`.
    pub cache_control: &'a str,
    /// The whole `Content-Disposition`, where it is to be saved rather than shown.
    pub disposition: Option<&'a str>,
}

/// What a request wants of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Whole,
    /// From the first byte to behind the last.
    Part(u64, u64),
    /// A range of which the blob has nothing.
    Nothing,
}

/// Answers `GET` and `HEAD` with the blob under `key`:
/// `serve_blob(&request, &app.storage, &key, &Serving { content_type, cache_control, disposition: None }).await`.
///
/// One byte range is honoured (206, or 416 when the blob has none of it; RFC 9110, section 14), several are answered with
/// the whole. Blobs never change under their key, so the key makes a strong `ETag`: `If-None-Match` gives 304, and `If-Range`
/// with another tag gives the whole. The bytes flow from the storage as the client takes them.
///
/// # Errors
/// [`PageError::not_found`] when there is no such blob; 500 when the storage fails.
pub async fn serve_blob(
    request: &HttpRequest,
    storage: &Storage,
    key: &Key,
    serving: &Serving<'_>,
) -> Result<HttpResponse, PageError> {
    let tag = etag(key)?;
    if matches_tag(request, &tag) {
        storage.size(key).await?;
        return Ok(answer(StatusCode::NOT_MODIFIED, &tag, serving).finish());
    }
    let is_head = request.method() == Method::HEAD;
    let range = range_header(request, &tag);
    if range.is_none() && !is_head {
        let blob = storage.get(key).await?;
        let body = SizedStream::new(blob.size, blob.into_stream());
        return Ok(answer(StatusCode::OK, &tag, serving).body(body));
    }
    let size = storage.size(key).await?;
    let wanted = range.map_or(Wanted::Whole, |range| wanted(range, size));
    match wanted {
        Wanted::Nothing => Ok(answer(StatusCode::RANGE_NOT_SATISFIABLE, &tag, serving)
            .insert_header((header::CONTENT_RANGE, format!("bytes */{size}")))
            .finish()),
        Wanted::Whole if is_head => Ok(answer(StatusCode::OK, &tag, serving).body(bodiless(size))),
        Wanted::Whole => {
            let blob = storage.get(key).await?;
            Ok(answer(StatusCode::OK, &tag, serving).body(SizedStream::new(blob.size, blob.into_stream())))
        }
        // RFC 9110: a range means something for GET only.
        Wanted::Part(..) if is_head => Ok(answer(StatusCode::OK, &tag, serving).body(bodiless(size))),
        Wanted::Part(start, end) => {
            let blob = storage.get_range(key, start..end).await?;
            Ok(answer(StatusCode::PARTIAL_CONTENT, &tag, serving)
                .insert_header((header::CONTENT_RANGE, format!("bytes {start}-{}/{size}", end - 1)))
                .body(SizedStream::new(end - start, blob.into_stream())))
        }
    }
}

/// A body that says its length and has no bytes, for `HEAD`.
fn bodiless(size: u64) -> SizedStream<stream::Empty<Result<bytes::Bytes, StorageError>>> {
    SizedStream::new(size, stream::empty())
}

fn answer(status: StatusCode, tag: &str, serving: &Serving<'_>) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, serving.cache_control));
    if matches!(status, StatusCode::NOT_MODIFIED | StatusCode::RANGE_NOT_SATISFIABLE) {
        return answer;
    }
    answer
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CONTENT_TYPE, serving.content_type))
        // Keeps the compression middleware from it: ranges count the bytes as they are stored.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    if let Some(disposition) = serving.disposition {
        answer.insert_header((header::CONTENT_DISPOSITION, disposition));
    }
    answer
}

fn etag(key: &Key) -> Result<String, StorageError> {
    let digest = hex::encode(Sha256::digest(key.path()?.as_bytes()));
    Ok(format!("\"{}\"", digest.get(..32).unwrap_or(&digest)))
}

fn matches_tag(request: &HttpRequest, tag: &str) -> bool {
    text(request, header::IF_NONE_MATCH)
        .is_some_and(|tags| tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag))
}

/// The `Range` header, unless `If-Range` says that it is about other bytes.
fn range_header<'a>(request: &'a HttpRequest, tag: &str) -> Option<&'a str> {
    let range = text(request, header::RANGE)?;
    match text(request, header::IF_RANGE) {
        Some(condition) if condition.trim() != tag => None,
        _ => Some(range),
    }
}

fn text(request: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// What a `Range` header wants of a blob of `size` bytes. What is not one range of bytes wants the whole.
fn wanted(range: &str, size: u64) -> Wanted {
    let Some((unit, set)) = range.split_once('=') else { return Wanted::Whole };
    let Some((first, last)) = set.trim().split_once('-') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Wanted::Whole;
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>());
    match (first, digits(first), last, digits(last)) {
        ("", _, _, Some(Ok(count))) if count == 0 || size == 0 => Wanted::Nothing,
        ("", _, _, Some(Ok(count))) => Wanted::Part(size.saturating_sub(count), size),
        (_, Some(Ok(start)), "", _) if start >= size => Wanted::Nothing,
        (_, Some(Ok(start)), "", _) => Wanted::Part(start, size),
        (_, Some(Ok(start)), _, Some(Ok(end))) if end < start => Wanted::Whole,
        (_, Some(Ok(start)), _, Some(Ok(_))) if start >= size => Wanted::Nothing,
        (_, Some(Ok(start)), _, Some(Ok(end))) => Wanted::Part(start, end.saturating_add(1).min(size)),
        _ => Wanted::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(wanted("bytes=0-499", 1000), Wanted::Part(0, 500));
        assert_eq!(wanted("bytes=500-", 1000), Wanted::Part(500, 1000));
        assert_eq!(wanted("bytes=-200", 1000), Wanted::Part(800, 1000));
        assert_eq!(wanted("bytes=-2000", 1000), Wanted::Part(0, 1000));
        assert_eq!(wanted("bytes=0-9999", 1000), Wanted::Part(0, 1000));
        assert_eq!(wanted("Bytes=999-999", 1000), Wanted::Part(999, 1000));
    }

    #[test]
    fn ranges_of_nothing_are_told_from_nonsense() {
        for nothing in ["bytes=1000-", "bytes=1000-1001", "bytes=-0"] {
            assert_eq!(wanted(nothing, 1000), Wanted::Nothing, "{nothing}");
        }
        assert_eq!(wanted("bytes=0-", 0), Wanted::Nothing);
        for nonsense in
            ["bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,4-5", "seconds=0-1", "bytes=+1-2"]
        {
            assert_eq!(wanted(nonsense, 1000), Wanted::Whole, "{nonsense}");
        }
        assert_eq!(wanted("bytes=99999999999999999999999-", 1000), Wanted::Whole);
    }
}
