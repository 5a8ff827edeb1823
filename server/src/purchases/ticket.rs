//! A ticket that is paid, on the page of its purchase.

use chrono::{DateTime, Utc};
use model::purchases::Purchase;
use model::shows::{self, State};
use model::{Connection, tickets};

use crate::error::PageError;

/// What it lets its buyer into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketBox {
    /// Lets whoever follows it into the show; empty while the money is on its way back.
    pub listen: String,
    /// Whether there is something to be heard now.
    pub is_now: bool,
    /// When the show begins, while that is to come.
    pub starts: Option<DateTime<Utc>>,
}

impl TicketBox {
    /// Of a purchase, whose key is `key`.
    ///
    /// # Errors
    /// 404 for what is no ticket.
    pub async fn of(db: &mut Connection, purchase: &Purchase, key: &str) -> Result<Self, PageError> {
        let id = tickets::show_of(db, purchase.id).await?.ok_or_else(PageError::not_found)?;
        let show = shows::find(db, id).await?.ok_or_else(PageError::not_found)?;
        let state = show.state();
        Ok(Self {
            listen: match state {
                State::Cancelled => String::new(),
                _ => urls::live::with_ticket(&show.slug, purchase.id.0, key),
            },
            is_now: matches!(state, State::OnAir | State::Over),
            starts: show.starts_at.filter(|_| state == State::Planned),
        })
    }
}
