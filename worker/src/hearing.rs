//! Hears what PostgreSQL's NOTIFY says, on a connection of its own.

use std::time::Duration;

use futures::{StreamExt, stream};
use tokio_postgres::{AsyncMessage, Client, Error, NoTls, Notification};

/// How long it rests before a lost connection is made anew.
const PAUSE: Duration = Duration::from_secs(1);

/// How often it says that it is still here.
const STAYS: Duration = Duration::from_secs(5);

/// Says `subscription` (`LISTEN …`), then does `meanwhile`, and passes on whatever is said as long as that lasts.
///
/// # Errors
/// When the connection cannot be made or is lost.
pub async fn hear(
    database_url: &str,
    subscription: &str,
    meanwhile: impl Future<Output = ()>,
    mut heard: impl FnMut(&Notification),
) -> Result<(), Error> {
    let (client, mut connection) = tokio_postgres::connect(database_url, NoTls).await?;
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    // The client stays as long as messages are read; dropping it would end the connection.
    let subscribed = async {
        client.batch_execute(subscription).await?;
        tokio::select! {
            () = meanwhile => Ok(()),
            Err(error) = stay(&client) => Err(error),
        }
    };
    let reading = async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(note) = message? {
                heard(&note);
            }
        }
        Ok(())
    };
    tokio::select! {
        done = subscribed => done,
        done = reading => done,
    }
}

/// Says now and then that it is still here: a line that is cut is noticed, and the server knows that nothing hangs.
async fn stay(client: &Client) -> Result<(), Error> {
    loop {
        tokio::time::sleep(STAYS).await;
        client.batch_execute("SELECT 1").await?;
    }
}

/// Hears again whenever a connection ends, for good; `what` is what it hears of.
pub async fn again_and_again<H: Future<Output = Result<(), Error>>>(what: &str, mut hearing: impl FnMut() -> H) {
    loop {
        if let Err(error) = hearing().await {
            tracing::warn!(%error, what, "a connection that hears of changes was lost");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
