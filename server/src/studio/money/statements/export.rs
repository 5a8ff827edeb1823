//! `GET /studio/artists/{handle}/money/statements/{month}.csv`

use actix_web::{HttpResponse, web};
use model::periods::Month;
use model::statements::{self, Line};
use model::{money, sheets};

use super::lines;
use crate::error::PageError;
use crate::sheet;
use crate::studio::find;
use crate::studio::money::desk::Desk;
use crate::visit::SignedIn;

/// Gives the file: a row for each transaction, amounts without symbols.
///
/// # Errors
/// 404 for an artist of others, and for what is no month.
pub async fn show(visit: SignedIn, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (handle, month) = path.into_inner();
    let mut connection = visit.db().await?;
    let desk = Desk::of(&mut connection, &visit, &handle).await?;
    let month: Month = find::id(&month)?;
    let found = statements::lines(&mut connection, desk.artist.id, month).await?;
    let head = ["Day", "What", "Of", "Title", "Seller", "Receipt", "Country", "Currency"];
    let head = head.into_iter().chain(lines::AMOUNTS).map(str::to_owned).collect();
    let text = sheets::write([head].into_iter().chain(found.iter().map(row))).map_err(PageError::internal)?;
    Ok(sheet::answer(&format!("statement-{}-{month}.csv", desk.artist.handle), text))
}

fn row(line: &Line) -> Vec<String> {
    let day = line.occurred_at.format("%Y-%m-%d").to_string();
    let mut cells = vec![day, lines::kind(line).to_owned(), lines::thing(line).to_owned()];
    cells.extend([&line.title, &line.seller, &line.invoice_number, &line.country].map(|text| sheets::text(text)));
    cells.push(line.currency.clone());
    cells.extend(lines::amounts(line).map(|minor| money::plain(&line.currency, minor)));
    cells
}
