//! Sends a blob: whole, a range of it, only its headers, or the news that the browser has it already.
//!
//! Nobody is asked here whether they may have it: the handler that calls has done that.

use std::ops::Range;

use actix_web::body::SizedStream;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use futures::stream::{self, Stream};
use sha2::{Digest, Sha256};
use storage::{Key, Storage, StorageError};

use crate::error::PageError;
use crate::media::ranges::{self, Wanted};

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
    if ranges::matches_tag(request, &tag) {
        storage.size(key).await?;
        return Ok(answer(StatusCode::NOT_MODIFIED, &tag, serving).finish());
    }
    let is_head = request.method() == Method::HEAD;
    let range = ranges::header(request, &tag);
    if range.is_none() && !is_head {
        let blob = storage.get(key).await?;
        let body = SizedStream::new(blob.size, blob.into_stream());
        return Ok(answer(StatusCode::OK, &tag, serving).body(body));
    }
    let size = storage.size(key).await?;
    let open = async |range| Ok(storage.get_range(key, range).await?.into_stream());
    serve(request, (size, &tag), serving, open).await
}

/// Answers `GET` and `HEAD` with something of a known size and tag that can be opened at any byte.
///
/// # Errors
/// What `open` says.
pub async fn serve<S, E>(
    request: &HttpRequest,
    (size, tag): (u64, &str),
    serving: &Serving<'_>,
    open: impl AsyncFnOnce(Range<u64>) -> Result<S, PageError>,
) -> Result<HttpResponse, PageError>
where
    S: Stream<Item = Result<Bytes, E>> + 'static,
    E: Into<Box<dyn std::error::Error>> + 'static,
{
    if ranges::matches_tag(request, tag) {
        return Ok(answer(StatusCode::NOT_MODIFIED, tag, serving).finish());
    }
    let is_head = request.method() == Method::HEAD;
    match ranges::header(request, tag).map_or(Wanted::Whole, |range| ranges::wanted(range, size)) {
        Wanted::Nothing => Ok(answer(StatusCode::RANGE_NOT_SATISFIABLE, tag, serving)
            .insert_header((header::CONTENT_RANGE, format!("bytes */{size}")))
            .finish()),
        // RFC 9110: a range means something for GET only.
        _ if is_head => Ok(answer(StatusCode::OK, tag, serving).body(bodiless(size))),
        Wanted::Whole => Ok(answer(StatusCode::OK, tag, serving).body(SizedStream::new(size, open(0..size).await?))),
        Wanted::Part(start, end) => Ok(answer(StatusCode::PARTIAL_CONTENT, tag, serving)
            .insert_header((header::CONTENT_RANGE, format!("bytes {start}-{}/{size}", end - 1)))
            .body(SizedStream::new(end - start, open(start..end).await?))),
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

/// The tag of a blob, whose bytes never change under its key.
///
/// # Errors
/// When the key is none.
pub fn etag(key: &Key) -> Result<String, StorageError> {
    let digest = hex::encode(Sha256::digest(key.path()?.as_bytes()));
    Ok(format!("\"{}\"", digest.get(..32).unwrap_or(&digest)))
}
