//! How a show stands, as its page says it.

use model::Connection;
use model::show_runs;
use model::shows::{Show, State};

/// How a show stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It has not begun.
    Planned,
    /// Somebody, or a rotation, feeds it.
    OnAir,
    /// It has begun, and its source is away.
    Waiting,
    /// It has ended.
    Over,
    /// It will not be.
    Cancelled,
}

impl Stage {
    /// Of a show; whether its source is away is asked of its runs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &mut Connection, show: &Show) -> diesel::QueryResult<Self> {
        Ok(match show.state() {
            State::Planned => Self::Planned,
            State::Over => Self::Over,
            State::Cancelled => Self::Cancelled,
            State::OnAir => {
                let runs = show_runs::of_show(db, show.id).await?;
                if runs.iter().any(|run| run.ended_at.is_none()) { Self::OnAir } else { Self::Waiting }
            }
        })
    }

    /// The word that scripts and styles know it by.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::OnAir => "on_air",
            Self::Waiting => "waiting",
            Self::Over => "over",
            Self::Cancelled => "cancelled",
        }
    }

    /// The line above the title.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Planned => "Live soon",
            Self::OnAir => "On air now",
            Self::Waiting => "On air",
            Self::Over => "The show is over",
            Self::Cancelled => "Cancelled",
        }
    }

    /// Whether it has begun and not ended.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::OnAir | Self::Waiting)
    }
}
