//! Taking a file of blocks, as Mastodon and others export it, or its text pasted.

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use model::domain_blocks::{csv, effects};

use super::index;
use crate::error::PageError;
use crate::studio::multipart::Parts;
use crate::visit::Admin;

/// The largest file that is taken, in bytes: the long public lists have some thousand rows.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// `POST /admin/blocks/import`: good rows are taken whatever the others are; those are named.
///
/// # Errors
/// 413 for a file that is too large, 400 for one that does not arrive whole.
pub async fn create(visit: Admin, multipart: Multipart) -> Result<HttpResponse, PageError> {
    let mut parts = Parts::open(&visit, multipart).await?;
    let (mut left, mut text) = (MOST_BYTES, String::new());
    while let Some(mut field) = parts.next().await? {
        if !matches!(field.name(), Some("file" | "text")) {
            continue;
        }
        let bytes = match field.bytes(left).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) => return Err(PageError::bad_request("The file did not arrive whole. Send it again.")),
            Err(_) => return Err(PageError::too_large("The list is larger than 2 MB. Send it in parts.")),
        };
        left = left.saturating_sub(bytes.len());
        // Of a file and a text, the first that says anything counts: one list at a time.
        if text.is_empty() && !bytes.is_empty() {
            text = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    let read = csv::read(&text);
    if read.good.is_empty() && read.bad.is_empty() {
        return Ok(visit.redirect_warning(super::PAGE, "Choose a file, or paste its lines."));
    }
    let mut connection = visit.db().await?;
    let severed = effects::impose_all(&mut connection, &read.good).await?;
    drop(connection);
    if read.bad.is_empty() {
        let words = match read.good.len() {
            1 => "1 block is set.".to_owned(),
            count => format!("{count} blocks are set."),
        };
        return Ok(visit.redirect_saying(super::PAGE, &format!("{words}{}", super::cut_off(severed))));
    }
    index::imported(&visit, read.good.len(), read.bad).await
}
