//! The places of the charts, kept for a minute: they are asked for with every visit of the front page, and counting them goes
//! over everything that was heard in a month. What is in them is looked up anew each time, so that nothing is shown that was
//! taken back since.

use std::sync::Arc;
use std::time::Duration;

use diesel::QueryResult;
use model::Connection;
use model::charts::{self, Charted, Period, Place};

/// How long places are good for.
const KEPT: Duration = Duration::from_secs(60);

/// The places that are known.
pub struct Charts(moka::future::Cache<(Charted, &'static str), Arc<Vec<Place>>>);

impl Default for Charts {
    fn default() -> Self {
        Self(moka::future::Cache::builder().max_capacity(100).time_to_live(KEPT).build())
    }
}

impl Charts {
    /// The first places of a chart, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn places(
        &self,
        db: &mut Connection,
        (charted, period): (Charted, Period),
        limit: usize,
    ) -> QueryResult<Vec<Place>> {
        let key = (charted, period.word());
        let known = match self.0.get(&key).await {
            Some(known) => known,
            None => {
                let counted = Arc::new(charts::places(db, charted, period).await?);
                // Nothing takes no time to count, and the first to be heard need not wait.
                if !counted.is_empty() {
                    self.0.insert(key, counted.clone()).await;
                }
                counted
            }
        };
        Ok(known.iter().take(limit).copied().collect())
    }
}
