//! Rotations: what plays when nobody is live. A station's programme, or what bridges the gaps of a set.

use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable,
    SelectableHelper,
};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::ids::{ShowId, TrackId};
use crate::schema::{rotation_hours, rotation_tracks, rotations};
use crate::{Connection, changes};

/// Minutes of a day.
const DAY: i16 = 1440;

crate::sql_types::words! {
    /// In which order tracks come.
    RotationMode {
        /// As they are listed.
        Order = "order",
        /// Mixed anew each time round.
        Shuffle = "shuffle",
    }
}

/// A rotation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = rotations, check_for_backend(diesel::pg::Pg))]
pub struct Rotation {
    /// Of which show.
    pub show_id: ShowId,
    /// In which order tracks come.
    pub mode: RotationMode,
    /// How long one track fades into the next, 0 to 15,000 ms.
    pub crossfade_ms: i32,
    /// After how many tracks an ident comes, to 100; 0 for never.
    pub idents_every: i32,
    /// Where its hours are, as in `Europe/Berlin`.
    pub time_zone: String,
    /// Whether it plays at all.
    pub enabled: bool,
}

/// When a rotation plays, in its time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = rotation_hours, check_for_backend(diesel::pg::Pg))]
pub struct RotationHours {
    /// 0 is Monday.
    pub weekday: i16,
    /// The first minute of the day it plays in.
    pub from_minute: i16,
    /// The first minute it does not play in any more; more than 1,440 is past midnight.
    pub until_minute: i16,
}

/// Whether a rotation with these hours plays at a minute of a day, both in its time zone; 0 is Monday. With no hours it always does.
#[must_use]
pub fn plays_at(hours: &[RotationHours], weekday: i16, minute: i16) -> bool {
    let yesterday = (weekday + 6).rem_euclid(7);
    hours.is_empty()
        || hours.iter().any(|span| {
            let plays = |minute: i16| (span.from_minute..span.until_minute).contains(&minute);
            (span.weekday == weekday && plays(minute)) || (span.weekday == yesterday && plays(minute + DAY))
        })
}

/// The rotation of a show, if it has one.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, show: ShowId) -> QueryResult<Option<Rotation>> {
    rotations::table.find(show).select(Rotation::as_select()).first(connection).await.optional()
}

/// When the rotation of a show plays, in order; none means always.
///
/// # Errors
/// When the database fails.
pub async fn hours(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<RotationHours>> {
    rotation_hours::table
        .filter(rotation_hours::show_id.eq(show))
        .order((rotation_hours::weekday.asc(), rotation_hours::from_minute.asc()))
        .select(RotationHours::as_select())
        .load(connection)
        .await
}

/// The tracks of a rotation in order, each with whether it is an ident.
///
/// # Errors
/// When the database fails.
pub async fn tracks(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<(TrackId, bool)>> {
    rotation_tracks::table
        .filter(rotation_tracks::show_id.eq(show))
        .order((rotation_tracks::is_ident.asc(), rotation_tracks::position.asc()))
        .select((rotation_tracks::track_id, rotation_tracks::is_ident))
        .load(connection)
        .await
}

/// Sets the rotation of a show, its tracks (with whether each is an ident) and its hours: what it had of them goes.
///
/// # Errors
/// When the database fails, or a number is out of its bounds.
pub async fn set(
    connection: &mut Connection,
    rotation: &Rotation,
    tracks: &[(TrackId, bool)],
    hours: &[RotationHours],
) -> QueryResult<()> {
    let show = rotation.show_id;
    connection
        .transaction(async |connection| {
            diesel::insert_into(rotations::table)
                .values(rotation)
                .on_conflict(rotations::show_id)
                .do_update()
                .set(rotation)
                .execute(connection)
                .await?;
            diesel::delete(rotation_tracks::table.filter(rotation_tracks::show_id.eq(show)))
                .execute(connection)
                .await?;
            diesel::delete(rotation_hours::table.filter(rotation_hours::show_id.eq(show))).execute(connection).await?;
            let tracks: Vec<_> = (1_i32..)
                .zip(tracks)
                .map(|(position, (track, is_ident))| {
                    (
                        rotation_tracks::show_id.eq(show),
                        rotation_tracks::position.eq(position),
                        rotation_tracks::track_id.eq(*track),
                        rotation_tracks::is_ident.eq(*is_ident),
                    )
                })
                .collect();
            diesel::insert_into(rotation_tracks::table).values(tracks).execute(connection).await?;
            let hours: Vec<_> = hours
                .iter()
                .map(|span| {
                    (
                        rotation_hours::show_id.eq(show),
                        rotation_hours::weekday.eq(span.weekday),
                        rotation_hours::from_minute.eq(span.from_minute),
                        rotation_hours::until_minute.eq(span.until_minute),
                    )
                })
                .collect();
            diesel::insert_into(rotation_hours::table)
                .values(hours)
                .on_conflict_do_nothing()
                .execute(connection)
                .await?;
            changes::notify_show(connection, show).await
        })
        .await
}

/// Takes a show's rotation away.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, show: ShowId) -> QueryResult<()> {
    diesel::delete(rotations::table.find(show)).execute(connection).await?;
    changes::notify_show(connection, show).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_go_over_midnight_into_the_next_day_and_the_next_week() {
        let sunday_night = RotationHours { weekday: 6, from_minute: 22 * 60, until_minute: 26 * 60 };
        let monday_noon = RotationHours { weekday: 0, from_minute: 12 * 60, until_minute: 13 * 60 };
        let hours = [sunday_night, monday_noon];
        for (weekday, minute, plays) in [
            (6, 22 * 60 - 1, false),
            (6, 22 * 60, true),
            (6, 1439, true),
            (0, 0, true),
            (0, 119, true),
            (0, 120, false),
            (0, 12 * 60, true),
            (0, 13 * 60, false),
            (1, 0, false),
            (5, 23 * 60, false),
        ] {
            assert_eq!(plays_at(&hours, weekday, minute), plays, "day {weekday}, minute {minute}");
        }
        assert!(plays_at(&[], 3, 700), "no hours are all hours");
    }
}
