//! `GET /studio/shows/{id}/listeners`: how many listen now, and whether the show is over, for the desk's script.

use actix_web::{HttpResponse, web};
use model::show_sessions;
use model::shows::State;
use serde_json::json;

use crate::error::PageError;
use crate::visit::SignedIn;

/// Counts them.
///
/// # Errors
/// 404 for a show of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = super::find(&mut db, &visit, &id).await?;
    let now = show_sessions::running(&mut db, show.id).await?;
    let is_over = matches!(show.state(), State::Over | State::Cancelled);
    let answer = json!({ "now": now, "is_over": is_over });
    Ok(HttpResponse::Ok().insert_header(("cache-control", "no-store")).json(answer))
}
