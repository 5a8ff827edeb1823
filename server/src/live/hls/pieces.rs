//! Init segments, segments and parts: from memory while they are fresh, then from storage.

use actix_web::HttpResponse;
use actix_web::http::{Method, StatusCode, header};
use bytes::Bytes;
use futures::stream;
use live::link::Rendition;
use storage::Key;

use super::asked::Asked;
use super::{Stage, nothing, refused};
use crate::error::PageError;
use crate::live::edge::Pull;
use crate::live::file::File;
use crate::live::gate;
use crate::media::blob::{self, Serving};

/// Bytes never change under their address.
const FREE: &str = "public, max-age=31536000, immutable";
/// What was granted stays with the one it was granted to.
const GRANTED: &str = "private, max-age=3600";

/// Sends a piece of a rendition.
pub async fn show(asked: &Asked<'_>, file: File) -> Result<HttpResponse, PageError> {
    let Some((rendition, path)) = stored(file) else { return Ok(nothing()) };
    if !matches!(file, File::Init(..)) && !asked.listens().await? {
        return Ok(refused(StatusCode::FORBIDDEN, gate::TOO_MANY));
    }
    let key = Key::Live { show: asked.show.id.0, path };
    let serving = Serving {
        content_type: "audio/mp4",
        cache_control: if asked.is_open() { FREE } else { GRANTED },
        disposition: None,
    };
    if asked.stage == Stage::OnAir {
        let pull = asked.app.edge.pull(asked.show.id, rendition);
        if let Some(bytes) = fresh(&pull, file).await {
            return send(asked, bytes, &key, &serving).await;
        }
    }
    if matches!(file, File::Part(..)) {
        return Ok(nothing());
    }
    match blob::serve_blob(asked.request, &asked.app.storage, &key, &serving).await {
        Ok(mut answer) => {
            asked.allow_players(&mut answer);
            Ok(answer)
        }
        Err(error) if error.status == StatusCode::NOT_FOUND => Ok(nothing()),
        Err(error) => Err(error),
    }
}

/// Where a piece lies in storage; parts never do.
fn stored(file: File) -> Option<(Rendition, String)> {
    Some(match file {
        File::Init(rendition, run) => (rendition, format!("{}/{run}.init.mp4", rendition.name())),
        File::Segment(rendition, number) => (rendition, format!("{}/{number}.m4s", rendition.name())),
        File::Part(rendition, number, part) => (rendition, format!("{}/{number}.{part}.m4s", rendition.name())),
        File::Master | File::Plain | File::Playlist(_) => return None,
    })
}

/// A piece from memory. At a server that has just begun to pull, the first moment is waited for.
async fn fresh(pull: &Pull, file: File) -> Option<Bytes> {
    if pull.window.last().is_none() && !matches!(file, File::Init(..)) {
        pull.begun().await;
    }
    match file {
        File::Init(_, run) => pull.window.init(run),
        File::Segment(_, number) => pull.window.segment(number),
        File::Part(_, number, part) => pull.window.part(number, part).await,
        File::Master | File::Plain | File::Playlist(_) => None,
    }
}

async fn send(asked: &Asked<'_>, bytes: Bytes, key: &Key, serving: &Serving<'_>) -> Result<HttpResponse, PageError> {
    let is_simple = asked.request.method() == Method::GET
        && !asked.request.headers().contains_key(header::RANGE)
        && !asked.request.headers().contains_key(header::IF_NONE_MATCH);
    let mut answer = if is_simple {
        HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, serving.cache_control))
            .insert_header((header::CONTENT_TYPE, serving.content_type))
            .insert_header((header::ACCEPT_RANGES, "bytes"))
            // What is compressed already is left as it is.
            .insert_header((header::CONTENT_ENCODING, "identity"))
            .body(bytes)
    } else {
        let size = u64::try_from(bytes.len()).map_err(PageError::internal)?;
        let tag = blob::etag(key)?;
        let open = async |range: std::ops::Range<u64>| {
            let start = usize::try_from(range.start).map_err(PageError::internal)?;
            let end = usize::try_from(range.end).map_err(PageError::internal)?;
            Ok(stream::once(std::future::ready(Ok::<_, std::io::Error>(bytes.slice(start..end)))))
        };
        blob::serve(asked.request, (size, &tag), serving, open).await?
    };
    asked.allow_players(&mut answer);
    Ok(answer)
}
