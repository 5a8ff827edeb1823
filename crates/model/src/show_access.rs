//! Who may listen to a show. This is the one place that decides it: it is asked wherever sound leaves, with every request, so that a
//! ticket that was given back or a membership that ended is felt at once.

mod pass;

use diesel::{OptionalExtension, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

pub use pass::Pass;

use crate::entitlements::{Listener, Who};
use crate::ids::{AccountId, ArtistId};
use crate::passwords::{self, PasswordError};
use crate::schema::artists;
use crate::shows::{Gate, Show};
use crate::{Connection, members, memberships, tickets};

/// Whether somebody may listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// They may.
    Yes {
        /// What lets them in, to be asked again with [`holds`].
        pass: Pass,
    },
    /// They may not.
    No {
        /// What stands in the way. [`Gate::Open`] where nothing would help: the artist is suspended.
        why: Gate,
    },
}

/// Why it cannot be told whether somebody may listen.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// A password cannot be compared.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Whether somebody may listen to a show. Who manages its artist always may. `password` is what they say at the door: comparing
/// it takes a moment, so its callers count the tries, and keep the pass. `visitor` tells those who know the password apart who have
/// no account.
///
/// # Errors
/// When the database fails.
pub async fn admits(
    connection: &mut Connection,
    show: &Show,
    who: Who,
    password: Option<&str>,
    visitor: Listener,
) -> Result<Admission, AccessError> {
    let no = Admission::No { why: show.gate };
    if let Some(account) = account(who)
        && members::role(connection, show.artist_id, account).await?.is_some()
    {
        return Ok(Admission::Yes { pass: Pass::Artist(account) });
    }
    if is_suspended(connection, show.artist_id).await? {
        return Ok(Admission::No { why: Gate::Open });
    }
    let pass = match show.gate {
        Gate::Open => Some(Pass::Open),
        Gate::Password => match (password, &show.password_hash) {
            (Some(said), Some(hash)) if passwords::verify(said, Some(hash)).await? => {
                let holder = account(who).map_or(visitor, |account| *account.0.as_bytes());
                Some(Pass::Password { proof: Pass::proof(hash), holder })
            }
            _ => None,
        },
        Gate::Members => member(connection, show, who).await?,
        Gate::Ticket => match tickets::held(connection, show.id, who).await? {
            Some(purchase) => Some(Pass::Ticket(purchase)),
            None => member(connection, show, who).await?,
        },
    };
    Ok(pass.map_or(no, |pass| Admission::Yes { pass }))
}

/// Whether a pass that somebody got before still lets them in.
///
/// # Errors
/// When the database fails.
pub async fn holds(connection: &mut Connection, show: &Show, pass: &Pass) -> QueryResult<bool> {
    if let Pass::Artist(account) = pass {
        return Ok(members::role(connection, show.artist_id, *account).await?.is_some());
    }
    if is_suspended(connection, show.artist_id).await? {
        return Ok(false);
    }
    match (show.gate, pass) {
        // What was opened since is open to those as well who came in before.
        (Gate::Open, _) => Ok(true),
        (Gate::Password, Pass::Password { proof, .. }) => {
            Ok(show.password_hash.as_deref().is_some_and(|hash| Pass::proof(hash) == *proof))
        }
        (Gate::Ticket, Pass::Ticket(purchase)) => tickets::holds(connection, show.id, Who::Purchase(*purchase)).await,
        (Gate::Members | Gate::Ticket, Pass::Member(account)) => is_member(connection, show.artist_id, *account).await,
        _ => Ok(false),
    }
}

/// Who comes with an account.
const fn account(who: Who) -> Option<AccountId> {
    match who {
        Who::Account(account) => Some(account),
        _ => None,
    }
}

async fn member(connection: &mut Connection, show: &Show, who: Who) -> QueryResult<Option<Pass>> {
    let Some(account) = account(who) else { return Ok(None) };
    Ok(is_member(connection, show.artist_id, account).await?.then_some(Pass::Member(account)))
}

/// Whether an account's tier includes live sets.
async fn is_member(connection: &mut Connection, artist: ArtistId, account: AccountId) -> QueryResult<bool> {
    Ok(memberships::current(connection, artist, account).await?.is_some_and(|tier| tier.includes_live))
}

async fn is_suspended(connection: &mut Connection, artist: ArtistId) -> QueryResult<bool> {
    let since: Option<Option<chrono::DateTime<chrono::Utc>>> =
        artists::table.find(artist).select(artists::suspended_at).first(connection).await.optional()?;
    Ok(since.is_none_or(|since| since.is_some()))
}
