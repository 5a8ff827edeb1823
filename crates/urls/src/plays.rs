//! Addresses of plays: where players tell of them, what an artist reads of them, and a fan's own history.

use uuid::Uuid;

/// Where a player tells of a listen.
pub const PLAYS: &str = "/plays";
/// A fan's own history.
pub const HISTORY: &str = "/library/history";
/// Where it is paused, or goes on.
pub const HISTORY_PAUSE: &str = "/library/history/pause";
/// Where all of it is erased.
pub const HISTORY_DELETION: &str = "/library/history/deletion";
/// All of it, for a spreadsheet.
pub const HISTORY_CSV: &str = "/library/history.csv";
/// All of it, for a program.
pub const HISTORY_JSON: &str = "/library/history.json";
/// The account with a scrobbling server.
pub const SCROBBLING: &str = "/account/scrobbling";
/// Where it is disconnected.
pub const SCROBBLING_DELETION: &str = "/account/scrobbling/deletion";
/// Leads to the statistics of one's first artist.
pub const STATISTICS: &str = "/studio/statistics";

/// Where one entry of the history is erased.
#[must_use]
pub fn history_entry_deletion(entry: Uuid) -> String {
    format!("/library/history/{entry}/deletion")
}

/// An artist's statistics.
#[must_use]
pub fn statistics(handle: &str) -> String {
    format!("/studio/artists/{handle}/statistics")
}

/// The same as a file.
#[must_use]
pub fn statistics_csv(handle: &str) -> String {
    format!("/studio/artists/{handle}/statistics.csv")
}
