//! Sends what is to go to other servers for as long as the worker runs: hears of new deliveries by NOTIFY.

use std::sync::Arc;
use std::time::Duration;

use federation::{Federation, delivery};
use futures::{StreamExt, stream};
use model::deliveries::CHANNEL;
use tokio::sync::Notify;
use tokio_postgres::{AsyncMessage, NoTls};
use tokio_util::sync::CancellationToken;

/// Sends until `stop`.
pub async fn run(federation: Federation, database_url: String, stop: CancellationToken) {
    let wake = Arc::new(Notify::new());
    let hearing = async {
        loop {
            if let Err(error) = hear(&database_url, &wake).await {
                tracing::warn!(%error, "the connection that hears of deliveries was lost");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::select! {
        () = delivery::run(federation, wake.clone(), stop) => {}
        () = hearing => {}
    }
}

async fn hear(database_url: &str, wake: &Notify) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = tokio_postgres::connect(database_url, NoTls).await?;
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    let subscribing = async move {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        // The client is kept as long as messages are read; dropping it would end the connection.
        std::future::pending::<()>().await;
        drop(client);
        Ok(())
    };
    let reading = async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(_) = message? {
                wake.notify_one();
            }
        }
        Ok(())
    };
    tokio::select! {
        done = subscribing => done,
        done = reading => done,
    }
}
