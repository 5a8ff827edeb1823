//! Relays: other stations that get a show's sound, an Icecast mount or an RTMP address.

use diesel::sql_types::Bool;
use diesel::{
    ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{ShowId, ShowRelayId};
use crate::schema::{show_relays, shows};
use crate::{Connection, changes, fixed};

crate::sql_types::words! {
    /// How a relay is doing.
    RelayState {
        /// Nothing is sent: the show is not on air, or it has just been added.
        Waiting = "waiting",
        /// It gets the sound.
        Sending = "sending",
        /// It does not take it.
        Failed = "failed",
    }
}

/// A relay.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = show_relays, check_for_backend(diesel::pg::Pg))]
pub struct ShowRelay {
    /// Its id.
    pub id: ShowRelayId,
    /// Of which show.
    pub show_id: ShowId,
    /// Where the sound goes, with its password: for those who manage the show alone.
    pub address: String,
    /// How it is doing.
    pub state: RelayState,
    /// Why it does not take the sound; empty when it does.
    pub problem: String,
}

impl ShowRelay {
    /// Its address without user and password, to be shown.
    #[must_use]
    pub fn shown(&self) -> String {
        let Ok(mut address) = url::Url::parse(&self.address) else { return "…".to_owned() };
        if !address.username().is_empty() || address.password().is_some() {
            let cleared = address.set_password(None).and_then(|()| address.set_username(""));
            if cleared.is_err() {
                return "…".to_owned();
            }
        }
        // Behind the last slash of an RTMP address stands the key.
        if address.scheme().starts_with("rtmp") {
            let open = address.path().rsplit_once('/').map_or(String::new(), |(open, _)| format!("{open}/…"));
            return format!("{}://{}{open}", address.scheme(), address.host_str().unwrap_or_default());
        }
        address.to_string()
    }
}

/// What is wrong with an address for a relay; `None` for one that will do: `icecast://`, `rtmp://`.
/// Which hosts may be asked is decided where it is asked.
#[must_use]
pub fn problem(address: &str) -> Option<&'static str> {
    const WRONG: &str =
        "Write an address as in icecast://source:password@radio.example:8000/mount or rtmp://live.example/app/key.";
    let Ok(parsed) = url::Url::parse(address.trim()) else { return Some(WRONG) };
    let is_known = matches!(parsed.scheme(), "icecast" | "rtmp");
    let leads_somewhere = parsed.host_str().is_some_and(|host| !host.is_empty()) && parsed.path().len() > 1;
    (!is_known || !leads_somewhere || address.len() > 1000).then_some(WRONG)
}

/// Adds a relay.
///
/// # Errors
/// When the database fails.
pub async fn add(connection: &mut Connection, show: ShowId, address: &str) -> QueryResult<ShowRelay> {
    let relay = diesel::insert_into(show_relays::table)
        .values((
            show_relays::id.eq(ShowRelayId::new()),
            show_relays::show_id.eq(show),
            show_relays::address.eq(address.trim()),
        ))
        .returning(ShowRelay::as_returning())
        .get_result(connection)
        .await?;
    changes::notify_show(connection, show).await?;
    Ok(relay)
}

/// The relays of a show, first come first.
///
/// # Errors
/// When the database fails.
pub async fn of_show(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<ShowRelay>> {
    show_relays::table
        .filter(show_relays::show_id.eq(show))
        .order(show_relays::id.asc())
        .select(ShowRelay::as_select())
        .load(connection)
        .await
}

/// The relay with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ShowRelayId) -> QueryResult<Option<ShowRelay>> {
    show_relays::table.find(id).select(ShowRelay::as_select()).first(connection).await.optional()
}

/// Keeps how a relay is doing.
///
/// # Errors
/// When the database fails.
pub async fn set_state(
    connection: &mut Connection,
    id: ShowRelayId,
    state: RelayState,
    problem: &str,
) -> QueryResult<()> {
    let shows: Vec<ShowId> = diesel::update(show_relays::table.find(id))
        .set((show_relays::state.eq(state), show_relays::problem.eq(problem)))
        .returning(show_relays::show_id)
        .get_results(connection)
        .await?;
    for show in shows {
        changes::notify_show(connection, show).await?;
    }
    Ok(())
}

/// Removes a relay.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, id: ShowRelayId) -> QueryResult<()> {
    let shows: Vec<ShowId> =
        diesel::delete(show_relays::table.find(id)).returning(show_relays::show_id).get_results(connection).await?;
    for show in shows {
        changes::notify_show(connection, show).await?;
    }
    Ok(())
}

/// The relays of shows that are on air, with the shows' titles.
///
/// # Errors
/// When the database fails.
pub async fn on_air(connection: &mut Connection) -> QueryResult<Vec<(ShowRelay, String)>> {
    show_relays::table
        .inner_join(shows::table.on(shows::id.eq(show_relays::show_id)))
        .filter(shows::started_at.is_not_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .order(show_relays::id.asc())
        .select((ShowRelay::as_select(), shows::title))
        .load(connection)
        .await
}

/// Says of relays whose show has ended that nothing is sent any more.
///
/// # Errors
/// When the database fails.
pub async fn rest(connection: &mut Connection) -> QueryResult<()> {
    let on_air = shows::table
        .filter(shows::started_at.is_not_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .select(shows::id);
    diesel::update(show_relays::table)
        .filter(show_relays::show_id.ne_all(on_air))
        .filter(show_relays::state.ne(RelayState::Waiting))
        .set((show_relays::state.eq(RelayState::Waiting), show_relays::problem.eq("")))
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes this connection the one whose server passes shows on, if no other is: two would both be refused by the stations. It
/// stays so as long as the connection lasts, or until [`yield_lead`].
///
/// # Errors
/// When the database fails.
pub async fn lead(connection: &mut Connection) -> QueryResult<bool> {
    diesel::select(fixed::sql::<Bool>("pg_try_advisory_lock(hashtextextended('show_relays', 0))"))
        .get_result(connection)
        .await
}

/// Lets another server pass shows on.
///
/// # Errors
/// When the database fails.
pub async fn yield_lead(connection: &mut Connection) -> QueryResult<()> {
    diesel::select(fixed::sql::<Bool>("pg_advisory_unlock(hashtextextended('show_relays', 0))"))
        .get_result::<bool>(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_a_station_and_is_shown_without_its_secrets() {
        let relay = |address: &str| ShowRelay {
            id: ShowRelayId::new(),
            show_id: ShowId::new(),
            address: address.to_owned(),
            state: RelayState::Waiting,
            problem: String::new(),
        };
        for (good, shown) in [
            ("icecast://source:hackme@radio.example:8000/ode", "icecast://radio.example:8000/ode"),
            ("rtmp://live.example/app/secret-key", "rtmp://live.example/app/…"),
        ] {
            assert_eq!(problem(good), None, "{good}");
            assert_eq!(relay(good).shown(), shown);
        }
        for bad in ["", "radio.example", "ftp://radio.example/x", "icecast://radio.example", "file:///etc/passwd"] {
            assert!(problem(bad).is_some(), "{bad}");
        }
    }
}
