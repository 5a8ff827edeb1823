//! Server-sent events: answers that stay open, for pages and players that want to hear what happens.

use std::time::Duration;

use actix_web::HttpResponse;
use bytes::Bytes;
use futures::stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::error::PageError;

/// What keeps the line open while nothing happens.
pub const STILL_HERE: &str = ": still here\n\n";
/// How often that is said.
pub const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a stream lasts that is given no end: longer than any page stays open.
const FOR_LONG: Duration = Duration::from_secs(30 * 24 * 3600);

/// What a stream tells.
pub trait Teller: 'static {
    /// The next thing to send; nothing when the stream is over.
    fn next(&mut self) -> impl Future<Output = Option<String>>;
}

/// Something whose changes are heard of, and that is looked at then.
pub trait Watched: 'static {
    /// What is said of a change.
    type Change: Clone + 'static;

    /// Changes that come within this while are sent together.
    const GATHERING: Duration;

    /// Whether a change may be one of this.
    fn is_meant(&self, change: &Self::Change) -> bool;

    /// How it stands now, as [`message`] or several; nothing where that was sent already. An error ends the stream: whoever
    /// listens asks again and is told.
    fn look(&mut self) -> impl Future<Output = Result<Option<String>, PageError>>;
}

/// Looks at something whenever it changes.
pub struct Watch<W: Watched> {
    watched: W,
    changes: Receiver<W::Change>,
    stop: CancellationToken,
    until: Instant,
}

impl<W: Watched> Watch<W> {
    /// Watches until `stop`. Whoever has looked already subscribed before, so that nothing is missed in between.
    pub fn new(watched: W, changes: Receiver<W::Change>, stop: &CancellationToken) -> Self {
        Self { watched, changes, stop: stop.clone(), until: Instant::now() + FOR_LONG }
    }

    /// Ends after this, to be opened anew: who may not hear any more is told then.
    #[must_use]
    pub fn at_most(self, lasts: Duration) -> Self {
        Self { until: Instant::now() + lasts, ..self }
    }
}

impl<W: Watched> Teller for Watch<W> {
    async fn next(&mut self) -> Option<String> {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return None,
                () = sleep_until(self.until) => return None,
                () = sleep(HEARTBEAT) => return Some(STILL_HERE.to_owned()),
                change = self.changes.recv() => match change {
                    Ok(change) if !self.watched.is_meant(&change) => continue,
                    // After a lag nobody knows what was missed: look.
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                },
            }
            sleep(W::GATHERING).await;
            self.changes = self.changes.resubscribe();
            if let Some(text) = self.watched.look().await.ok()? {
                return Some(text);
            }
        }
    }
}

/// The answer: `first` at once, then what is told. A browser that loses it comes again after `retry`.
pub fn answer(retry: Duration, first: &str, teller: impl Teller) -> HttpResponse {
    let opening = format!("retry: {}\n\n{first}", retry.as_millis());
    let stream = stream::unfold((teller, Some(opening)), |(mut teller, opening)| async move {
        let text = match opening {
            Some(text) => text,
            None => teller.next().await?,
        };
        Some((Ok::<_, actix_web::Error>(Bytes::from(text)), (teller, None)))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        // Compression would hold events back until a block is full.
        .insert_header(("content-encoding", "identity"))
        .insert_header(("cache-control", "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(Box::pin(stream))
}

/// One message with this content.
#[must_use]
pub fn message(content: &str) -> String {
    let lines: String = content.lines().map(|line| format!("data: {line}\n")).collect();
    format!("event: message\n{lines}\n")
}

/// One message that changes an element of the page: morphed and not swapped, so that the focus, a chosen file and an open menu
/// stay.
#[must_use]
pub fn turbo(action: &str, target: &str, html: &str) -> String {
    message(&format!(
        "<turbo-stream action=\"{action}\" method=\"morph\" target=\"{target}\"><template>{html}</template></turbo-stream>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_several_lines_is_one_message() {
        assert_eq!(message("a\nb"), "event: message\ndata: a\ndata: b\n\n");
        let stream = turbo("replace", "it", "<p>1</p>\n<p>2</p>");
        assert!(
            stream
                .starts_with("event: message\ndata: <turbo-stream action=\"replace\" method=\"morph\" target=\"it\">")
        );
        assert!(stream.ends_with("\ndata: <p>2</p></template></turbo-stream>\n\n"), "{stream}");
    }
}
