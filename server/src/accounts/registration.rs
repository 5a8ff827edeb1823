//! Who may sign up: what an admin chose, else what the settings say.

use model::Connection;
use model::instance::{self, Registration};

use crate::app::App;

/// Who may sign up now.
///
/// # Errors
/// When the database fails.
pub async fn mode(app: &App, connection: &mut Connection) -> diesel::QueryResult<Registration> {
    Ok(instance::registration(connection).await?.unwrap_or_else(|| default_mode(app)))
}

/// What the settings say.
#[must_use]
pub fn default_mode(app: &App) -> Registration {
    match app.settings.registration {
        config::Registration::Open => Registration::Open,
        config::Registration::Approval => Registration::Approval,
        config::Registration::Closed => Registration::Closed,
    }
}
