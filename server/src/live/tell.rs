//! What the studio tells the worker of a show.

use live::link::{Answer, Ask, LinkError};
use model::ids::ShowId;

use crate::app::App;

/// Tells the worker of a show something that is done at once: a mark, what plays, a sound card, an end.
///
/// [`Answer::Nothing`] means that no worker owns the show, so there is nothing to end and nothing to mark.
///
/// # Errors
/// When no worker answers; the sentence says what to do.
pub async fn tell(app: &App, show: ShowId, ask: Ask) -> Result<Answer, LinkError> {
    let (answer, _) = app.edge.ask(show, ask).await?;
    Ok(answer)
}
