//! What a domain loses when it is suspended.

use diesel::QueryResult;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::{NewDomainBlock, Severity};
use crate::{Connection, deliveries, fixed};

/// What was cut off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Severed {
    /// Deliveries that waited and are given up.
    pub deliveries: usize,
    /// Follows, in either direction, that ended.
    pub follows: usize,
}

impl std::ops::AddAssign for Severed {
    fn add_assign(&mut self, other: Self) {
        self.deliveries += other.deliveries;
        self.follows += other.follows;
    }
}

/// Sets a block and lets it take effect; see [`sever`].
///
/// # Errors
/// When the database fails.
pub async fn impose(connection: &mut Connection, new: &NewDomainBlock) -> QueryResult<Severed> {
    connection
        .transaction(async |connection| {
            super::put(connection, new).await?;
            if new.severity == Severity::Suspend {
                sever(connection, &new.domain).await
            } else {
                Ok(Severed::default())
            }
        })
        .await
}

/// Sets many blocks, as [`super::csv::read`] gives them, and lets each take effect; all of them or none.
///
/// # Errors
/// When the database fails.
pub async fn impose_all(connection: &mut Connection, blocks: &[NewDomainBlock]) -> QueryResult<Severed> {
    connection
        .transaction(async |connection| {
            super::import(connection, blocks).await?;
            let mut severed = Severed::default();
            for block in blocks.iter().filter(|block| block.severity == Severity::Suspend) {
                severed += sever(connection, &block.domain).await?;
            }
            Ok(severed)
        })
        .await
}

/// Cuts off a domain that is suspended by now: what waits for it and everything below it is given up, and follows of and by its
/// actors end. A domain below it that has a gentler block of its own keeps its follows. To be called inside a transaction.
///
/// # Errors
/// When the database fails.
pub async fn sever(connection: &mut Connection, domain: &str) -> QueryResult<Severed> {
    let deliveries = deliveries::shun(connection, domain).await?;
    let follows = fixed::query(
        "DELETE FROM follows USING actors
         WHERE actors.id IN (follows.follower_id, follows.followed_id)
           AND actors.host IS NOT NULL AND $1 = ANY (domains_over(actors.host)) AND severity_over(actors.host) = 'suspend'",
    )
    .bind::<Text, _>(domain)
    .execute(connection)
    .await?;
    Ok(Severed { deliveries, follows })
}
