//! Which show a source feeds, by its key and the mount it names.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Show, ShowError, ShowFields, ShowKind, State, create, find, on_air_of};
use crate::Connection;
use crate::artists::{self, Artist};
use crate::schema::shows;
use crate::stream_keys::{self, StreamKey};

/// How long before its hour a planned show takes the source that names no show.
const BEFORE: Duration = Duration::hours(2);
/// How long after its hour.
const AFTER: Duration = Duration::hours(6);

/// Why a source is not let in.
#[derive(Debug, thiserror::Error)]
pub enum SourceRefusal {
    /// No such key, or it was revoked.
    #[error("The stream key is not one of ours, or was revoked. Copy it again from the studio.")]
    UnknownKey,
    /// The key is not for this mount.
    #[error("This key does not open this mount. Use the show's address as the mount, or the artist's handle.")]
    NoSuchMount,
    /// It has ended or was cancelled.
    #[error("This show is over. Plan another one, or use the artist's handle as the mount.")]
    Over,
    /// The artist is suspended.
    #[error("This artist is suspended and cannot go live.")]
    Suspended,
    /// A show could not be made on the spot.
    #[error(transparent)]
    Show(#[from] ShowError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// The show that a source with this key feeds on this mount. The key is looked up by its hash, so that nothing is learnt from the
/// time that takes; wrong ones are the caller's to count. A mount may begin with a slash and end in `.mp3` or the like. With an
/// artist's key the artist's handle, or no mount, means: the set that is on air, else the planned show nearest in time, else the
/// station on air, else a set made now.
///
/// # Errors
/// Why the source is not let in.
pub async fn for_source(
    connection: &mut Connection,
    key: &str,
    mount: &str,
    now: DateTime<Utc>,
) -> Result<Show, SourceRefusal> {
    let key = stream_keys::by_key(connection, key).await?.ok_or(SourceRefusal::UnknownKey)?;
    let artist = artists::find(connection, key.artist_id).await?.ok_or(SourceRefusal::UnknownKey)?;
    if artist.suspended_at.is_some() {
        return Err(SourceRefusal::Suspended);
    }
    let mount = word(mount);
    let show = match key.show_id {
        Some(_) => of_show_key(connection, &key, &artist, &mount).await?,
        None => of_artist_key(connection, &artist, &mount, now).await?,
    };
    if matches!(show.state(), State::Over | State::Cancelled) {
        return Err(SourceRefusal::Over);
    }
    stream_keys::used(connection, key.id, now).await?;
    Ok(show)
}

/// A mount without its slashes and its ending.
fn word(mount: &str) -> String {
    let bare = mount.trim().trim_matches('/');
    bare.split_once('.').map_or(bare, |(word, _)| word).to_lowercase()
}

async fn of_show_key(
    connection: &mut Connection,
    key: &StreamKey,
    artist: &Artist,
    mount: &str,
) -> Result<Show, SourceRefusal> {
    let show = match key.show_id {
        Some(id) => find(connection, id).await?.ok_or(SourceRefusal::UnknownKey)?,
        None => return Err(SourceRefusal::UnknownKey),
    };
    let fits = mount.is_empty() || mount == show.slug || mount == artist.handle;
    if fits { Ok(show) } else { Err(SourceRefusal::NoSuchMount) }
}

async fn of_artist_key(
    connection: &mut Connection,
    artist: &Artist,
    mount: &str,
    now: DateTime<Utc>,
) -> Result<Show, SourceRefusal> {
    if let Some(show) = super::by_slug(connection, mount).await?
        && show.artist_id == artist.id
    {
        return Ok(show);
    }
    if !mount.is_empty() && mount != artist.handle {
        return Err(SourceRefusal::NoSuchMount);
    }
    connection.transaction(async |connection| now_or_new(connection, artist, now).await).await
}

/// The show that the artist means now. Of two sources that come at the same moment the second waits, and finds what the first made.
async fn now_or_new(connection: &mut Connection, artist: &Artist, now: DateTime<Utc>) -> Result<Show, SourceRefusal> {
    artists::lock(connection, artist.id).await?;
    let on_air = on_air_of(connection, artist.id).await?;
    if let Some(set) = on_air.clone().filter(|show| show.kind == ShowKind::Set) {
        return Ok(set);
    }
    if let Some(planned) = nearest(connection, artist, now).await? {
        return Ok(planned);
    }
    if let Some(station) = on_air {
        return Ok(station);
    }
    let fields = ShowFields::titled(&format!("Live: {}", now.format("%-d %B %Y")), now);
    Ok(create(connection, artist.id, &fields, now).await?)
}

async fn nearest(connection: &mut Connection, artist: &Artist, now: DateTime<Utc>) -> QueryResult<Option<Show>> {
    let planned: Vec<Show> = shows::table
        .filter(shows::artist_id.eq(artist.id))
        .filter(shows::started_at.is_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .filter(shows::starts_at.between(now - AFTER, now + BEFORE))
        .order(shows::starts_at.asc())
        .select(Show::as_select())
        .load(connection)
        .await?;
    let away = |show: &Show| show.starts_at.map_or(i64::MAX, |at| (at - now).num_milliseconds().abs());
    Ok(planned.into_iter().min_by_key(away))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_is_read_as_clients_write_it() {
        for mount in ["/ode", "ode", "/ode.mp3", "ode/", "/Ode.ogg"] {
            assert_eq!(word(mount), "ode", "{mount}");
        }
        assert_eq!(word("/"), "");
    }
}
