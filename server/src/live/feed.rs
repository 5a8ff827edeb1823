//! Sources of every kind are brought to the worker that owns the show, or takes it now.

use std::time::Duration;

use live::link::{Answer, Ask, LinkError, SourceFacts, read_line};
use live::source::Refusal;
use model::ids::ShowId;
use tokio::io::{AsyncRead, AsyncWriteExt, BufReader};
use tokio::time::{Instant, sleep};

use super::edge::{Edge, Link};

/// How long a source waits for a worker: a lease of one that died ends within six seconds.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often it asks meanwhile.
const AGAIN: Duration = Duration::from_millis(500);

/// Why a source is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotFed {
    /// Somebody feeds the show.
    #[error("Another source feeds this show. Stop it first, or let the show allow that another one takes over.")]
    Busy,
    /// The worker cannot play it, or not now.
    #[error("{0}")]
    Refused(String),
    /// No worker was found in time.
    #[error("No worker takes live sets just now. Try again in a minute, or tell the admin.")]
    NoWorker,
}

impl From<NotFed> for Refusal {
    fn from(not: NotFed) -> Self {
        match not {
            NotFed::Busy => Self::MountInUse,
            NotFed::Refused(_) | NotFed::NoWorker => Self::NotNow(not.to_string()),
        }
    }
}

impl Edge {
    /// A link that takes the bytes of a source, once a worker has said yes to it.
    ///
    /// # Errors
    /// [`NotFed`], with a sentence for who wants to feed the show.
    pub async fn feed(&self, show: ShowId, facts: &SourceFacts) -> Result<Link, NotFed> {
        let begun = Instant::now();
        loop {
            let trouble = match self.ask(show, Ask::Feed(facts.clone())).await {
                Ok((Answer::Done, link)) => return Ok(link),
                Ok((Answer::Busy, _)) => return Err(NotFed::Busy),
                Ok((Answer::Refused { reason }, _)) => return Err(NotFed::Refused(reason)),
                Ok((Answer::Nothing | Answer::Elsewhere { .. }, _)) => LinkError::Nobody,
                Err(error) => error,
            };
            if begun.elapsed() > PATIENCE {
                tracing::warn!(%show, error = %trouble, "a source found no worker");
                return Err(NotFed::NoWorker);
            }
            sleep(AGAIN).await;
        }
    }
}

/// How the bytes of a source came to an end.
#[derive(Debug)]
pub enum End {
    /// The source has no more.
    Source,
    /// The worker wants no more, and perhaps says why; without a word it is gone.
    Worker(Option<Answer>),
}

/// Sends the bytes of a source until it ends or the worker wants no more.
pub async fn carry(link: Link, mut bytes: impl AsyncRead + Unpin) -> End {
    let (read, mut write) = tokio::io::split(link);
    let mut read = BufReader::new(read);
    let end = tokio::select! {
        done = tokio::io::copy(&mut bytes, &mut write) => match done {
            Ok(_) => End::Source,
            Err(_) => End::Worker(None),
        },
        line = read_line::<Answer>(&mut read) => End::Worker(line.ok().flatten()),
    };
    // The worker may be gone already.
    let _ = write.shutdown().await;
    end
}
