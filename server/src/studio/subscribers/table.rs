//! `GET /studio/artists/{handle}/subscribers.csv`

use actix_web::{HttpResponse, web};
use model::subscribers::{self, Subscriber};

use super::index::words;
use crate::csv_table;
use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// Everybody who gets an artist's letters: the address, and how and when they said so.
///
/// # Errors
/// 404 for an artist of others.
pub async fn show(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let found = subscribers::of_artist(&mut db, artist.id, None, i64::MAX).await?;
    drop(db);
    let line = |one: Subscriber| {
        let confirmed = one.confirmed_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        vec![one.email, words(one.source).to_owned(), one.consented_at.to_rfc3339(), confirmed]
    };
    let name = format!("letters-of-{}.csv", artist.handle);
    Ok(csv_table::answer(&name, &["email", "asked", "asked at", "confirmed at"], found.into_iter().map(line)))
}
