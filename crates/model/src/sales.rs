//! Sales: purchases as the one who sells sees them.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{ArtistId, PurchaseId};
use crate::purchases::Purchase;
use crate::schema::purchases;

/// An artist's sales that were paid, newest first, whatever became of them; `page` counts from 0.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(
    connection: &mut Connection,
    artist: ArtistId,
    page: i64,
    per_page: i64,
) -> QueryResult<Vec<Purchase>> {
    purchases::table
        .filter(purchases::artist_id.eq(artist))
        .filter(purchases::completed_at.is_not_null())
        .order((purchases::completed_at.desc(), purchases::id.desc()))
        .offset(page * per_page)
        .limit(per_page)
        .select(Purchase::as_select())
        .load(connection)
        .await
}

/// One sale of an artist's that was paid; `None` for everything else.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, artist: ArtistId, id: PurchaseId) -> QueryResult<Option<Purchase>> {
    let found: Vec<Purchase> = purchases::table
        .filter(purchases::id.eq(id))
        .filter(purchases::artist_id.eq(artist))
        .filter(purchases::completed_at.is_not_null())
        .select(Purchase::as_select())
        .load(connection)
        .await?;
    Ok(found.into_iter().next())
}
