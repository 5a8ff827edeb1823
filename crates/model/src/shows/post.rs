//! The go-live post of a show: what it says while the show runs and after, and what others did with it.

use diesel::QueryResult;

use super::{Gate, Show, State};
use crate::posts::Subject;
use crate::reactions::{self, Counts};
use crate::{Connection, markdown, money};

/// How a post begins that was written here. What the artist has put into words of their own is left alone.
const BEGINNINGS: [&str; 3] = ["Live now: ", "Was live: ", "Cancelled: "];

/// What the post of a show says now, in Markdown. `address` is the show's page, whole; `can_replay` says whether the show can be
/// heard again there.
#[must_use]
pub fn post_text(show: &Show, address: &str, can_replay: bool) -> String {
    let title = markdown::escape(&show.title);
    match show.state() {
        State::Planned | State::OnAir => format!("Live now: {title} — listen: <{address}>{}", for_whom(show)),
        State::Over if can_replay => {
            format!("Was live: {title} — listen to the replay: <{address}>{}", for_whom(show))
        }
        State::Over => format!("Was live: {title} — it is over."),
        State::Cancelled => format!("Cancelled: {title}"),
    }
}

/// Whether a post still says what was written by [`post_text`].
#[must_use]
pub fn is_post_text(source: &str) -> bool {
    BEGINNINGS.iter().any(|beginning| source.starts_with(beginning))
}

/// Who may listen, where that is not everybody, as a paragraph of its own.
fn for_whom(show: &Show) -> String {
    match (show.gate, show.ticket_minor, show.ticket_currency.as_deref()) {
        (Gate::Open, ..) => String::new(),
        (Gate::Password, ..) => "\n\nFor those who know the password.".to_owned(),
        (Gate::Members, ..) => "\n\nFor members.".to_owned(),
        (Gate::Ticket, Some(minor), Some(currency)) => {
            format!("\n\nWith a ticket for {}.", money::shown(currency, minor))
        }
        (Gate::Ticket, ..) => "\n\nWith a ticket.".to_owned(),
    }
}

/// How many like and boosted a show's go-live post; nobody where there is none.
///
/// # Errors
/// When the database fails.
pub async fn reactions(connection: &mut Connection, show: &Show) -> QueryResult<Counts> {
    match show.post_id {
        Some(post) => reactions::count(connection, Subject::Post(post)).await,
        None => Ok(Counts::default()),
    }
}

#[cfg(test)]
mod tests;
