//! `tonewood live check`: a sound check. It needs neither a database nor a server.

use std::fs::File;
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use anyhow::Context as _;
use config::Settings;
use media::live::{CHANNELS, RATE};
use worker::live::capture;
use worker::live::source::{Given, LetGo, Source, source};

use super::meter;
use crate::commands::instance::{media, runtime};
use crate::commands::logs;

const SILENT: &str =
    "Only silence came. Is the right input chosen and turned up? `alsamixer` (F4 for inputs) shows and changes that.";

/// Listens for some seconds, shows the level of each and what went wrong, and writes a file if one is wanted.
///
/// # Errors
/// A sentence with the way out.
pub(super) fn run(settings: &Settings, device: &str, (seconds, write): (u32, Option<&Path>)) -> anyhow::Result<()> {
    logs::start(settings);
    let media = media(settings)?;
    let file = write.map(Wav::create).transpose()?;
    let runtime = runtime()?;
    let done = runtime.block_on(async {
        let (end, source) = source(capture::facts(device));
        let device = device.to_owned();
        tokio::spawn(async move { capture::run(&media, &device, end).await });
        Check { file, ..Check::default() }.listen(source, u64::from(seconds) * u64::from(RATE)).await
    });
    runtime.shutdown_background();
    done
}

#[derive(Default)]
struct Check {
    file: Option<Wav>,
    frames: u64,
    lost: u64,
    /// Frames lost in this second.
    lost_now: u64,
    /// Loudest of this second, left and right.
    peak: [f32; 2],
    loudest: f32,
}

impl Check {
    async fn listen(mut self, mut source: Source, frames: u64) -> anyhow::Result<()> {
        while self.frames < frames {
            let given = source.given.recv().await.context("the sound card gives nothing any more")?;
            match given {
                Given::Facts(facts) => {
                    let channels = if facts.channels == 1 {
                        "1 channel".to_owned()
                    } else {
                        format!("{} channels", facts.channels)
                    };
                    println!("{} Hz, {channels}", facts.sample_rate);
                }
                Given::Samples(samples) => self.hear(&samples)?,
                Given::Lost { frames } => {
                    self.lost += frames;
                    self.lost_now += frames;
                }
                Given::Problem(Some(problem)) => println!("{problem}"),
                Given::Problem(None) => println!("The sound card is back."),
                Given::Refused(reason) => anyhow::bail!(reason),
                Given::Playing { .. } | Given::Bytes(_) => {}
            }
        }
        source.let_go(LetGo::ForGood);
        if let Some(file) = self.file {
            file.finish()?;
        }
        if self.loudest <= 0.0 {
            println!("{SILENT}");
        }
        println!(
            "{} heard, loudest {}, {} lost",
            ms(self.frames),
            meter::dbfs(meter::level(self.loudest)),
            ms(self.lost)
        );
        Ok(())
    }

    fn hear(&mut self, samples: &[f32]) -> anyhow::Result<()> {
        if let Some(file) = &mut self.file {
            file.write(samples)?;
        }
        let second = u64::from(RATE);
        for [left, right] in samples.as_chunks::<2>().0 {
            self.peak = [self.peak[0].max(left.abs()), self.peak[1].max(right.abs())];
            self.frames += 1;
            if self.frames.is_multiple_of(second) {
                let [left, right] = self.peak;
                self.loudest = self.loudest.max(left).max(right);
                let (left, right) = (meter::dbfs(meter::level(left)), meter::dbfs(meter::level(right)));
                let lost = match std::mem::take(&mut self.lost_now) {
                    0 => String::new(),
                    lost => format!("  {} lost, silence in their place", ms(lost)),
                };
                println!("{:>4} s  left {left:<12} right {right:<12}{lost}", self.frames / second);
                self.peak = [0.0; 2];
            }
        }
        Ok(())
    }
}

fn ms(frames: u64) -> String {
    format!("{} ms", frames * 1000 / u64::from(RATE))
}

/// A WAV file of floats that is being written.
struct Wav {
    file: BufWriter<File>,
    bytes: u32,
}

impl Wav {
    fn create(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
        let mut wav = Self { file: BufWriter::new(file), bytes: 0 };
        wav.head()?;
        Ok(wav)
    }

    /// The head says how much follows, so it is written again at the end.
    fn head(&mut self) -> std::io::Result<()> {
        let frame = CHANNELS * 4;
        let mut head = Vec::with_capacity(44);
        head.extend(b"RIFF");
        head.extend((self.bytes + 36).to_le_bytes());
        head.extend(b"WAVEfmt ");
        head.extend(16_u32.to_le_bytes());
        // Floats.
        head.extend(3_u16.to_le_bytes());
        head.extend(CHANNELS.to_le_bytes());
        head.extend(RATE.to_le_bytes());
        head.extend((RATE * u32::from(frame)).to_le_bytes());
        head.extend(frame.to_le_bytes());
        head.extend(32_u16.to_le_bytes());
        head.extend(b"data");
        head.extend(self.bytes.to_le_bytes());
        self.file.write_all(&head)
    }

    fn write(&mut self, samples: &[f32]) -> anyhow::Result<()> {
        for sample in samples {
            self.file.write_all(&sample.to_le_bytes())?;
        }
        self.bytes = u32::try_from(samples.len() * 4)
            .ok()
            .and_then(|more| self.bytes.checked_add(more))
            .context("the file is too long")?;
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.head()?;
        Ok(self.file.flush()?)
    }
}
