//! Secrets: keys made at random at an instance's first start. There is no default one.

use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::account_links::LinkError;
use crate::schema::secrets;
use crate::tokens;

/// The 32 bytes kept under `name`, made now if there are none.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn get_or_create(connection: &mut Connection, name: &str) -> Result<Vec<u8>, LinkError> {
    let fresh = tokens::hash(&tokens::random("")?);
    diesel::insert_into(secrets::table)
        .values((secrets::name.eq(name), secrets::value.eq(fresh)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(secrets::table.find(name).select(secrets::value).first(connection).await?)
}
