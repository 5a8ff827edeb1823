//! Activities: what local actors said, as it is sent and as their outboxes show it.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::Bool;
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{ActivityId, ActorId};
use crate::schema::{activities, actors, deliveries};

/// An activity as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = activities, check_for_backend(diesel::pg::Pg))]
pub struct Activity {
    /// Its id; later ones are greater.
    pub id: ActivityId,
    /// Who said it.
    pub actor_id: ActorId,
    /// Its type: `Create`, `Follow`, …
    pub kind: String,
    /// The id of what it is about; activities about one object are sent to one inbox in order.
    pub object: String,
    /// The event it tells of, where one is told only once.
    pub event: Option<String>,
    /// The whole JSON that is sent.
    pub body: serde_json::Value,
    /// Whether it stands in the outbox.
    pub is_public: bool,
    /// When it was said.
    pub created_at: DateTime<Utc>,
}

/// An activity that is about to be said; the fields are those of [`Activity`]. Its id is made before, for it stands in the body.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = activities)]
#[expect(missing_docs, reason = "the fields are those of the activity")]
pub struct NewActivity<'a> {
    pub id: ActivityId,
    #[diesel(column_name = actor_id)]
    pub actor: ActorId,
    pub kind: &'a str,
    pub object: &'a str,
    pub event: Option<&'a str>,
    pub body: serde_json::Value,
    pub is_public: bool,
}

/// Keeps an activity; `None` when its event was told before, and then nothing is to be sent.
///
/// # Errors
/// When the database fails.
pub async fn keep(connection: &mut Connection, new: NewActivity<'_>) -> QueryResult<Option<ActivityId>> {
    diesel::insert_into(activities::table)
        .values(new)
        .on_conflict(activities::event)
        .do_nothing()
        .returning(activities::id)
        .get_result(connection)
        .await
        .optional()
}

/// The activity with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ActivityId) -> QueryResult<Option<Activity>> {
    activities::table.find(id).select(Activity::as_select()).first(connection).await.optional()
}

/// The activity that told of an event.
///
/// # Errors
/// When the database fails.
pub async fn of_event(connection: &mut Connection, event: &str) -> QueryResult<Option<Activity>> {
    activities::table
        .filter(activities::event.eq(event))
        .select(Activity::as_select())
        .first(connection)
        .await
        .optional()
}

/// The latest activity about an object.
///
/// # Errors
/// When the database fails.
pub async fn about(connection: &mut Connection, object: &str) -> QueryResult<Option<Activity>> {
    activities::table
        .filter(activities::object.eq(object))
        .order(activities::id.desc())
        .select(Activity::as_select())
        .first(connection)
        .await
        .optional()
}

/// Whether the last that was said of an object is that it is deleted.
///
/// # Errors
/// When the database fails.
pub async fn was_deleted(connection: &mut Connection, object: &str) -> QueryResult<bool> {
    Ok(about(connection, object).await?.is_some_and(|activity| activity.kind == "Delete"))
}

/// Whether it was not taken back: what was deleted is not to be read in what was said of it before.
fn stands() -> SqlLiteral<Bool> {
    sql("NOT EXISTS (
        SELECT FROM activities AS later
        WHERE later.object = activities.object AND later.id > activities.id AND later.kind IN ('Delete', 'Undo'))")
}

/// What somebody who is still there said in public and did not take back, by its id.
///
/// # Errors
/// When the database fails.
pub async fn public(connection: &mut Connection, id: ActivityId) -> QueryResult<Option<Activity>> {
    activities::table
        .inner_join(actors::table)
        .filter(activities::id.eq(id))
        .filter(activities::is_public.eq(true))
        .filter(crate::actors::is_public())
        .filter(stands())
        .select(Activity::as_select())
        .first(connection)
        .await
        .optional()
}

/// What an actor said in public and did not take back, newest first, at most `limit` from behind `before`.
///
/// # Errors
/// When the database fails.
pub async fn outbox(
    connection: &mut Connection,
    actor: ActorId,
    before: Option<ActivityId>,
    limit: i64,
) -> QueryResult<Vec<Activity>> {
    activities::table
        .filter(activities::actor_id.eq(actor))
        .filter(activities::is_public.eq(true))
        .filter(stands())
        .filter(activities::id.lt(before.unwrap_or(ActivityId(uuid::Uuid::max()))))
        .order(activities::id.desc())
        .limit(limit)
        .select(Activity::as_select())
        .load(connection)
        .await
}

/// How much an actor said in public and did not take back.
///
/// # Errors
/// When the database fails.
pub async fn count_public(connection: &mut Connection, actor: ActorId) -> QueryResult<i64> {
    activities::table
        .filter(activities::actor_id.eq(actor))
        .filter(activities::is_public.eq(true))
        .filter(stands())
        .count()
        .get_result(connection)
        .await
}

/// Removes what was said before `older_than`, stands in no outbox, tells of no event and is on its way to nobody; says how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(connection: &mut Connection, older_than: DateTime<Utc>) -> QueryResult<usize> {
    let sent = deliveries::table.filter(deliveries::activity_id.eq(activities::id)).select(deliveries::id);
    let forgotten = activities::table
        .filter(activities::is_public.eq(false))
        .filter(activities::event.is_null())
        .filter(activities::created_at.lt(older_than))
        .filter(diesel::dsl::not(diesel::dsl::exists(sent)));
    diesel::delete(forgotten).execute(connection).await
}
