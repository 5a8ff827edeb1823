//! The ladder: one file is decoded once and fans out to threads, one per rung, which share every chunk of samples.

mod branch;
mod segmenter;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use media::{Ladder, LadderJob, Loudness, Rung};

use self::branch::{AacDone, Chunk, Shape};
use crate::decode::Decoder;
use crate::encode::aac::PRIMING;
use crate::error::Error;
use crate::resample::{Resampler, ladder_rate};

/// Chunks that may wait for a slow thread.
const WAITING: usize = 8;
/// Frames per chunk, at least: small blocks are gathered so that threads are not woken for nothing.
const GATHER: usize = 8192;

/// Does the job; tells how much is done.
pub fn run(job: &LadderJob, mut progress: impl FnMut(f32)) -> Result<Ladder, Error> {
    let mut decoder = Decoder::open(&job.input)?;
    std::fs::create_dir_all(&job.out_dir).map_err(Error::io("create", &job.out_dir))?;
    std::thread::scope(|scope| {
        let mut branches = Branches::start(scope, job, &decoder);
        let fed = feed(&mut decoder, &mut branches, &mut progress);
        let outcome = branches.join();
        // A refusal of the file counts more than what it did to the threads behind it; but a thread that has stopped
        // is the reason why feeding ended early.
        match fed {
            Ok(frames) => outcome?.ladder(frames),
            Err(Fed::Stopped) => outcome?.ladder(0),
            Err(Fed::Error(error)) => Err(error),
        }
    })
}

/// Why feeding ended early.
enum Fed {
    /// A thread takes no more samples: it has failed.
    Stopped,
    /// The file, most likely.
    Error(Error),
}

impl From<Error> for Fed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Chunks on their way to some threads.
#[derive(Default)]
struct Fan {
    threads: Vec<SyncSender<Chunk>>,
    gathered: Vec<f32>,
    channels: usize,
    frames: u64,
}

impl Fan {
    fn thread(&mut self) -> Receiver<Chunk> {
        let (sender, receiver) = sync_channel(WAITING);
        self.threads.push(sender);
        receiver
    }

    fn push(&mut self, samples: &[f32]) -> Result<(), Fed> {
        self.frames += (samples.len() / self.channels) as u64;
        if self.threads.is_empty() {
            return Ok(());
        }
        self.gathered.extend_from_slice(samples);
        if self.gathered.len() >= GATHER * self.channels { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Fed> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let next = Vec::with_capacity(self.gathered.capacity());
        let chunk = Arc::new(std::mem::replace(&mut self.gathered, next));
        self.threads.iter().try_for_each(|thread| thread.send(chunk.clone())).map_err(|_| Fed::Stopped)
    }
}

/// A branch at work.
type Thread<'scope, T> = ScopedJoinHandle<'scope, Result<T, Error>>;

struct Branches<'scope> {
    shape: Shape,
    /// Samples at the master's rate.
    source: Fan,
    /// Samples at the ladder's rate.
    ladder: Fan,
    renditions: Vec<Thread<'scope, AacDone>>,
    mp3: Option<Thread<'scope, u64>>,
    analysis: Option<Thread<'scope, (Loudness, Vec<u8>)>>,
}

impl<'scope> Branches<'scope> {
    fn start<'env>(scope: &'scope Scope<'scope, 'env>, job: &'env LadderJob, decoder: &Decoder) -> Self {
        let facts = decoder.facts();
        let source_shape = Shape { channels: facts.channels, rate: facts.sample_rate };
        let shape = Shape { channels: facts.channels, rate: ladder_rate(facts.sample_rate) };
        let fan = || Fan { channels: facts.channels.into(), ..Fan::default() };
        let (mut source, mut ladder) = (fan(), fan());
        let extra = job.progressive && !job.rungs.contains(&Rung::Aac128);
        let rungs = job.rungs.iter().map(|rung| (*rung, true)).chain(extra.then_some((Rung::Aac128, false)));
        let renditions = rungs
            .map(|(rung, segments)| {
                let chunks = ladder.thread();
                let folder = segments.then(|| job.out_dir.join(rung.name()));
                let m4a = (job.progressive && rung == Rung::Aac128).then(|| job.out_dir.join("progressive.m4a"));
                scope.spawn(move || branch::aac(&chunks, shape, rung, folder.as_deref(), m4a.as_deref()))
            })
            .collect();
        let mp3 = job.progressive.then(|| {
            let chunks = ladder.thread();
            scope.spawn(move || branch::mp3(&chunks, shape, &job.out_dir.join("progressive.mp3")))
        });
        let analysis = job.analyse.then(|| {
            let chunks = source.thread();
            scope.spawn(move || branch::analyse(&chunks, source_shape))
        });
        Self { shape, source, ladder, renditions, mp3, analysis }
    }

    /// Ends the input and waits for all threads.
    fn join(self) -> Result<Done, Error> {
        drop((self.source, self.ladder));
        let mut done = Done { shape: self.shape, ..Done::default() };
        for thread in self.renditions {
            let aac = joined(thread)?;
            done.aac.push(aac);
        }
        done.mp3 = self.mp3.map(joined).transpose()?;
        done.analysis = self.analysis.map(joined).transpose()?;
        Ok(done)
    }
}

fn joined<T>(thread: Thread<'_, T>) -> Result<T, Error> {
    match thread.join() {
        Ok(result) => result,
        // As it would have been without a thread: the executable dies of it.
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

#[derive(Debug)]
struct Done {
    shape: Shape,
    aac: Vec<AacDone>,
    mp3: Option<u64>,
    analysis: Option<(Loudness, Vec<u8>)>,
}

impl Default for Done {
    fn default() -> Self {
        Self { shape: Shape { channels: 0, rate: 0 }, aac: Vec::new(), mp3: None, analysis: None }
    }
}

impl Done {
    fn ladder(self, frames: u64) -> Result<Ladder, Error> {
        if frames == 0 {
            return Err(Error::Internal("a thread stopped without an error".to_owned()));
        }
        let progressive_m4a_bytes = self.aac.iter().find_map(|aac| aac.progressive_bytes);
        let (loudness, waveform) = self.analysis.unzip();
        Ok(Ladder {
            frames,
            sample_rate: self.shape.rate,
            channels: self.shape.channels,
            priming: PRIMING,
            renditions: self.aac.into_iter().filter_map(|aac| aac.rendition).collect(),
            loudness,
            waveform,
            loudness_blocks: None,
            fingerprint: None,
            progressive_m4a_bytes,
            progressive_mp3_bytes: self.mp3,
        })
    }
}

/// Decodes everything into the threads; frames at the ladder's rate.
fn feed(decoder: &mut Decoder, branches: &mut Branches<'_>, progress: &mut impl FnMut(f32)) -> Result<u64, Fed> {
    let facts = decoder.facts();
    let (from, to) = (facts.sample_rate, branches.shape.rate);
    let mut resampler = if from == to { None } else { Some(Resampler::new(from, to, facts.channels)?) };
    let mut told = 0.0;
    loop {
        let done = decoder.done();
        if done - told >= 0.01 {
            told = done;
            // The threads have still something to do when the last sample is read.
            progress(done * 0.99);
        }
        let Some(block) = decoder.next_block()? else { break };
        branches.source.push(block)?;
        match &mut resampler {
            Some(resampler) => resample(&mut branches.ladder, |sink| resampler.push(block, sink))?,
            None => branches.ladder.push(block)?,
        }
    }
    if let Some(resampler) = resampler {
        resample(&mut branches.ladder, |sink| resampler.finish(sink))?;
    }
    branches.source.flush()?;
    branches.ladder.flush()?;
    Ok(branches.ladder.frames)
}

/// Lets `work` push samples into `fan`. The resampler only knows errors, so a stopped thread is remembered beside it.
fn resample(
    fan: &mut Fan,
    work: impl FnOnce(&mut dyn FnMut(&[f32]) -> Result<(), Error>) -> Result<(), Error>,
) -> Result<(), Fed> {
    let mut outcome = Ok(());
    let worked = work(&mut |samples| {
        if outcome.is_ok() {
            outcome = fan.push(samples);
        }
        Ok(())
    });
    worked?;
    outcome
}
