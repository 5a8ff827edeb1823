//! Files that are being sent stay: the worker removes those that were asked for longest ago when there are too many, so whoever
//! sends one says so at the start and every few minutes until its end.

use std::time::{Duration, Instant};

use actix_web::web;
use futures::stream::{Stream, StreamExt};
use model::downloads;
use model::ids::DownloadId;

use crate::app::App;

/// Far more often than [`downloads::IN_USE`].
const RENEWED_EVERY: Duration = Duration::from_secs(300);

/// Says that these files are being sent now; false when one of them was removed just before.
///
/// # Errors
/// When the database fails.
pub async fn begin(connection: &mut model::Connection, ids: &[DownloadId]) -> diesel::QueryResult<bool> {
    Ok(ids.is_empty() || downloads::touch(connection, ids).await? == ids.len())
}

/// The stream, which says so again as long as it flows.
pub fn hold<S: Stream>(app: &web::Data<App>, ids: Vec<DownloadId>, stream: S) -> impl Stream<Item = S::Item> + use<S> {
    let app = app.clone();
    let mut said = Instant::now();
    stream.inspect(move |_| {
        if !ids.is_empty() && said.elapsed() > RENEWED_EVERY {
            said = Instant::now();
            let (app, ids) = (app.clone(), ids.clone());
            actix_web::rt::spawn(async move {
                let Ok(mut connection) = app.db().await else { return };
                if let Err(error) = downloads::touch(&mut connection, &ids).await {
                    tracing::warn!(%error, "a download that is being sent could not be marked");
                }
            });
        }
    })
}
