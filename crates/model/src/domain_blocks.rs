//! Domain blocks: what an admin decided about other servers. A block holds for the domain and everything below it; of several the
//! nearest counts. Where only allowed servers are spoken with, see [`allows`], all others are refused as if they were suspended.

pub mod allows;
pub mod csv;
mod domain;
pub mod effects;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::sql_types::{Array, Bool, Text};
use diesel::upsert::excluded;
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

pub use domain::normal;

use crate::schema::domain_blocks;
use crate::{Connection, fixed};

diesel::define_sql_function! {
    /// Whether nothing may come from a host or go to it.
    fn host_is_refused(host: Text) -> Bool
}

crate::sql_types::words! {
    /// How a block is meant.
    Severity {
        /// Nothing but what else it says: media or reports are refused.
        Noop = "noop",
        /// Only those who follow somebody there see what they do.
        Silence = "silence",
        /// Nothing is taken from there and nothing sent.
        Suspend = "suspend",
    }
}

/// A block as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = domain_blocks, check_for_backend(diesel::pg::Pg))]
pub struct DomainBlock {
    /// The domain in lower case and in ASCII (punycode), with a port where only that is meant.
    pub domain: String,
    /// How it is meant.
    pub severity: Severity,
    /// Pictures and sound from there are neither fetched nor shown.
    pub reject_media: bool,
    /// Reports from there are not taken.
    pub reject_reports: bool,
    /// What anybody may read about it.
    pub public_comment: String,
    /// What admins may read about it.
    pub private_comment: String,
    /// The public does not read the whole name.
    pub obfuscate: bool,
    /// When it was decided.
    pub created_at: DateTime<Utc>,
}

impl DomainBlock {
    /// The domain as the public reads it: with stars in the middle, where the admin wants that.
    #[must_use]
    pub fn public_domain(&self) -> String {
        if self.obfuscate { domain::starred(&self.domain) } else { self.domain.clone() }
    }
}

/// A block to set.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = domain_blocks)]
pub struct NewDomainBlock {
    /// The domain, as [`normal`] gives it.
    pub domain: String,
    /// How it is meant.
    pub severity: Severity,
    /// Whether pictures and sound are refused.
    pub reject_media: bool,
    /// Whether reports are refused.
    pub reject_reports: bool,
    /// For anybody to read.
    pub public_comment: String,
    /// For admins to read.
    pub private_comment: String,
    /// Whether the public does not read the whole name.
    pub obfuscate: bool,
}

/// The block that holds for a host, with or without a port: the nearest of its own and those of the domains above it.
///
/// # Errors
/// When the database fails.
pub async fn of(connection: &mut Connection, host: &str) -> QueryResult<Option<DomainBlock>> {
    let host = domain::of_host(host);
    domain_blocks::table
        .filter(sql::<Bool>("domain = ANY (domains_over(").bind::<Text, _>(host).sql("))"))
        .order(fixed::sql::<diesel::sql_types::Integer>("length(domain)").desc())
        .select(DomainBlock::as_select())
        .first(connection)
        .await
        .optional()
}

/// Whether anything may come from a host and go to it: it is not suspended, and allowed where only those are spoken with.
///
/// # Errors
/// When the database fails.
pub async fn allowed(connection: &mut Connection, host: &str) -> QueryResult<bool> {
    let host = domain::of_host(host);
    let refused: bool = diesel::select(host_is_refused(host)).get_result(connection).await?;
    Ok(!refused)
}

/// Which of these hosts nothing may come from or go to.
///
/// # Errors
/// When the database fails.
pub async fn refused(connection: &mut Connection, hosts: &[&str]) -> QueryResult<Vec<String>> {
    #[derive(diesel::QueryableByName)]
    struct Host {
        #[diesel(sql_type = Text)]
        host: String,
    }
    let hosts: Vec<Host> = fixed::query("SELECT host FROM unnest($1) AS host WHERE host_is_refused(host)")
        .bind::<Array<Text>, _>(hosts)
        .load(connection)
        .await?;
    Ok(hosts.into_iter().map(|host| host.host).collect())
}

/// All blocks, by domain.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection) -> QueryResult<Vec<DomainBlock>> {
    domain_blocks::table.order(domain_blocks::domain.asc()).select(DomainBlock::as_select()).load(connection).await
}

/// Sets a block; one of the same domain is replaced.
///
/// # Errors
/// When the database fails.
pub async fn put(connection: &mut Connection, new: &NewDomainBlock) -> QueryResult<()> {
    diesel::insert_into(domain_blocks::table)
        .values(new)
        .on_conflict(domain_blocks::domain)
        .do_update()
        .set((
            domain_blocks::severity.eq(excluded(domain_blocks::severity)),
            domain_blocks::reject_media.eq(excluded(domain_blocks::reject_media)),
            domain_blocks::reject_reports.eq(excluded(domain_blocks::reject_reports)),
            domain_blocks::public_comment.eq(excluded(domain_blocks::public_comment)),
            domain_blocks::private_comment.eq(excluded(domain_blocks::private_comment)),
            domain_blocks::obfuscate.eq(excluded(domain_blocks::obfuscate)),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a block away; false when there was none of exactly this domain.
///
/// # Errors
/// When the database fails.
pub async fn remove(connection: &mut Connection, domain: &str) -> QueryResult<bool> {
    Ok(diesel::delete(domain_blocks::table.find(domain)).execute(connection).await? > 0)
}

/// Sets many blocks, as [`csv::read`] gives them; says how many. What admins wrote about a domain for themselves stays. To be called
/// inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn import(connection: &mut Connection, blocks: &[NewDomainBlock]) -> QueryResult<usize> {
    for block in blocks {
        let noted: Option<String> = domain_blocks::table
            .find(&block.domain)
            .select(domain_blocks::private_comment)
            .first(connection)
            .await
            .optional()?;
        let private_comment = noted.unwrap_or_else(|| block.private_comment.clone());
        put(connection, &NewDomainBlock { private_comment, ..block.clone() }).await?;
    }
    Ok(blocks.len())
}
