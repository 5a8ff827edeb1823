//! Actor keys: what local actors sign with. Making one takes a while, so it is made outside and kept here.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::Connection;
use crate::ids::{ActorId, ActorKeyId};
use crate::schema::{actor_keys, actors};

/// The keys of a local actor. Not `Debug`: a private key stands in no log.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = actor_keys, check_for_backend(diesel::pg::Pg))]
pub struct ActorKey {
    /// Its id.
    pub id: ActorKeyId,
    /// Whose it is.
    pub actor_id: ActorId,
    /// PKCS #8, DER.
    pub rsa_private: Vec<u8>,
    /// SPKI, PEM.
    pub rsa_public_pem: String,
    /// PKCS #8, DER.
    pub ed25519_private: Vec<u8>,
    /// The public key as multibase of its multicodec, as in FEP-521a.
    pub ed25519_multibase: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it signs no more.
    pub retired_at: Option<DateTime<Utc>>,
}

/// Keys that were just made; the fields are those of [`ActorKey`].
#[derive(Clone, Insertable)]
#[diesel(table_name = actor_keys)]
#[expect(missing_docs, reason = "the fields are those of the key")]
pub struct NewActorKey {
    pub actor_id: ActorId,
    pub rsa_private: Vec<u8>,
    pub rsa_public_pem: String,
    pub ed25519_private: Vec<u8>,
    pub ed25519_multibase: String,
}

/// The keys an actor signs with, if they were made.
///
/// # Errors
/// When the database fails.
pub async fn current(connection: &mut Connection, actor: ActorId) -> QueryResult<Option<ActorKey>> {
    actor_keys::table
        .filter(actor_keys::actor_id.eq(actor))
        .filter(actor_keys::retired_at.is_null())
        .select(ActorKey::as_select())
        .first(connection)
        .await
        .optional()
}

/// Keeps the first keys of an actor, and gives those that stand: where two make some at once, the first to come stays.
///
/// # Errors
/// When the database fails.
pub async fn keep(connection: &mut Connection, new: &NewActorKey) -> QueryResult<ActorKey> {
    diesel::insert_into(actor_keys::table)
        .values((actor_keys::id.eq(ActorKeyId::new()), new))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    actor_keys::table
        .filter(actor_keys::actor_id.eq(new.actor_id))
        .filter(actor_keys::retired_at.is_null())
        .select(ActorKey::as_select())
        .first(connection)
        .await
}

/// Puts new keys in the place of those an actor has; others hear of it when they fetch the actor.
///
/// # Errors
/// When the database fails.
pub async fn rotate(connection: &mut Connection, actor: ActorId, new: &NewActorKey) -> QueryResult<ActorKey> {
    connection
        .transaction(async |connection| {
            // Two that rotate at once come one after the other.
            actors::table.find(actor).for_update().select(actors::id).first::<ActorId>(connection).await?;
            diesel::update(actor_keys::table.filter(actor_keys::actor_id.eq(actor)))
                .filter(actor_keys::retired_at.is_null())
                .set(actor_keys::retired_at.eq(Some(Utc::now())))
                .execute(connection)
                .await?;
            diesel::insert_into(actor_keys::table)
                .values((actor_keys::id.eq(ActorKeyId::new()), new))
                .returning(ActorKey::as_returning())
                .get_result(connection)
                .await
        })
        .await
}
