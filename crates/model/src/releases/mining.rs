//! Text and data mining: what machines may take to learn from. Nothing more is asked of an artist than what is declared of a
//! release anyway: the licence, and whether the music was made by people.
//!
//! A licence that lets everybody change the music and sell what comes of it (CC0, CC BY, CC BY-SA) lets machines too. What was
//! wholly generated has no author whose right could be reserved. Everything else is reserved.

use diesel::dsl::not;
use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{AiDeclaration, Release};
use crate::Connection;
use crate::ids::ReleaseId;
use crate::schema::{artists, releases};

/// The licences that let everybody do everything, under their conditions.
const OPEN: [&str; 3] = ["cc0", "cc-by", "cc-by-sa"];

/// Whether mining a release is reserved.
#[must_use]
pub fn is_reserved(release: &Release) -> bool {
    is_reserved_by(&release.licence, &release.ai_declaration)
}

fn is_reserved_by(licence: &str, declaration: &str) -> bool {
    !OPEN.contains(&licence) && declaration != AiDeclaration::Wholly.word()
}

/// Whether mining the release with this id is reserved; one that is not there is.
///
/// # Errors
/// When the database fails.
pub async fn reserves(connection: &mut Connection, release: ReleaseId) -> QueryResult<bool> {
    let declared: Option<(String, String)> = releases::table
        .find(release)
        .select((releases::licence, releases::ai_declaration))
        .first(connection)
        .await
        .optional()?;
    Ok(declared.is_none_or(|(licence, declaration)| is_reserved_by(&licence, &declaration)))
}

/// The public releases of which mining is not reserved, the newest first: handle and slug.
///
/// # Errors
/// When the database fails.
pub async fn open(connection: &mut Connection, limit: i64) -> QueryResult<Vec<(String, String)>> {
    let is_open = releases::licence.eq_any(OPEN).or(releases::ai_declaration.eq(AiDeclaration::Wholly.word()));
    releases::table
        .inner_join(artists::table)
        .filter(releases::published_at.is_not_null().and(not(releases::members_only)))
        .filter(artists::suspended_at.is_null())
        .filter(is_open)
        .order((releases::published_at.desc(), releases::id.desc()))
        .select((artists::handle, releases::slug))
        .limit(limit)
        .load(connection)
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_declared_decides() {
        assert!(is_reserved_by("all-rights-reserved", "none"));
        assert!(is_reserved_by("cc-by-nc", "partly"), "to sell it is not free");
        assert!(is_reserved_by("cc-by-nd", ""), "to change it is not free");
        assert!(!is_reserved_by("cc-by", "none"));
        assert!(!is_reserved_by("all-rights-reserved", "wholly"));
    }
}
