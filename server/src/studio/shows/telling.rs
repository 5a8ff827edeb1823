//! Telling the worker of a show something, and what to say of its answer.

use live::link::{Answer, Ask};
use model::ids::ShowId;

use crate::app::App;
use crate::live::tell;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It is done.
    Done,
    /// No worker owns the show: there is nothing to do it to.
    Nothing,
    /// It was not done; a sentence that says why.
    Refused(String),
}

/// Tells it. No worker at all is like none that owns the show where there is nothing to lose by it, so the two are told apart.
pub async fn told(app: &App, show: ShowId, ask: Ask) -> Told {
    match tell(app, show, ask).await {
        Ok(answer) => said(answer),
        Err(error) => {
            tracing::warn!(%show, %error, "a show could not be told something");
            Told::Refused(format!("It was not done: {error}."))
        }
    }
}

/// What an answer means.
#[must_use]
pub fn said(answer: Answer) -> Told {
    match answer {
        Answer::Done => Told::Done,
        Answer::Nothing => Told::Nothing,
        Answer::Busy => Told::Refused(
            "Another source feeds the show. Let it go first, or allow takeovers in the details of the show.".to_owned(),
        ),
        Answer::Elsewhere { .. } => {
            Told::Refused("Another worker took the show over just now. Try again in a moment.".to_owned())
        }
        Answer::Refused { reason } => Told::Refused(reason),
    }
}
