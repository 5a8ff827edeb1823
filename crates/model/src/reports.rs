//! Reports: what somebody, here or elsewhere, asks the admins to look at.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::actors::{self, Actor};
use crate::ids::{AccountId, ActorId, PostId, ReleaseId, ReportId};
use crate::posts::{self, Post};
use crate::releases::Release;
use crate::schema::{releases, reports};

/// The most characters of a reason that are kept.
const MOST_CHARS: usize = 5_000;
/// The most unknown addresses that are kept.
const MOST_OBJECTS: usize = 50;

/// A report as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg))]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// Who reports; for one from another server, the actor that its server speaks with.
    pub reporter_id: Option<ActorId>,
    /// Who is reported.
    pub target_id: Option<ActorId>,
    /// For which post.
    pub post_id: Option<PostId>,
    /// For which release.
    pub release_id: Option<ReleaseId>,
    /// The id of the activity, where it came from elsewhere.
    pub uri: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// Addresses that were named and are nothing we know.
    pub objects: Vec<String>,
    /// When an admin was done with it.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Who that was.
    pub resolved_by: Option<AccountId>,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// What is reported.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewReport<'a> {
    /// Who reports.
    pub reporter: Option<ActorId>,
    /// Who is reported.
    pub target: Option<ActorId>,
    /// For which post.
    pub post: Option<PostId>,
    /// For which release.
    pub release: Option<ReleaseId>,
    /// The id of the activity, where it came from elsewhere.
    pub uri: Option<&'a str>,
    /// Why, as plain text.
    pub reason: &'a str,
    /// Addresses that are nothing we know.
    pub objects: &'a [String],
}

/// A report with what it is about.
#[derive(Debug, Clone)]
pub struct OpenReport {
    /// The report.
    pub report: Report,
    /// Who reports.
    pub reporter: Option<Actor>,
    /// Who is reported.
    pub target: Option<Actor>,
    /// For which post.
    pub post: Option<Post>,
    /// For which release.
    pub release: Option<Release>,
}

/// Keeps a report; none when the activity was taken before.
///
/// # Errors
/// When the database fails.
pub async fn create(connection: &mut Connection, new: &NewReport<'_>) -> QueryResult<Option<ReportId>> {
    let reason: String = new.reason.trim().replace('\0', "").chars().take(MOST_CHARS).collect();
    let objects: Vec<&String> = new.objects.iter().take(MOST_OBJECTS).collect();
    diesel::insert_into(reports::table)
        .values((
            reports::id.eq(ReportId::new()),
            reports::reporter_id.eq(new.reporter),
            reports::target_id.eq(new.target),
            reports::post_id.eq(new.post),
            reports::release_id.eq(new.release),
            reports::uri.eq(new.uri),
            reports::reason.eq(reason),
            reports::objects.eq(objects),
        ))
        .on_conflict_do_nothing()
        .returning(reports::id)
        .get_result(connection)
        .await
        .optional()
}

/// The report with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ReportId) -> QueryResult<Option<Report>> {
    reports::table.find(id).select(Report::as_select()).first(connection).await.optional()
}

/// Reports nobody has looked at, oldest first, with what they are about.
///
/// # Errors
/// When the database fails.
pub async fn open(connection: &mut Connection, limit: i64) -> QueryResult<Vec<OpenReport>> {
    let open: Vec<Report> = reports::table
        .filter(reports::resolved_at.is_null())
        .order(reports::id.asc())
        .limit(limit)
        .select(Report::as_select())
        .load(connection)
        .await?;
    let people: Vec<ActorId> =
        open.iter().flat_map(|report| [report.reporter_id, report.target_id]).flatten().collect();
    let people = actors::many(connection, &people).await?;
    let about: Vec<PostId> = open.iter().filter_map(|report| report.post_id).collect();
    let about = posts::many(connection, &about).await?;
    let named = releases_of(connection, &open).await?;
    let with = |report: Report| OpenReport {
        reporter: report.reporter_id.and_then(|id| people.get(&id).cloned()),
        target: report.target_id.and_then(|id| people.get(&id).cloned()),
        post: report.post_id.and_then(|id| about.get(&id).cloned()),
        release: report.release_id.and_then(|id| named.get(&id).cloned()),
        report,
    };
    Ok(open.into_iter().map(with).collect())
}

async fn releases_of(connection: &mut Connection, open: &[Report]) -> QueryResult<HashMap<ReleaseId, Release>> {
    let ids: Vec<ReleaseId> = open.iter().filter_map(|report| report.release_id).collect();
    let found: Vec<Release> =
        releases::table.filter(releases::id.eq_any(ids)).select(Release::as_select()).load(connection).await?;
    Ok(found.into_iter().map(|release| (release.id, release)).collect())
}

/// An admin is done with a report; false when somebody was before.
///
/// # Errors
/// When the database fails.
pub async fn resolve(connection: &mut Connection, id: ReportId, by: AccountId) -> QueryResult<bool> {
    let resolved = diesel::update(reports::table.find(id).filter(reports::resolved_at.is_null()))
        .set((reports::resolved_at.eq(Some(Utc::now())), reports::resolved_by.eq(Some(by))))
        .execute(connection)
        .await?;
    Ok(resolved > 0)
}

/// How many reports nobody has looked at.
///
/// # Errors
/// When the database fails.
pub async fn count_open(connection: &mut Connection) -> QueryResult<i64> {
    reports::table.filter(reports::resolved_at.is_null()).count().get_result(connection).await
}
