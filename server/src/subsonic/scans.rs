//! Scans: files are taken in as artists upload them, so there is nothing to scan.

use model::catalogue::{self as rows, Wanted};
use serde_json::json;

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::refused::Refused;

/// `getScanStatus` and `startScan`: how many songs there are, and that nothing is scanned.
///
/// # Errors
/// When the database fails.
pub async fn show(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let count = rows::count_tracks(&mut db, &scope, &Wanted::default()).await?;
    Answer::of("scanStatus", &json!({ "scanning": false, "count": count }))
}
