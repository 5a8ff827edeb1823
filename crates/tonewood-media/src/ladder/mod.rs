//! The ladder: one file is decoded once and fans out to threads, one per rung, which share every chunk of samples.

mod branch;
mod cuts;
mod fan;
mod feed;
mod neighbour;
mod segmenter;

use std::thread::{Scope, ScopedJoinHandle};

use media::{Ladder, LadderJob, Rendition, Rung};

use self::branch::Shape;
use self::cuts::Cuts;
use self::fan::{Fan, Fed};
use self::feed::{Feed, priming};
use crate::analyse::Analysed;
use crate::decode::Decoder;
use crate::encode::{Whole, m4a};
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
    /// Frames of the track at the ladder's rate, if progressive files are to be made: the M4A must know them in advance.
    files: Option<u64>,
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
            files: job.progressive.then(|| m4a::length(&job.input, rate)).transpose()?,
        })
    }

    /// The lossy rungs. The one with most to do first: it is the last to end.
    fn aac(&self) -> Vec<Rung> {
        let mut rungs: Vec<_> = self.job.rungs.iter().copied().filter(|rung| *rung != Rung::Flac).collect();
        rungs.sort_by_key(|rung| std::cmp::Reverse(*rung));
        rungs
    }

    fn ladder(&self, done: Done, frames: u64) -> Ladder {
        let mut made: Vec<Rendition> = done.aac.into_iter().chain(done.flac).collect();
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
            progressive_m4a_bytes: done.files.map(|[m4a, _]| m4a),
            progressive_mp3_bytes: done.files.map(|[_, mp3]| mp3),
        }
    }
}

/// A branch at work.
type Thread<'scope, T> = ScopedJoinHandle<'scope, Result<T, Error>>;

struct Branches<'scope> {
    /// Samples at the master's rate.
    source: Fan,
    /// Samples at the ladder's rate.
    ladder: Fan,
    aac: Vec<Thread<'scope, Rendition>>,
    flac: Option<Thread<'scope, Rendition>>,
    files: Option<Thread<'scope, [u64; 2]>>,
    analysis: Option<Thread<'scope, Analysed>>,
}

impl<'scope> Branches<'scope> {
    fn start<'env>(scope: &'scope Scope<'scope, 'env>, plan: &'env Plan<'env>) -> Self {
        let Plan { job, source: source_shape, ladder: shape, cuts, bits, files } = *plan;
        let (mut source, mut ladder) = (Fan::new(shape.channels), Fan::new(shape.channels));
        let aac = plan.aac().into_iter().map(|rung| {
            let chunks = ladder.thread();
            scope.spawn(move || branch::aac(&chunks, shape, cuts, (rung, &job.out_dir.join(rung.name()))))
        });
        let aac = aac.collect();
        let flac = job.rungs.contains(&Rung::Flac).then(|| {
            let chunks = source.thread();
            let format = Whole { channels: source_shape.channels, rate: source_shape.rate, bits };
            scope.spawn(move || branch::flac(&chunks, format, cuts, &job.out_dir.join(Rung::Flac.name())))
        });
        let files = files.map(|frames| {
            let chunks = ladder.thread();
            let paths = ["progressive.m4a", "progressive.mp3"].map(|name| job.out_dir.join(name));
            scope.spawn(move || branch::files(&chunks, shape, frames, paths.each_ref().map(|path| path.as_path())))
        });
        let analysis = job.analyse.then(|| {
            let chunks = source.thread();
            scope.spawn(move || branch::analyse(&chunks, source_shape))
        });
        Self { source, ladder, aac, flac, files, analysis }
    }

    /// Ends the input and waits for all threads.
    fn join(self) -> Result<Done, Error> {
        drop((self.source, self.ladder));
        Ok(Done {
            aac: self.aac.into_iter().map(joined).collect::<Result<_, _>>()?,
            flac: self.flac.map(joined).transpose()?,
            files: self.files.map(joined).transpose()?,
            analysis: self.analysis.map(joined).transpose()?,
        })
    }
}

fn joined<T>(thread: Thread<'_, T>) -> Result<T, Error> {
    match thread.join() {
        Ok(result) => result,
        // As it would have been without a thread: the executable dies of it.
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// What all branches leave behind.
struct Done {
    aac: Vec<Rendition>,
    flac: Option<Rendition>,
    /// Lengths in bytes of the M4A and the MP3.
    files: Option<[u64; 2]>,
    analysis: Option<Analysed>,
}
