//! `GET /studio/codes/{id}/codes.csv`

use actix_web::{HttpResponse, web};
use model::download_codes;

use crate::csv_table;
use crate::error::PageError;
use crate::visit::SignedIn;

/// The codes of a batch: each with the address that redeems it, and when it was.
///
/// # Errors
/// 404 for a batch of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, release, batch) = super::batch(&mut db, &visit, &id).await?;
    let codes = download_codes::of_batch(&mut db, batch.id).await?;
    drop(db);
    let lines = codes.into_iter().map(|code| {
        let shown = code.shown();
        let address = urls::absolute(&visit.app.base_url, &urls::letters::redeem(&shown));
        let redeemed = code.redeemed_at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
        vec![shown, address, redeemed]
    });
    let name = format!("codes-{}-{}.csv", release.slug, batch.created_at.format("%Y-%m-%d"));
    Ok(csv_table::answer(&name, &["code", "address", "redeemed"], lines))
}
