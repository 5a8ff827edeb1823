//! What feeds a run: a source pushes what it has into its [`SourceEnd`], and the run takes it from the [`Source`]. Bytes from
//! the link, a sound card and the rotation are all of this one kind.
//!
//! The source is over when its end is dropped. It is let go when the run does not want it any more: then nothing it gives is
//! taken, and it should drop its end soon.

use std::sync::Arc;

use bytes::Bytes;
use live::link::SourceFacts;
use media::live::LiveFacts;
use model::ids::TrackId;
use tokio::sync::{SetOnce, mpsc};

/// How many things a source may be ahead of its run before it waits.
const AHEAD: usize = 64;

/// What a source gives, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// What it is, before the first samples and whenever it changes.
    Facts(LiveFacts),
    /// Interleaved samples at [`media::live::RATE`] with [`media::live::CHANNELS`] channels, whole frames, full scale is 1;
    /// best 10 to 100 ms at once. A run takes them at the pace of the clock, so a source need not pace itself.
    Samples(Vec<f32>),
    /// The source's own bytes, where they can go to the mount as they are.
    Bytes(Bytes),
    /// What plays from here on.
    Playing {
        /// Title; may be empty.
        title: String,
        /// Artist; may be empty.
        artist: String,
        /// The track of this instance that it is, if it is one.
        track: Option<TrackId>,
    },
    /// So many frames of the samples that follow or came before are silence in place of what was lost.
    Lost {
        /// Frames of silence.
        frames: u64,
    },
    /// What is wrong with it, as a sentence with the way out; `None` when it is well again.
    Problem(Option<String>),
    /// It cannot be played, as a sentence; nothing follows.
    Refused(String),
}

/// The run does not take anything any more: the source ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetGo {
    /// It was silent for too long, or its worker stops: it may come again by itself.
    #[error("the run does not take this source just now")]
    ForNow,
    /// Somebody wants it so: the show is over, another source took over, or the artist sent it away.
    #[error("the run has let this source go")]
    ForGood,
}

/// Where a source puts what it has. May be moved to a thread.
#[derive(Debug, Clone)]
pub struct SourceEnd {
    to: mpsc::Sender<Given>,
    let_go: Arc<SetOnce<LetGo>>,
}

impl SourceEnd {
    /// Gives something to the run, and waits while it is behind.
    ///
    /// # Errors
    /// [`LetGo`].
    pub async fn give(&self, given: Given) -> Result<(), LetGo> {
        tokio::select! {
            biased;
            let_go = self.let_go.wait() => Err(*let_go),
            sent = self.to.send(given) => sent.map_err(|_| self.how_let_go()),
        }
    }

    /// As [`SourceEnd::give`], from a thread that is none of the runtime's.
    ///
    /// # Errors
    /// [`LetGo`].
    pub fn give_blocking(&self, given: Given) -> Result<(), LetGo> {
        if self.is_let_go() {
            Err(self.how_let_go())
        } else {
            self.to.blocking_send(given).map_err(|_| self.how_let_go())
        }
    }

    /// Whether the run does not want the source any more.
    #[must_use]
    pub fn is_let_go(&self) -> bool {
        self.let_go.initialized() || self.to.is_closed()
    }

    /// Completes when the run does not want the source any more.
    pub async fn until_let_go(&self) -> LetGo {
        tokio::select! {
            biased;
            let_go = self.let_go.wait() => *let_go,
            () = self.to.closed() => self.how_let_go(),
        }
    }

    fn how_let_go(&self) -> LetGo {
        self.let_go.get().copied().unwrap_or(LetGo::ForNow)
    }
}

/// A source as its run has it.
#[derive(Debug)]
pub struct Source {
    /// What it is.
    pub facts: SourceFacts,
    /// What it gives; `None` when it is over.
    pub given: mpsc::Receiver<Given>,
    let_go: Arc<SetOnce<LetGo>>,
}

impl Source {
    /// Lets the source go; how is what was said first.
    pub fn let_go(&self, how: LetGo) {
        let _ = self.let_go.set(how);
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        self.let_go(LetGo::ForNow);
    }
}

/// Both ends of a new source.
#[must_use]
pub fn source(facts: SourceFacts) -> (SourceEnd, Source) {
    let (to, given) = mpsc::channel(AHEAD);
    let let_go = Arc::new(SetOnce::new());
    (SourceEnd { to, let_go: let_go.clone() }, Source { facts, given, let_go })
}
