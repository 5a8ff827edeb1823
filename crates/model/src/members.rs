//! Members: which accounts manage which artists, and as what.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::accounts::Account;
use crate::artists::Artist;
use crate::ids::{AccountId, ArtistId};
use crate::schema::{accounts, artist_members, artists};

crate::sql_types::words! {
    /// What an account may do with an artist.
    Role {
        /// Everything, the members included.
        Owner = "owner",
        /// Profile, releases and uploads.
        Editor = "editor",
    }
}

/// What the account may do with the artist; `None` when it has no part in it.
///
/// # Errors
/// When the database fails.
pub async fn role(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<Option<Role>> {
    artist_members::table.find((artist, account)).select(artist_members::role).first(connection).await.optional()
}

/// The artists an account manages, by name.
///
/// # Errors
/// When the database fails.
pub async fn artists_of(connection: &mut Connection, account: AccountId) -> QueryResult<Vec<Artist>> {
    artist_members::table
        .inner_join(artists::table)
        .filter(artist_members::account_id.eq(account))
        .order(artists::name.asc())
        .select(Artist::as_select())
        .load(connection)
        .await
}

/// The accounts that manage an artist, first come first.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<(Account, Role)>> {
    artist_members::table
        .inner_join(accounts::table)
        .filter(artist_members::artist_id.eq(artist))
        .order(artist_members::created_at.asc())
        .select((Account::as_select(), artist_members::role))
        .load(connection)
        .await
}

/// Gives an account a role; an earlier role is replaced.
///
/// # Errors
/// When the database fails.
pub async fn add(connection: &mut Connection, artist: ArtistId, account: AccountId, role: Role) -> QueryResult<()> {
    diesel::insert_into(artist_members::table)
        .values((
            artist_members::artist_id.eq(artist),
            artist_members::account_id.eq(account),
            artist_members::role.eq(role),
        ))
        .on_conflict((artist_members::artist_id, artist_members::account_id))
        .do_update()
        .set(artist_members::role.eq(role))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes an account's role away, unless it is the last owner's; false if nothing was taken.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<bool> {
    let members = of_artist(connection, artist).await?;
    let owners_left = members.iter().any(|(other, role)| *role == Role::Owner && other.id != account);
    if !owners_left {
        return Ok(false);
    }
    let removed = diesel::delete(artist_members::table.find((artist, account))).execute(connection).await?;
    Ok(removed > 0)
}
