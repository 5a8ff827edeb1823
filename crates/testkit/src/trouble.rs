//! Trouble with databases: [`Line`] breaks where a test says, [`OwnPostgres`] is a server that a test may crash.

mod line;
mod own_postgres;

pub use line::{Line, Lost};
pub use own_postgres::OwnPostgres;

/// Whether the long sets are wanted, as `bin/test --all` does.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "no setting of the product: it says how long tests may take")]
pub fn is_long() -> bool {
    std::env::var_os("TONEWOOD_LONG").is_some()
}
