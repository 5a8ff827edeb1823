//! The instance in numbers, for NodeInfo.

use diesel::QueryResult;
use model::{Connection, federated};

/// What the instance says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceFacts {
    /// What people call it.
    pub name: String,
    /// The version of the software.
    pub version: String,
    /// Who may make an account.
    pub registrations: Registrations,
    /// Artists and fans.
    pub users: i64,
    /// Published releases and posts.
    pub posts: i64,
    /// Comments written here.
    pub comments: i64,
}

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registrations {
    /// Anybody, or anybody whom an admin approves.
    Open,
    /// Nobody.
    Closed,
}

/// What the instance says of itself: its name, version and who may join are the caller's to know.
///
/// # Errors
/// When the database fails.
pub async fn instance(
    connection: &mut Connection,
    name: &str,
    version: &str,
    registrations: Registrations,
) -> QueryResult<InstanceFacts> {
    let usage = federated::usage(connection).await?;
    Ok(InstanceFacts {
        name: name.to_owned(),
        version: version.to_owned(),
        registrations,
        users: usage.users,
        posts: usage.posts,
        comments: usage.comments,
    })
}
