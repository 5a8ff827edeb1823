//! `GET /account/data/export.json`: everything that is kept of an account, in one file.

use std::cell::Cell;

use actix_web::HttpResponse;
use model::accounts::erasure;

use crate::error::PageError;
use crate::history::export::{answer, lines, listen};
use crate::visit::SignedIn;

/// Sends it: what is little at once, the history as it is read.
///
/// # Errors
/// When the database fails.
pub async fn show(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let said = erasure::export(&mut *visit.db().await?, visit.account.id).await?;
    let open = said.trim_end().strip_suffix('}').ok_or_else(|| PageError::internal("an export is no JSON object"))?;
    let first = format!("{open}, \"history\": [");
    let base = visit.app.base_url.clone();
    let is_first = Cell::new(true);
    let line = move |entry: &model::history::Entry| {
        let comma = if is_first.replace(false) { "" } else { "," };
        format!("{comma}\n{}", listen(&base, entry))
    };
    let body = lines(&visit, (first, "\n]}\n".to_owned()), line);
    Ok(answer("tonewood-account.json", "application/json", body))
}
