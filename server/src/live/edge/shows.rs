//! Shows by the word in their address, remembered between two requests of a player. While the database is away, what was known
//! before counts: who listens goes on listening.

use std::sync::Arc;
use std::time::Duration;

use model::ids::ShowId;
use model::shows::{self, Show};
use tokio::time::Instant;

use super::Edge;

/// How long a show is believed where no change was heard of.
const BELIEVED: Duration = Duration::from_secs(2);
/// How long it is remembered for when the database is away.
const KEPT: Duration = Duration::from_secs(600);

/// Remembers shows, and when each was looked up; not, when it has changed since.
pub struct Shows(moka::future::Cache<String, (Option<Instant>, Arc<Show>)>);

impl Shows {
    pub fn new() -> Self {
        Self(moka::future::Cache::builder().max_capacity(10_000).time_to_live(KEPT).build())
    }

    pub async fn forget(&self, show: ShowId) {
        let known = self.0.iter().find(|(_, (_, known))| known.id == show);
        if let Some((slug, (_, old))) = known {
            self.0.insert(slug.to_string(), (None, old)).await;
        }
    }
}

impl Edge {
    /// The show of this word.
    ///
    /// # Errors
    /// When the database fails, and the show was not known before.
    pub async fn show(&self, slug: &str) -> anyhow::Result<Option<Arc<Show>>> {
        let known = self.shows.0.get(slug).await;
        if let Some((Some(looked), show)) = &known
            && looked.elapsed() < BELIEVED
        {
            return Ok(Some(Arc::clone(show)));
        }
        if let Some((_, show)) = &known {
            // One looks for all: meanwhile the others take what was known.
            self.shows.0.insert(slug.to_owned(), (Some(Instant::now()), Arc::clone(show))).await;
        }
        match (self.look_up(slug).await, known) {
            (Ok(Some(show)), _) => {
                let show = Arc::new(show);
                self.shows.0.insert(slug.to_owned(), (Some(Instant::now()), Arc::clone(&show))).await;
                Ok(Some(show))
            }
            (Ok(None), _) => {
                self.shows.0.invalidate(slug).await;
                Ok(None)
            }
            (Err(error), Some((_, show))) => {
                tracing::warn!(%error, slug, "a show could not be looked up: what was known of it counts");
                Ok(Some(show))
            }
            (Err(error), None) => Err(error),
        }
    }

    async fn look_up(&self, slug: &str) -> anyhow::Result<Option<Show>> {
        Ok(shows::by_slug(&mut *self.pool.get().await?, slug).await?)
    }
}
