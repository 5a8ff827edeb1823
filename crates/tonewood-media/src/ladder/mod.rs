//! The ladder: one file is decoded once and fans out to threads, one per rung, which share every chunk of samples.

mod branch;
mod cuts;
mod fan;
mod feed;
mod neighbour;
mod segmenter;

use std::path::Path;
use std::thread::{Scope, ScopedJoinHandle};

use media::{Ladder, LadderJob, Rendition, Rung};

use self::branch::{AacDone, AacWanted, Shape};
use self::cuts::Cuts;
use self::fan::{Fan, Fed};
use self::feed::{Feed, priming};
use crate::analyse::Analysed;
use crate::decode::Decoder;
use crate::encode::Whole;
use crate::error::Error;
use crate::refuse;
use crate::resample::ladder_rate;

/// Does the job; tells how much is done.
pub fn run(job: &LadderJob, mut progress: impl FnMut(f32)) -> Result<Ladder, Error> {
    let mut decoder = Decoder::open(&job.input)?;
    let plan = Plan::new(job, &decoder)?;
    std::fs::create_dir_all(&job.out_dir).map_err(Error::io("create", &job.out_dir))?;
    std::thread::scope(|scope| {
        let mut branches = Branches::start(scope, &plan);
        let mut feed = Feed {
            source: &mut branches.source,
            ladder: &mut branches.ladder,
            channels: plan.source.channels,
            rates: (plan.source.rate, plan.ladder.rate),
            place: &job.place,
        };
        let fed = feed.run(&mut decoder, &mut progress);
        let outcome = branches.join();
        // A refusal of the file counts more than what it did to the threads behind it; but a thread that has stopped
        // is the reason why feeding ended early.
        match fed {
            Ok(frames) => Ok(plan.ladder(outcome?, frames)),
            Err(Fed::Stopped) => {
                outcome?;
                Err(Error::Internal("a thread stopped without an error".to_owned()))
            }
            Err(Fed::Error(error)) => Err(error),
        }
    })
}

/// What is to be made, and of what.
struct Plan<'a> {
    job: &'a LadderJob,
    source: Shape,
    ladder: Shape,
    cuts: Cuts,
    /// Bits per sample of the lossless rung.
    bits: u16,
}

impl<'a> Plan<'a> {
    fn new(job: &'a LadderJob, decoder: &Decoder) -> Result<Self, Error> {
        let facts = decoder.facts();
        if job.rungs.contains(&Rung::Flac) && !facts.lossless {
            return Err(refuse::not_lossless().into());
        }
        let rate = job.place.rate.unwrap_or_else(|| ladder_rate(facts.sample_rate));
        if ![44_100, 48_000].contains(&rate) {
            return Err(Error::Internal(format!("no rung has a rate of {rate}")));
        }
        Ok(Self {
            job,
            source: Shape { channels: facts.channels, rate: facts.sample_rate },
            ladder: Shape { channels: facts.channels, rate },
            cuts: Cuts { rate, priming: priming(&job.place) },
            bits: if facts.bits.is_some_and(|bits| bits <= 16) { 16 } else { 24 },
        })
    }

    /// Whether encoders hear nothing but silence around the track.
    fn stands_alone(&self) -> bool {
        self.job.place.previous.is_none() && self.job.place.next.is_none()
    }

    /// The AAC encoders that are needed. The progressive file is made of the access units of its rung, unless a
    /// neighbour can be heard in them.
    fn aac(&self) -> Vec<AacWanted> {
        let shares = self.job.progressive && self.stands_alone();
        let file = || self.job.out_dir.join(M4A);
        let rungs = self.job.rungs.iter().copied().filter(|rung| *rung != Rung::Flac);
        let mut wanted: Vec<_> = rungs
            .map(|rung| AacWanted {
                rung,
                segments: Some(self.job.out_dir.join(rung.name())),
                progressive: (shares && rung == Rung::Aac128).then(file),
            })
            .collect();
        if shares && !self.job.rungs.contains(&Rung::Aac128) {
            wanted.push(AacWanted { rung: Rung::Aac128, segments: None, progressive: Some(file()) });
        }
        // The one with most to do first: it is the last to end.
        wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.rung));
        wanted
    }

    fn ladder(&self, done: Done, frames: u64) -> Ladder {
        let progressive_m4a_bytes = done.m4a.or_else(|| done.aac.iter().find_map(|aac| aac.progressive_bytes));
        let mut made: Vec<Rendition> = done.aac.into_iter().filter_map(|aac| aac.rendition).chain(done.flac).collect();
        made.sort_by_key(|made| self.job.rungs.iter().position(|rung| *rung == made.rung));
        let (loudness, waveform, blocks, fingerprint) = match done.analysis {
            Some(Analysed { loudness, waveform, blocks, fingerprint }) => {
                (Some(loudness), Some(waveform), Some(blocks), Some(fingerprint))
            }
            None => (None, None, None, None),
        };
        Ladder {
            frames,
            sample_rate: self.ladder.rate,
            channels: self.ladder.channels,
            priming: self.cuts.priming,
            renditions: made,
            loudness,
            waveform,
            loudness_blocks: blocks,
            fingerprint,
            progressive_m4a_bytes,
            progressive_mp3_bytes: done.mp3,
        }
    }
}

const M4A: &str = "progressive.m4a";
const MP3: &str = "progressive.mp3";

/// A branch at work.
type Thread<'scope, T> = ScopedJoinHandle<'scope, Result<T, Error>>;

struct Branches<'scope> {
    /// Samples at the master's rate.
    source: Fan,
    /// Samples at the ladder's rate.
    ladder: Fan,
    aac: Vec<Thread<'scope, AacDone>>,
    flac: Option<Thread<'scope, Rendition>>,
    m4a: Option<Thread<'scope, u64>>,
    mp3: Option<Thread<'scope, u64>>,
    analysis: Option<Thread<'scope, Analysed>>,
}

impl<'scope> Branches<'scope> {
    fn start<'env>(scope: &'scope Scope<'scope, 'env>, plan: &'env Plan<'env>) -> Self {
        let Plan { job, source: source_shape, ladder: shape, cuts, bits } = *plan;
        let (mut source, mut ladder) = (Fan::new(shape.channels), Fan::new(shape.channels));
        let aac = plan.aac().into_iter().map(|wanted| {
            let chunks = ladder.thread();
            scope.spawn(move || branch::aac(&chunks, shape, cuts, &wanted))
        });
        let aac = aac.collect();
        let flac = job.rungs.contains(&Rung::Flac).then(|| {
            let chunks = source.thread();
            let format = Whole { channels: source_shape.channels, rate: source_shape.rate, bits };
            scope.spawn(move || branch::flac(&chunks, format, cuts, &job.out_dir.join(Rung::Flac.name())))
        });
        let mut file = |name: &'static str, make: Progressive| {
            let chunks = ladder.thread();
            scope.spawn(move || make(&chunks, shape, &job.out_dir.join(name)))
        };
        let m4a = (job.progressive && !plan.stands_alone()).then(|| file(M4A, branch::m4a));
        let mp3 = job.progressive.then(|| file(MP3, branch::mp3));
        let analysis = job.analyse.then(|| {
            let chunks = source.thread();
            scope.spawn(move || branch::analyse(&chunks, source_shape))
        });
        Self { source, ladder, aac, flac, m4a, mp3, analysis }
    }

    /// Ends the input and waits for all threads.
    fn join(self) -> Result<Done, Error> {
        drop((self.source, self.ladder));
        Ok(Done {
            aac: self.aac.into_iter().map(joined).collect::<Result<_, _>>()?,
            flac: self.flac.map(joined).transpose()?,
            m4a: self.m4a.map(joined).transpose()?,
            mp3: self.mp3.map(joined).transpose()?,
            analysis: self.analysis.map(joined).transpose()?,
        })
    }
}

/// Makes a progressive file and tells its length in bytes.
type Progressive = fn(&std::sync::mpsc::Receiver<fan::Chunk>, Shape, &Path) -> Result<u64, Error>;

fn joined<T>(thread: Thread<'_, T>) -> Result<T, Error> {
    match thread.join() {
        Ok(result) => result,
        // As it would have been without a thread: the executable dies of it.
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// What all branches leave behind.
struct Done {
    aac: Vec<AacDone>,
    flac: Option<Rendition>,
    m4a: Option<u64>,
    mp3: Option<u64>,
    analysis: Option<Analysed>,
}
