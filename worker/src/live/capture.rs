//! Sound cards of this machine: which there are, and one of them as a source.
//!
//! The card's clock is the media time: what it gives is never stretched. What it loses becomes silence, so that the show goes
//! on in step with the clock on the wall; a card that is gone is looked for until it is back.

mod account;
mod card;
mod listening;
mod resampling;

use cpal::traits::{DeviceTrait as _, HostTrait as _};
use live::link::SourceFacts;
use media::Media;
use media::live::{LiveFacts, RATE};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::source::{Given, LetGo, SourceEnd};
use listening::Heard;
use resampling::Resampling;

/// Rates that are named in lists.
const RATES: [u32; 6] = [32_000, 44_100, 48_000, 88_200, 96_000, 192_000];
/// What ALSA lists and what is no sound card: plugins that need another one, and the one that swallows everything.
const NO_CARDS: [&str; 9] =
    ["null", "samplerate", "speexrate", "lavrate", "speex", "upmix", "vdownmix", "usbstream", "jack"];
/// How many things the listening thread may be ahead.
const AHEAD: usize = 16;

/// A sound card, or a part of one, that can be captured from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// What to call it: `alsa:` and the name that ALSA has for it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// How many channels it takes at most; 0 while it cannot be asked.
    pub channels: u16,
    /// Usual rates it takes.
    pub rates: Vec<u32>,
    /// Whether another program, or a show, has it at the moment.
    pub is_busy: bool,
}

/// The sound cards of this machine. Blocks, and opens each of them for a moment: nothing to do every second.
#[must_use]
pub fn devices() -> Vec<Device> {
    let Ok(devices) = cpal::default_host().input_devices() else { return Vec::new() };
    let mut found: Vec<Device> = devices.filter_map(|device| described(&device)).collect();
    found.sort_by(|one, other| one.id.cmp(&other.id));
    found
}

fn described(device: &cpal::Device) -> Option<Device> {
    let id = device.id().ok()?;
    let pcm = id.id().split(':').next().unwrap_or_default();
    if NO_CARDS.iter().any(|name| pcm.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))) {
        return None;
    }
    let name = device.description().map_or_else(|_| id.id().to_owned(), |told| told.name().to_owned());
    let mut described = Device { id: id.to_string(), name, channels: 0, rates: Vec::new(), is_busy: false };
    match device.supported_input_configs() {
        Ok(configs) => {
            let configs: Vec<_> = configs.filter(|config| card::quality(config.sample_format()).is_some()).collect();
            described.channels = configs.iter().map(cpal::SupportedStreamConfigRange::channels).max()?;
            let takes =
                |rate: &u32| configs.iter().any(|of| (of.min_sample_rate()..=of.max_sample_rate()).contains(rate));
            described.rates = RATES.into_iter().filter(takes).collect();
        }
        Err(error) if error.kind() == cpal::ErrorKind::DeviceBusy => described.is_busy = true,
        Err(_) => return None,
    }
    Some(described)
}

/// What a sound card says that it is.
#[must_use]
pub fn facts(device: &str) -> SourceFacts {
    SourceFacts {
        kind: "capture".to_owned(),
        client: device.chars().take(120).collect(),
        content_type: format!("audio/x-f32le;rate={RATE};channels=2"),
        takes_over: false,
        line: String::new(),
    }
}

/// Feeds a run from a sound card, named as [`Device::id`] or as ALSA does, until the run lets it go. A card that cannot be
/// opened the first time is refused; one that is lost later is silence for a while, then nothing, and is opened again as soon
/// as it is back.
pub async fn run(media: &Media, device: &str, to: SourceEnd) {
    let (said, mut heard) = mpsc::channel(AHEAD);
    let name = device.to_owned();
    let listening = std::thread::Builder::new().name("capture".to_owned());
    if let Err(error) = listening.spawn(move || listening::listen(&name, &said)) {
        let _ = to.give(Given::Refused(format!("The system gives no thread for the sound card: {error}"))).await;
        return;
    }
    let mut forward = Forward { media, to: &to, rate: RATE, resampling: None };
    loop {
        let heard = tokio::select! {
            _ = to.until_let_go() => return,
            heard = heard.recv() => heard,
        };
        let Some(heard) = heard else { return };
        if forward.give(heard).await.is_err() {
            return;
        }
    }
}

/// What was heard on its way to the run.
struct Forward<'a> {
    media: &'a Media,
    to: &'a SourceEnd,
    rate: u32,
    resampling: Option<Resampling>,
}

impl Forward<'_> {
    async fn give(&mut self, heard: Heard) -> Result<(), LetGo> {
        match heard {
            Heard::Opened { rate, channels } => {
                self.rate = rate;
                self.resampling = None;
                let facts = LiveFacts { codec: "PCM".to_owned(), sample_rate: rate, channels };
                self.to.give(Given::Facts(facts)).await
            }
            Heard::Samples(samples) if self.rate == RATE => self.to.give(Given::Samples(samples)).await,
            Heard::Samples(samples) => self.resample(&samples).await,
            Heard::Lost { frames } => {
                let frames = frames * u64::from(RATE) / u64::from(self.rate.max(1));
                self.to.give(Given::Lost { frames }).await
            }
            Heard::Problem(problem) => self.to.give(Given::Problem(problem)).await,
            Heard::Refused(reason) => self.to.give(Given::Refused(reason)).await,
        }
    }

    /// A resampler that dies is started anew once for what it did not take.
    async fn resample(&mut self, samples: &[f32]) -> Result<(), LetGo> {
        for _ in 0..2 {
            if self.resampling.is_none() {
                match Resampling::start(self.media, self.rate, self.to.clone()).await {
                    Ok(started) => self.resampling = Some(started),
                    Err(error) => return self.to.give(Given::Refused(error.to_string())).await,
                }
            }
            if let Some(resampling) = &mut self.resampling
                && resampling.write(samples).await.is_ok()
            {
                return Ok(());
            }
            self.resampling = None;
        }
        self.to.give(Given::Problem(Some("Some sound was lost on its way to 48 kHz.".to_owned()))).await
    }
}
