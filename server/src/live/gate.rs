//! Who may have the streams of a show: asked of the model at every playlist and at every mount, remembered for two seconds because
//! players ask three times a second. While the database is away, what was answered last counts: who listens goes on listening.

use std::time::Duration;

use chrono::Utc;
use model::ids::ShowId;
use model::show_access::{self, Pass};
use model::shows::Show;
use tokio::time::Instant;

use super::signed;
use crate::app::App;

/// What is said to whoever listens with a pass that others listen with.
pub const TOO_MANY: &str =
    "As many listen with this ticket, membership or password as may. Stop one of them, and try again in half a minute.";
/// How long an answer is believed.
const BELIEVED: Duration = Duration::from_secs(2);
/// How long it is remembered for when the database is away.
const KEPT: Duration = Duration::from_secs(600);

/// Remembers which passes let in, and when that was asked.
pub struct Answers(moka::future::Cache<(ShowId, String), (Instant, bool)>);

impl Answers {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self(moka::future::Cache::builder().max_capacity(100_000).time_to_live(KEPT).build())
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self::new()
    }
}

/// How somebody came in.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The signed word, where there is one.
    pub word: Option<String>,
    pass: Pass,
}

impl Entry {
    /// What listens at once are counted by, and how many there may be; `None` where they are not limited.
    #[must_use]
    pub fn limit(&self, show: &Show) -> Option<(Vec<u8>, i32)> {
        self.pass.hash().map(|hash| (hash, show.sessions_at_once))
    }
}

/// Lets somebody in by a signed word, or by none; `None` for a word that is forged, over, or lets nobody in any more.
///
/// # Errors
/// When the database fails.
pub async fn admit(app: &App, show: &Show, word: Option<&str>) -> anyhow::Result<Option<Entry>> {
    let Some(entry) = read(app, show, word) else { return Ok(None) };
    let key = (show.id, entry.pass.word());
    let known = app.edge.answers.0.get(&key).await;
    if let Some((asked, holds)) = known
        && asked.elapsed() < BELIEVED
    {
        return Ok(holds.then_some(entry));
    }
    if let Some((_, before)) = known {
        // One asks for all: meanwhile the others take what was known.
        app.edge.answers.0.insert(key.clone(), (Instant::now(), before)).await;
    }
    let holds = match (holds(app, show, &entry.pass).await, known) {
        (Ok(holds), _) => holds,
        (Err(error), Some((_, before))) => {
            tracing::warn!(%error, show = %show.id, "a pass could not be looked up: what was known of it counts");
            return Ok(before.then_some(entry));
        }
        (Err(error), None) => return Err(error),
    };
    app.edge.answers.0.insert(key, (Instant::now(), holds)).await;
    Ok(holds.then_some(entry))
}

async fn holds(app: &App, show: &Show, pass: &Pass) -> anyhow::Result<bool> {
    Ok(show_access::holds(&mut *app.pool.get().await?, show, pass).await?)
}

/// What a signed word says, without asking whether it still counts: for the segments of a playlist that was asked for.
#[must_use]
pub fn read(app: &App, show: &Show, word: Option<&str>) -> Option<Entry> {
    let pass = match word {
        Some(word) => signed::read(app, show.id, word, Utc::now())?,
        None if show.gate == model::shows::Gate::Open => Pass::Open,
        None => return None,
    };
    Some(Entry { word: word.map(str::to_owned), pass })
}
