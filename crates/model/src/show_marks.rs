//! Marks: where something begins in a show, in milliseconds of recorded time, gaps left out.

pub mod audacity;
pub mod cue;
mod listed;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

pub use listed::{ListError, Listed};

use crate::ids::{ShowId, ShowMarkId, TrackId};
use crate::schema::show_marks;
use crate::{Connection, changes};

crate::sql_types::words! {
    /// Who set a mark.
    MarkOrigin {
        /// The source said what plays.
        Source = "source",
        /// The artist.
        Artist = "artist",
        /// The automated DJ.
        Rotation = "rotation",
        /// A file of marks.
        Import = "import",
    }
}

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = show_marks, check_for_backend(diesel::pg::Pg))]
pub struct ShowMark {
    /// Its id.
    pub id: ShowMarkId,
    /// Of which show.
    pub show_id: ShowId,
    /// Where it is, in milliseconds of recorded time.
    pub at_ms: i64,
    /// What begins there.
    pub title: String,
    /// Whose it is; may be empty.
    pub artist_name: String,
    /// Who set it.
    pub origin: MarkOrigin,
    /// The track, where it is one from here.
    pub track_id: Option<TrackId>,
}

/// A mark to be set.
#[derive(Debug, Clone)]
pub struct NewShowMark {
    /// Where it is, in milliseconds of recorded time.
    pub at_ms: i64,
    /// What begins there.
    pub title: String,
    /// Whose it is; may be empty.
    pub artist_name: String,
    /// Who sets it.
    pub origin: MarkOrigin,
    /// The track, where it is one from here.
    pub track: Option<TrackId>,
}

/// Sets a mark.
///
/// # Errors
/// When the database fails.
pub async fn add(connection: &mut Connection, show: ShowId, new: &NewShowMark) -> QueryResult<ShowMark> {
    let mark = insert(connection, show, new).await?;
    changes::notify_show(connection, show).await?;
    Ok(mark)
}

async fn insert(connection: &mut Connection, show: ShowId, new: &NewShowMark) -> QueryResult<ShowMark> {
    diesel::insert_into(show_marks::table)
        .values((
            show_marks::id.eq(ShowMarkId::new()),
            show_marks::show_id.eq(show),
            show_marks::at_ms.eq(new.at_ms.max(0)),
            show_marks::title.eq(line(&new.title)),
            show_marks::artist_name.eq(line(&new.artist_name)),
            show_marks::origin.eq(new.origin),
            show_marks::track_id.eq(new.track),
        ))
        .returning(ShowMark::as_returning())
        .get_result(connection)
        .await
}

fn line(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(300).collect()
}

/// The marks of a show in order.
///
/// # Errors
/// When the database fails.
pub async fn of_show(connection: &mut Connection, show: ShowId) -> QueryResult<Vec<ShowMark>> {
    show_marks::table
        .filter(show_marks::show_id.eq(show))
        .order((show_marks::at_ms.asc(), show_marks::id.asc()))
        .select(ShowMark::as_select())
        .load(connection)
        .await
}

/// The mark with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ShowMarkId) -> QueryResult<Option<ShowMark>> {
    show_marks::table.find(id).select(ShowMark::as_select()).first(connection).await.optional()
}

/// Moves a mark.
///
/// # Errors
/// When the database fails.
pub async fn move_to(connection: &mut Connection, id: ShowMarkId, at_ms: i64) -> QueryResult<()> {
    let shows = diesel::update(show_marks::table.find(id))
        .set(show_marks::at_ms.eq(at_ms.max(0)))
        .returning(show_marks::show_id)
        .get_results(connection)
        .await?;
    tell(connection, shows).await
}

/// Says anew what begins at a mark.
///
/// # Errors
/// When the database fails.
pub async fn rename(connection: &mut Connection, id: ShowMarkId, title: &str, artist_name: &str) -> QueryResult<()> {
    let shows = diesel::update(show_marks::table.find(id))
        .set((show_marks::title.eq(line(title)), show_marks::artist_name.eq(line(artist_name))))
        .returning(show_marks::show_id)
        .get_results(connection)
        .await?;
    tell(connection, shows).await
}

/// Removes a mark.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, id: ShowMarkId) -> QueryResult<()> {
    let shows =
        diesel::delete(show_marks::table.find(id)).returning(show_marks::show_id).get_results(connection).await?;
    tell(connection, shows).await
}

/// Puts these marks in the place of all that a show has.
///
/// # Errors
/// When the database fails.
pub async fn replace_all(connection: &mut Connection, show: ShowId, marks: &[NewShowMark]) -> QueryResult<()> {
    connection
        .transaction(async |connection| {
            diesel::delete(show_marks::table.filter(show_marks::show_id.eq(show))).execute(connection).await?;
            for mark in marks {
                insert(connection, show, mark).await?;
            }
            changes::notify_show(connection, show).await
        })
        .await
}

async fn tell(connection: &mut Connection, shows: Vec<ShowId>) -> QueryResult<()> {
    for show in shows {
        changes::notify_show(connection, show).await?;
    }
    Ok(())
}
