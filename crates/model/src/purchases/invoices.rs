//! Invoice numbers: one after the other for each seller and year, none missing, none twice.

use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::ArtistId;
use crate::schema::{artists, invoice_numbers};

/// The next number of a seller's year, as in `ODE-2026-000001`. It is taken in the transaction that completes the purchase: the
/// row stays locked until that ends, and if it fails, the number is the next one's.
pub(super) async fn next(connection: &mut Connection, artist: ArtistId, year: i32) -> QueryResult<String> {
    let handle: String = artists::table.find(artist).select(artists::handle).first(connection).await?;
    let number: i32 = diesel::insert_into(invoice_numbers::table)
        .values((invoice_numbers::artist_id.eq(artist), invoice_numbers::year.eq(year), invoice_numbers::last.eq(1)))
        .on_conflict((invoice_numbers::artist_id, invoice_numbers::year))
        .do_update()
        .set(invoice_numbers::last.eq(invoice_numbers::last + 1))
        .returning(invoice_numbers::last)
        .get_result(connection)
        .await?;
    Ok(format!("{}-{year}-{number:06}", handle.to_uppercase()))
}
