//! Sends what is to go to other servers for as long as the worker runs: hears of new deliveries by NOTIFY.

use std::future;
use std::sync::Arc;

use federation::{Federation, delivery};
use model::deliveries::CHANNEL;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::hearing;

/// Sends until `stop`.
pub async fn run(federation: Federation, database_url: String, stop: CancellationToken) {
    let wake = Arc::new(Notify::new());
    let subscription = format!("LISTEN {CHANNEL}");
    let hearing = hearing::again_and_again("deliveries", || {
        hearing::hear(&database_url, &subscription, future::pending(), |_| wake.notify_one())
    });
    tokio::select! {
        () = delivery::run(federation, wake.clone(), stop) => {}
        () = hearing => {}
    }
}
