//! One browser in a chat: what it missed, then what happens, until either side ends it. From it come `{"say":"…","name":"…"}`.

use std::time::Duration;

use actix_web::web::Data;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, Closed, Session};
use bytestring::ByteString;
use chrono::Utc;
use futures::StreamExt as _;
use model::chat;
use model::ids::ChatMessageId;
use model::show_access::{self, Pass};
use model::shows::{ChatMode, Gate};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::frames;
use super::line::{Hosts, Shown};
use super::rooms::Seat;
use super::saying::{Refused, say};
use super::voice::Voice;
use crate::app::App;
use crate::error::PageError;

/// Largest message that a browser may send, in bytes: a line of 500 characters and a name, as JSON.
pub const LARGEST: usize = 8 << 10;
/// How many lines are told again to who was away; more than that, and the browser begins anew.
const MISSED: i64 = 200;
/// How many lines who has none gets at first.
const FIRST: i64 = 50;
/// How often a browser is asked whether it is still there, and whether it is still let in.
const BEAT: Duration = Duration::from_secs(25);
/// A browser that says nothing for so long, not even that it is there, is gone.
const SILENCE: Duration = Duration::from_secs(70);
/// Who takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// More messages than this in a beat nobody types.
const MOST_IN_A_BEAT: u32 = 100;

/// A browser in a chat.
pub struct Chatter {
    /// The instance.
    pub app: Data<App>,
    /// As whom it speaks.
    pub voice: Voice,
    /// What let it in.
    pub pass: Pass,
    /// Its place in the room.
    pub seat: Seat,
    /// The way to it.
    pub session: Session,
}

/// What a browser sends.
#[derive(Debug, Deserialize)]
struct Typed {
    say: String,
    #[serde(default)]
    name: String,
}

/// The connection ends.
struct End;

impl From<Closed> for End {
    fn from(_: Closed) -> Self {
        Self
    }
}

/// Serves a browser until it is gone.
pub async fn run(mut chatter: Chatter, messages: AggregatedMessageStream, after: Option<ChatMessageId>) {
    if chatter.begin(after).await.is_ok() {
        // It ends in no other way than by saying so.
        let Err(End) = chatter.go_on(messages).await;
    }
    // Who has gone already need not be told.
    let _ = tokio::time::timeout(PATIENCE, chatter.session.close(Some(CloseCode::Normal.into()))).await;
}

impl Chatter {
    /// Tells what was missed. Lines that are said meanwhile wait in the seat, and may come twice.
    async fn begin(&mut self, after: Option<ChatMessageId>) -> Result<(), End> {
        self.look_again().await?;
        let missed = match self.missed(after).await {
            Ok(missed) => missed,
            Err(_) => vec![frames::again()],
        };
        for text in missed {
            self.send(text).await?;
        }
        self.send(frames::ready()).await
    }

    async fn missed(&self, after: Option<ChatMessageId>) -> Result<Vec<ByteString>, PageError> {
        let Some(show) = self.seat.show.borrow().clone() else { return Ok(Vec::new()) };
        let mut db = self.app.db().await?;
        let lines = match after {
            Some(after) => chat::since(&mut db, show.id, after, MISSED).await?,
            None => chat::history(&mut db, show.id, None, FIRST).await?,
        };
        let hosts = Hosts::of(&mut db, show.artist_id).await?;
        let mut texts = Vec::with_capacity(lines.len() + 1);
        if after.is_some() && i64::try_from(lines.len()).is_ok_and(|count| count >= MISSED) {
            texts.push(frames::reset());
        }
        for line in &lines {
            texts.push(match line.deleted_at {
                Some(_) => frames::gone(line.id),
                None => frames::line(&Shown::of(line, &hosts).map_err(PageError::internal)?),
            });
        }
        Ok(texts)
    }

    async fn go_on(&mut self, mut messages: AggregatedMessageStream) -> Result<std::convert::Infallible, End> {
        let app = self.app.clone();
        let mut beat = tokio::time::interval_at(Instant::now() + BEAT, BEAT);
        let mut heard = Instant::now();
        let mut count = 0;
        loop {
            tokio::select! {
                text = self.seat.lines.recv() => match text {
                    Ok(text) => self.send(text).await?,
                    Err(RecvError::Lagged(_)) => {
                        self.send(frames::again()).await?;
                        return Err(End);
                    }
                    Err(RecvError::Closed) => return Err(End),
                },
                message = messages.next() => {
                    let Some(Ok(message)) = message else { return Err(End) };
                    heard = Instant::now();
                    count += 1;
                    if count > MOST_IN_A_BEAT {
                        return Err(End);
                    }
                    self.take(message).await?;
                }
                changed = self.seat.show.changed() => match changed {
                    Ok(()) => self.look_again().await?,
                    Err(_) => return Err(End),
                },
                _ = beat.tick() => {
                    count = 0;
                    if heard.elapsed() > SILENCE {
                        return Err(End);
                    }
                    self.session.ping(b"").await?;
                    self.look_again().await?;
                }
                () = app.stop.cancelled() => {
                    self.send(frames::again()).await?;
                    return Err(End);
                }
            }
        }
    }

    async fn take(&mut self, message: AggregatedMessage) -> Result<(), End> {
        match message {
            AggregatedMessage::Text(text) => {
                let answer = match serde_json::from_str::<Typed>(&text) {
                    Ok(typed) => self.say(&typed).await,
                    Err(_) => frames::refused("This cannot be read. Reload the page.", 0),
                };
                self.send(answer).await
            }
            AggregatedMessage::Ping(bytes) => Ok(self.session.pong(&bytes).await?),
            AggregatedMessage::Pong(_) => Ok(()),
            AggregatedMessage::Binary(_) | AggregatedMessage::Close(_) => Err(End),
        }
    }

    async fn say(&self, typed: &Typed) -> ByteString {
        let show = self.seat.show.borrow().clone();
        let said = match show {
            Some(show) => say(&self.app, &self.voice, &show, (&typed.name, &typed.say)).await,
            None => Err(Refused { sentence: "The show was removed.".to_owned(), seconds: 0 }),
        };
        match said {
            Ok(()) => frames::said(),
            Err(refused) => frames::refused(&refused.sentence, refused.seconds),
        }
    }

    /// Ends when the chat is over, or the browser is not let into the show any more.
    async fn look_again(&mut self) -> Result<(), End> {
        let show = self.seat.show.borrow_and_update().clone();
        let sentence = match show {
            None => "The show was removed.",
            Some(show) if show.chat == ChatMode::Off || !chat::is_open(&show, Utc::now()) => "The chat is closed.",
            Some(show) if show.gate == Gate::Open => return Ok(()),
            Some(show) => match self.app.pool.get().await {
                Ok(mut db) => match show_access::holds(&mut db, &show, &self.pass).await {
                    Ok(false) => "You are not let into this show any more.",
                    Ok(true) => return Ok(()),
                    Err(error) => return unknown(&error),
                },
                Err(error) => return unknown(&error),
            },
        };
        self.send(frames::closed(sentence)).await?;
        Err(End)
    }

    async fn send(&mut self, text: ByteString) -> Result<(), End> {
        match tokio::time::timeout(PATIENCE, self.session.text(text)).await {
            Ok(sent) => Ok(sent?),
            Err(_) => Err(End),
        }
    }
}

/// Nobody is put out for a fault of ours: the next beat asks again.
fn unknown(error: &dyn std::fmt::Display) -> Result<(), End> {
    tracing::warn!(%error, "it is not known whether somebody in a chat is still let in");
    Ok(())
}
