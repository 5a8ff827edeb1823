//! Live sets: the worker that owns a show takes its source, encodes it once for everybody, keeps what is finished, and gives
//! servers what they hand to listeners.
//!
//! ```text
//! link ─> owner ─> show ─> run: source ─> bus ─> encoders ─┬─> ring (a minute, in memory) ─> link
//!                                                          └─> assembly ─> recorder ─> storage, rows
//! ```
//!
//! Sources are a sound card ([`capture`]), the automated DJ ([`rotation`]) and what comes over the [`link`]; each puts what it
//! has into a [`source::SourceEnd`].

pub mod assembly;
pub mod bus;
pub mod capture;
pub mod clock;
pub mod encoders;
pub mod lease;
pub mod levels;
pub mod link;
pub mod mount;
pub mod owner;
pub mod recorder;
pub mod ring;
pub mod rotation;
pub mod run;
pub mod show;
pub mod source;
pub mod status;
pub mod timing;

use std::time::Duration;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Context;
use owner::Owner;
use timing::Timing;

/// How long to wait before the port of the link is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// Takes live sets until `stop`, then ends its runs and gives up its shows, which takes a few seconds at most. What goes wrong
/// is logged and tried again: nothing here ends the worker.
pub async fn run(context: Context, timing: Timing, stop: CancellationToken) {
    let serving = async {
        loop {
            match open(&context).await {
                Ok((listener, token)) => return (listener, token),
                Err(error) => tracing::error!(
                    %error,
                    listen = %context.settings.live.link_listen,
                    "this worker takes no live sets yet: see live.link_listen"
                ),
            }
            tokio::time::sleep(AGAIN).await;
        }
    };
    let (listener, token) = tokio::select! {
        opened = serving => opened,
        () = stop.cancelled() => return,
    };
    let bound = listener.local_addr().unwrap_or(context.settings.live.link_listen);
    let owner = Owner::new(context, timing, link::reached_at(bound), stop);
    tokio::select! {
        () = link::serve(listener, owner.clone(), token) => {}
        () = owner.live() => {}
    }
}

async fn open(context: &Context) -> Result<(TcpListener, String), crate::JobError> {
    let token = link::token(context).await?;
    let listener = TcpListener::bind(context.settings.live.link_listen).await.map_err(crate::JobError::retry)?;
    Ok((listener, token))
}
