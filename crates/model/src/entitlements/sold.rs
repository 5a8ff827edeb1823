//! What was sold stays: it can be unpublished, and whoever bought it goes on having it.

use diesel::dsl::exists;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::ReleaseId;
use crate::schema::{entitlements, purchases};

/// Why a release, or a track or file of it, cannot be deleted any more.
pub const STAYS: &str = "Somebody bought this release or got it with a code, so it has to stay for them: it cannot be deleted. \
    Unpublish it instead; then nobody else finds it, and those who have it keep their downloads.";

/// Whether somebody bought, or is buying, anything of a release, or got it with a code.
///
/// # Errors
/// When the database fails.
pub async fn is_sold(connection: &mut Connection, release: ReleaseId) -> QueryResult<bool> {
    let held = exists(entitlements::table.filter(entitlements::release_id.eq(release)));
    let bought = exists(purchases::table.filter(purchases::release_id.eq(release)));
    diesel::select(held.or(bought)).get_result(connection).await
}
