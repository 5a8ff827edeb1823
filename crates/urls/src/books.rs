//! Addresses of the books: an artist's money in the studio, the instance's for admins, and what everybody may read.

use uuid::Uuid;

/// What was earned, given out and cost, for everybody.
pub const BOOKS: &str = "/books";
/// The money of the account's first artist.
pub const STUDIO: &str = "/studio/money";
/// The books of the instance.
pub const ADMIN: &str = "/admin/money";
/// Holding the ledger against the purchases.
pub const CHECK: &str = "/admin/money/check";
/// The rates of tax.
pub const TAX_RATES: &str = "/admin/money/tax-rates";
/// What was sold where, with the tax in it.
pub const TAXES: &str = "/admin/money/taxes";
/// What running the instance cost.
pub const COSTS: &str = "/admin/money/costs";

/// What an artist earned.
#[must_use]
pub fn money(handle: &str) -> String {
    format!("/studio/artists/{handle}/money")
}

/// How an artist sells.
#[must_use]
pub fn settings(handle: &str) -> String {
    format!("/studio/artists/{handle}/money/settings")
}

/// An artist's account with the payment provider; who comes back from there comes here.
#[must_use]
pub fn account(handle: &str) -> String {
    format!("/studio/artists/{handle}/money/account")
}

/// What an artist shares, and what others share with it.
#[must_use]
pub fn splits(handle: &str) -> String {
    format!("/studio/artists/{handle}/money/splits")
}

/// Where a split is accepted or declined.
#[must_use]
pub fn split_answer(handle: &str, split: Uuid) -> String {
    format!("/studio/artists/{handle}/money/splits/{split}/answer")
}

/// Where a split is ended.
#[must_use]
pub fn split_end(handle: &str, split: Uuid) -> String {
    format!("/studio/artists/{handle}/money/splits/{split}/end")
}

/// Every sale of an artist's month, `2026-11`.
#[must_use]
pub fn statement(handle: &str, month: &str) -> String {
    format!("/studio/artists/{handle}/money/statements/{month}")
}

/// The same as a file for a spreadsheet.
#[must_use]
pub fn statement_csv(handle: &str, month: &str) -> String {
    format!("/studio/artists/{handle}/money/statements/{month}.csv")
}

/// What was sold where in a quarter, `2026-Q4`.
#[must_use]
pub fn taxes(quarter: &str) -> String {
    format!("{TAXES}?quarter={quarter}")
}

/// The same as a file for a spreadsheet.
#[must_use]
pub fn taxes_csv(quarter: &str) -> String {
    format!("{TAXES}.csv?quarter={quarter}")
}

/// The end of a cost.
#[must_use]
pub fn cost_deletion(cost: Uuid) -> String {
    format!("{COSTS}/{cost}/deletion")
}
