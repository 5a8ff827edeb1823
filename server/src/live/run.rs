//! What goes on beside requests: changes are heard, who listens is written down, and the ports are served.

use std::sync::Arc;

use actix_web::web::Data;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::ports::Ports;
use super::relays;
use crate::app::App;

/// Starts it all; it ends with `stop`.
///
/// # Errors
/// When a port cannot be served.
pub fn start(app: &Data<App>, ports: Ports, stop: &CancellationToken) -> anyhow::Result<()> {
    tokio::spawn(hear(app.clone(), stop.clone()));
    let (listens, pool, end) = (Arc::clone(&app.edge.listens), app.pool.clone(), stop.clone());
    tokio::spawn(async move { listens.keep(pool, end).await });
    tokio::spawn(relays::run(app.clone(), stop.clone()));
    ports.serve(app, stop)
}

/// Forgets what is known of shows that change.
async fn hear(app: Data<App>, stop: CancellationToken) {
    let mut changes = app.shows.subscribe();
    loop {
        let change = tokio::select! {
            () = stop.cancelled() => return,
            change = changes.recv() => change,
        };
        match change {
            Ok(show) => app.edge.changed(show).await,
            // What is remembered is remembered for two seconds only.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}
