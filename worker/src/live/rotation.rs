//! The automated DJ: plays the tracks of a show's rotation one after the other, faded into each other, equally loud, with
//! idents between them. What is changed in the rotation holds from the next track on.

mod deck;
mod mixing;
mod programme;
mod tracks;

use std::time::Duration;

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use chrono_tz::Tz;
use live::link::SourceFacts;
use media::live::{CHANNELS, LiveFacts, RATE};
use model::ids::{ArtistId, ShowId};
use model::rotations::{self, Rotation, RotationHours};
use model::{Connection, shows};
use tokio::time::Instant;

use super::source::{Given, LetGo, SourceEnd};
use crate::{Context, JobError};
use deck::Deck;
use mixing::Tail;
use programme::{Item, Programme, Rules};
use tracks::Playable;

/// How far the rotation is ahead of what is heard: as long as it may take to open the next track.
const AHEAD: Duration = Duration::from_secs(1);
/// Samples handed over at once: 50 ms.
const AT_ONCE: usize = 4800;
/// After so many tracks in a row that do not play the rotation ends.
const MOST_FAILURES: usize = 5;

/// What the rotation says that it is.
#[must_use]
pub fn facts() -> SourceFacts {
    SourceFacts {
        kind: "rotation".to_owned(),
        client: "Rotation".to_owned(),
        content_type: format!("audio/x-f32le;rate={RATE};channels={CHANNELS}"),
        takes_over: false,
        line: String::new(),
    }
}

/// Whether a rotation plays at a moment: it is enabled, and the moment is within its hours in its time zone.
#[must_use]
pub fn plays_at(rotation: &Rotation, hours: &[RotationHours], now: DateTime<Utc>) -> bool {
    let zone: Tz = rotation.time_zone.parse().unwrap_or(Tz::UTC);
    let there = now.with_timezone(&zone);
    let weekday = i16::try_from(there.weekday().num_days_from_monday()).unwrap_or(0);
    let minute = i16::try_from(there.hour() * 60 + there.minute()).unwrap_or(0);
    rotation.enabled && rotations::plays_at(hours, weekday, minute)
}

/// Whether the rotation of a show has something to play at this moment.
///
/// # Errors
/// When the database fails.
pub async fn is_due(connection: &mut Connection, show: ShowId, now: DateTime<Utc>) -> diesel::QueryResult<bool> {
    let Some(rotation) = rotations::find(connection, show).await? else { return Ok(false) };
    if !plays_at(&rotation, &rotations::hours(connection, show).await?, now) {
        return Ok(false);
    }
    let Some(show) = shows::find(connection, show).await? else { return Ok(false) };
    Ok(tracks::of_show(connection, show.id, show.artist_id).await?.iter().any(|playable| !playable.item.is_ident))
}

/// Feeds a run from the show's rotation, until the run lets it go, its hours are over or it has nothing to play.
pub async fn run(context: &Context, show: ShowId, to: SourceEnd) {
    let seed = u64::from_le_bytes(*uuid::Uuid::new_v4().as_bytes().first_chunk().unwrap_or(&[0; 8]));
    let mut dj = Dj {
        context,
        show,
        out: Out { to, began: Instant::now(), frames: 0 },
        programme: Programme::new(seed),
        tail: Tail::default(),
        last: None,
    };
    match dj.play().await {
        Ok(()) | Err(Stop::LetGo) => {}
        Err(Stop::Failed(error)) => tracing::warn!(%show, %error, "a rotation ended"),
    }
}

/// Why it stops.
enum Stop {
    LetGo,
    Failed(JobError),
}

impl From<LetGo> for Stop {
    fn from(_: LetGo) -> Self {
        Self::LetGo
    }
}

impl From<JobError> for Stop {
    fn from(error: JobError) -> Self {
        Self::Failed(error)
    }
}

impl From<diesel::result::Error> for Stop {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

struct Dj<'a> {
    context: &'a Context,
    show: ShowId,
    out: Out,
    programme: Programme,
    /// The end of the last track, while nobody knows what follows.
    tail: Tail,
    last: Option<Playable>,
}

impl Dj<'_> {
    async fn play(&mut self) -> Result<(), Stop> {
        let facts = LiveFacts { codec: "Rotation".to_owned(), sample_rate: RATE, channels: CHANNELS };
        self.out.to.give(Given::Facts(facts)).await?;
        let mut failures = 0;
        while let Some((next, crossfade_ms)) = self.next().await? {
            let was_heard = match Deck::open(self.context, &next).await {
                Ok(mut deck) => self.track(&next, &mut deck, crossfade_ms).await?,
                Err(error) => {
                    tracing::warn!(track = %next.item.track, %error, "a track of a rotation cannot be played");
                    false
                }
            };
            failures = if was_heard { 0 } else { failures + 1 };
            if failures >= MOST_FAILURES {
                let problem =
                    "The rotation's tracks cannot be played at the moment: play them in the studio to see why.";
                self.out.to.give(Given::Problem(Some(problem.to_owned()))).await?;
                break;
            }
        }
        let rest = self.tail.shorten(0);
        Ok(self.out.give(rest).await?)
    }

    /// What comes next, and how long the fade into it is.
    async fn next(&mut self) -> Result<Option<(Playable, u64)>, Stop> {
        let mut connection = self.context.db().await?;
        let Some(rotation) = rotations::find(&mut connection, self.show).await? else { return Ok(None) };
        let hours = rotations::hours(&mut connection, self.show).await?;
        if !plays_at(&rotation, &hours, Utc::now()) {
            return Ok(None);
        }
        let artist = artist_of(&mut connection, self.show).await?;
        let playable = tracks::of_show(&mut connection, self.show, artist).await?;
        let items: Vec<Item> = playable.iter().map(|playable| playable.item.clone()).collect();
        let idents_every = usize::try_from(rotation.idents_every).unwrap_or(0);
        let next = self.programme.next(&items, Rules { mode: rotation.mode, idents_every }).cloned();
        let next = next.and_then(|next| playable.into_iter().find(|playable| playable.item == next));
        Ok(next.map(|next| (next, u64::try_from(rotation.crossfade_ms).unwrap_or(0))))
    }

    /// Plays a track but for its end, which waits for the one after it. Whether anything of it was heard.
    async fn track(&mut self, next: &Playable, deck: &mut Deck, crossfade_ms: u64) -> Result<bool, Stop> {
        // A track that cannot be decoded does not begin.
        let Some(mut head) = piece(deck, next).await else { return Ok(false) };
        let keep = if next.item.is_ident { 0 } else { mixing::kept_back(crossfade_ms, next.duration_ms) };
        let fades = self.last.as_ref().is_some_and(|last| !last.item.is_ident) && !next.item.is_ident;
        let fade = if fades { self.tail.frames().min(keep) } else { 0 };
        let before = self.tail.shorten(fade);
        self.out.give(before).await?;
        self.announce(next).await?;
        while head.len() < self.tail.frames() * 2 {
            let Some(more) = piece(deck, next).await else { break };
            head.extend(more);
        }
        let rest = head.split_off(head.len().min(self.tail.frames() * 2));
        let mixed = self.tail.mix(&head);
        self.out.give(mixed).await?;
        let ready = self.tail.push(&rest, keep);
        self.out.give(ready).await?;
        while let Some(more) = piece(deck, next).await {
            let ready = self.tail.push(&more, keep);
            self.out.give(ready).await?;
        }
        self.last = Some(next.clone());
        Ok(true)
    }

    /// Says what plays; an ident is no track.
    async fn announce(&mut self, next: &Playable) -> Result<(), Stop> {
        if next.item.is_ident {
            return Ok(());
        }
        let (title, artist) = (next.title.clone(), next.artist.clone());
        let playing = Given::Playing { title, artist, track: Some(next.item.track) };
        Ok(self.out.to.give(playing).await?)
    }
}

/// More of a track; `None` at its end, and where it cannot be decoded any further.
async fn piece(deck: &mut Deck, of: &Playable) -> Option<Vec<f32>> {
    match deck.next().await {
        Ok(samples) => samples,
        Err(error) => {
            tracing::warn!(track = %of.item.track, %error, "a track of a rotation ended early");
            None
        }
    }
}

async fn artist_of(connection: &mut Connection, show: ShowId) -> Result<ArtistId, Stop> {
    let show = shows::find(connection, show).await?;
    show.map(|show| show.artist_id).ok_or_else(|| Stop::Failed(JobError::fail("the show is gone")))
}

/// Where it goes, at the pace of the clock.
struct Out {
    to: SourceEnd,
    began: Instant,
    frames: u64,
}

impl Out {
    async fn give(&mut self, samples: Vec<f32>) -> Result<(), LetGo> {
        for piece in samples.chunks(AT_ONCE) {
            let due = Duration::from_micros(self.frames * 1_000_000 / u64::from(RATE));
            tokio::select! {
                let_go = self.to.until_let_go() => return Err(let_go),
                () = tokio::time::sleep_until(self.began + due.saturating_sub(AHEAD)) => {}
            }
            self.to.give(Given::Samples(piece.to_vec())).await?;
            self.frames += u64::try_from(piece.len() / usize::from(CHANNELS)).unwrap_or(0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use model::rotations::RotationMode;

    use super::*;

    #[test]
    fn hours_are_those_of_the_rotations_place() {
        let mut rotation = Rotation {
            show_id: ShowId::new(),
            mode: RotationMode::Order,
            crossfade_ms: 0,
            idents_every: 0,
            time_zone: "Europe/Berlin".to_owned(),
            enabled: true,
        };
        // Saturday from 22 to 2 o'clock.
        let hours = [RotationHours { weekday: 5, from_minute: 1320, until_minute: 1560 }];
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert!(!plays_at(&rotation, &hours, at("2026-11-21T20:59:59Z")));
        assert!(plays_at(&rotation, &hours, at("2026-11-21T21:00:00Z")));
        assert!(plays_at(&rotation, &hours, at("2026-11-22T00:59:00Z")));
        assert!(!plays_at(&rotation, &hours, at("2026-11-22T01:00:00Z")));
        rotation.enabled = false;
        assert!(!plays_at(&rotation, &[], at("2026-11-21T21:00:00Z")));
    }
}
