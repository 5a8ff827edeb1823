//! Which show a source feeds, by its key and the mount it names.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{Show, ShowError, ShowFields, ShowKind, State, create, find, on_air_of};
use crate::Connection;
use crate::artists::{self, Artist};
use crate::ids::ArtistId;
use crate::schema::{show_runs, shows};
use crate::show_runs::RunSource;
use crate::stream_keys::{self, StreamKey};

/// How long before its hour a planned show takes the source that names no show.
const BEFORE: Duration = Duration::hours(2);
/// How long after its hour.
const AFTER: Duration = Duration::hours(6);
/// How long around its hour where the tool's show was ended under it.
const NEXT: Duration = Duration::minutes(10);
/// How long a tool must keep still at least whose show was ended in the studio: tools come back by themselves, and nobody means that.
const STILL: Duration = Duration::minutes(2);
/// What lies at most between a tool's coming and its run, and between the end of its run and of the show that is cut off by it.
const AROUND: Duration = Duration::seconds(25);

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
    #[error("This show is over. Plan another one, or use a key of the artist with the artist's handle as the mount.")]
    Over,
    /// A show was ended in the studio, and the tool that fed it comes back by itself.
    #[error(
        "The show was ended in the studio. Plan the next one there, or stop this tool for some minutes and start it again."
    )]
    Ended,
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
/// artist's key the artist's handle, or no mount, means: the set that is on air, else the planned show nearest in time, else a set
/// without a date, else the station on air, else a set made now.
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
        None => of_artist_key(connection, &key, &artist, &mount, now).await?,
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
    key: &StreamKey,
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
    let found = connection.transaction(async |connection| now_or_new(connection, key, artist, now).await).await;
    if matches!(found, Err(SourceRefusal::Ended)) {
        // As long as it tries, it does not keep still.
        stream_keys::used(connection, key.id, now).await?;
    }
    found
}

/// The show that the artist means now. Of two sources that come at the same moment the second waits, and finds what the first made.
async fn now_or_new(
    connection: &mut Connection,
    key: &StreamKey,
    artist: &Artist,
    now: DateTime<Utc>,
) -> Result<Show, SourceRefusal> {
    artists::lock(connection, artist.id).await?;
    if let Some(ended) = comes_back(connection, key, now).await? {
        let on_air = on_air_of(connection, artist.id).await?.filter(|show| show.kind == ShowKind::Set);
        return match on_air {
            Some(set) => Ok(set),
            None => planned_since(connection, artist.id, ended, now).await?.ok_or(SourceRefusal::Ended),
        };
    }
    if let Some(meant) = meant(connection, artist.id, now).await? {
        return Ok(meant);
    }
    let fields = ShowFields::titled(&format!("Live: {}", now.format("%-d %B %Y")), now);
    Ok(create(connection, artist.id, &fields, now).await?)
}

/// What an artist means now who names no show, among what there is: the set that is on air, else the planned show nearest in time,
/// else a set without a date, else the station on air.
///
/// # Errors
/// When the database fails.
pub async fn meant(connection: &mut Connection, artist: ArtistId, now: DateTime<Utc>) -> QueryResult<Option<Show>> {
    let on_air = on_air_of(connection, artist).await?;
    if on_air.as_ref().is_some_and(|show| show.kind == ShowKind::Set) {
        return Ok(on_air);
    }
    if let Some(dated) = dated(connection, artist, (now - AFTER, now + BEFORE), now).await? {
        return Ok(Some(dated));
    }
    Ok(undated(connection, artist).await?.or(on_air))
}

/// When a run began, when it ended, and when its show did.
type Run = (DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// When the show was ended under the tool with this key, if that comes back by itself: of the artist's tools the last that was heard
/// was cut off by the end, this one was there or wanted to be, and it has not kept still since. Tools wait longer each time, up
/// to half of the time since the end.
async fn comes_back(
    connection: &mut Connection,
    key: &StreamKey,
    now: DateTime<Utc>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let Some(used) = key.last_used_at else { return Ok(None) };
    let last: Option<Run> = shows::table
        .inner_join(show_runs::table.on(show_runs::show_id.eq(shows::id)))
        .filter(shows::artist_id.eq(key.artist_id))
        .filter(show_runs::source.eq_any([RunSource::Icecast, RunSource::Rtmp]))
        .order(show_runs::began_at.desc())
        .select((show_runs::began_at, show_runs::ended_at, shows::ended_at))
        .first(connection)
        .await
        .optional()?;
    let Some((began, Some(cut), Some(ended))) = last else { return Ok(None) };
    // It was let in just before its run began; and what fell silent before the end was not cut off by it.
    let was_cut = used >= began - AROUND && cut >= ended - AROUND;
    let tried = used.max(ended);
    let is_still = now - tried >= STILL.max((tried - ended) * 3 / 4);
    Ok((was_cut && !is_still).then_some(ended))
}

/// What was planned since `ended` for any day or none, else what is planned for about now.
async fn planned_since(
    connection: &mut Connection,
    artist: ArtistId,
    ended: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<Option<Show>> {
    let is_new = |show: &Show| show.created_at > ended;
    let with_date = dated(connection, artist, (now - AFTER, now + BEFORE), now).await?.filter(is_new);
    let new = with_date.or(undated(connection, artist).await?.filter(is_new));
    if new.is_some() { Ok(new) } else { dated(connection, artist, (now - NEXT, now + NEXT), now).await }
}

/// Of what is planned for between two moments the nearest.
async fn dated(
    connection: &mut Connection,
    artist: ArtistId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> QueryResult<Option<Show>> {
    let planned: Vec<Show> = shows::table
        .filter(shows::artist_id.eq(artist))
        .filter(shows::started_at.is_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .filter(shows::starts_at.between(from, to))
        .order(shows::starts_at.asc())
        .select(Show::as_select())
        .load(connection)
        .await?;
    let away = |show: &Show| show.starts_at.map_or(i64::MAX, |at| (at - now).num_milliseconds().abs());
    Ok(planned.into_iter().min_by_key(away))
}

/// The newest of the sets that are planned for no day.
async fn undated(connection: &mut Connection, artist: ArtistId) -> QueryResult<Option<Show>> {
    shows::table
        .filter(shows::artist_id.eq(artist))
        .filter(shows::kind.eq(ShowKind::Set))
        .filter(shows::starts_at.is_null())
        .filter(shows::started_at.is_null())
        .filter(shows::ended_at.is_null())
        .filter(shows::cancelled_at.is_null())
        .order(shows::created_at.desc())
        .select(Show::as_select())
        .first(connection)
        .await
        .optional()
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
