//! What a show is asked, and what it does then.

use std::time::Duration;

use chrono::Utc;
use live::link::{Answer, Frame};
use model::ids::TrackId;
use model::show_marks::{self, MarkOrigin, NewShowMark};
use model::shows::{self, State};
use tokio::sync::oneshot;

use super::{Close, Feeder, Stage};
use crate::JobError;
use crate::live::run::Told;
use crate::live::source::{LetGo, Source};

/// After how long it is tried again to say that a show has begun.
const AGAIN: Duration = Duration::from_secs(1);

/// Something asked of a show. Who asks gets an answer, or sees that the show is not here any more.
#[derive(Debug)]
pub enum Order {
    /// This source wants to feed it.
    Feed(Source, oneshot::Sender<Answer>),
    /// What plays now, as the source says.
    Playing(String, String, oneshot::Sender<Answer>),
    /// A mark of the artist's, now.
    Mark(String, String, oneshot::Sender<Answer>),
    /// Let the source go.
    Release(oneshot::Sender<Answer>),
    /// It is over.
    End(oneshot::Sender<Answer>),
}

impl Stage {
    /// Does what is asked.
    pub(super) async fn order(&mut self, order: Order) -> Result<Option<Close>, JobError> {
        let (reply, done, close) = match order {
            Order::Feed(source, reply) => return self.fed(source, reply).await,
            Order::Playing(title, artist, reply) => {
                let told = Told::Playing { title, artist, track: None };
                (reply, self.hear(told).await.map(|()| Answer::Done), None)
            }
            Order::Mark(title, artist, reply) => (reply, self.mark_now(title, artist).await, None),
            Order::Release(reply) => (reply, self.finish(LetGo::ForGood).await.map(|()| Answer::Done), None),
            Order::End(reply) => (reply, Ok(Answer::Done), Some(Close::Over)),
        };
        // Who asked may have gone.
        let (answer, failed) = match done {
            Ok(answer) => (answer, None),
            Err(error) => {
                let reason = "The database does not answer at the moment: try again.".to_owned();
                (Answer::Refused { reason }, Some(error))
            }
        };
        let _ = reply.send(answer);
        failed.map_or(Ok(close), Err)
    }

    /// Who brings a source asks again by itself while the database is away.
    async fn fed(&mut self, source: Source, reply: oneshot::Sender<Answer>) -> Result<Option<Close>, JobError> {
        let fed = self.feed(source).await;
        let (answer, failed) = fed.map_or_else(|error| (Answer::Nothing, Err(error)), |answer| (answer, Ok(None)));
        let _ = reply.send(answer);
        failed
    }

    async fn feed(&mut self, source: Source) -> Result<Answer, JobError> {
        let mut db = self.context.db().await?;
        let Some(show) = shows::find(&mut db, self.show.id).await? else { return Ok(Answer::Nothing) };
        drop(db);
        self.show = show;
        if matches!(self.show.state(), State::Over | State::Cancelled) {
            let reason = "This show is over: plan another one, or use the key of one that is not.".to_owned();
            return Ok(Answer::Refused { reason });
        }
        let Ok(kind) = source.facts.kind.parse() else {
            return Ok(Answer::Refused {
                reason: format!("Nothing is known of sources called {}.", source.facts.kind),
            });
        };
        let plays = self.running.as_ref().is_some_and(|running| running.feeder == Feeder::Source);
        let line = &source.facts.line;
        let is_own = !line.is_empty() && self.shared.gauges().source.as_ref().is_some_and(|fed| fed.line == *line);
        if plays && !is_own && !source.facts.takes_over && !self.show.allows_takeover {
            return Ok(Answer::Busy);
        }
        self.finish(LetGo::ForGood).await?;
        self.begin(source, kind).await?;
        Ok(Answer::Done)
    }

    async fn mark_now(&mut self, title: String, artist: String) -> Result<Answer, JobError> {
        self.mark(title, artist, MarkOrigin::Artist, None).await?;
        Ok(Answer::Done)
    }

    /// Hears of the run under way.
    pub(super) async fn hear(&mut self, told: Told) -> Result<(), JobError> {
        let feeder = self.running.as_ref().map(|running| running.feeder);
        match told {
            Told::Heard if self.show.started_at.is_none() => {
                let begun = self.start().await;
                if begun.is_err() {
                    // It is said once, and nobody hears a show that did not begin.
                    let tell = self.tell.clone();
                    tokio::spawn(async move {
                        tokio::time::sleep(AGAIN).await;
                        let _ = tell.send(Told::Heard);
                    });
                }
                begun
            }
            Told::Heard => Ok(()),
            Told::Playing { title, artist, track } => {
                let origin = if feeder == Some(Feeder::Rotation) { MarkOrigin::Rotation } else { MarkOrigin::Source };
                self.mark(title, artist, origin, track).await
            }
        }
    }

    /// The show has begun: there is something to be heard of it.
    async fn start(&mut self) -> Result<(), JobError> {
        let now = Utc::now();
        let mut db = self.context.db().await?;
        shows::start(&mut db, self.show.id, now).await?;
        self.show.started_at = Some(now);
        self.shared.gauges().started_at = Some(now);
        Ok(())
    }

    /// Says what plays from here on, and marks it unless it did already.
    async fn mark(
        &mut self,
        title: String,
        artist: String,
        origin: MarkOrigin,
        track: Option<TrackId>,
    ) -> Result<(), JobError> {
        let (title, artist) = (title.trim().to_owned(), artist.trim().to_owned());
        let said = Some((title.clone(), artist.clone()));
        if origin != MarkOrigin::Artist && self.marked == said {
            return Ok(());
        }
        let mut db = self.context.db().await?;
        shows::set_playing(&mut db, self.show.id, &title, &artist).await?;
        if !title.is_empty() {
            let at_ms = self.shared.position_ms();
            let mark = NewShowMark { at_ms, title: title.clone(), artist_name: artist.clone(), origin, track };
            show_marks::add(&mut db, self.show.id, &mark).await?;
        }
        drop(db);
        self.marked = said;
        self.shared.gauges().playing = (title.clone(), artist.clone());
        self.shared.to_all(&Frame::Playing { title, artist });
        Ok(())
    }
}
