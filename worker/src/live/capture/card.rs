//! An open sound card: what comes from it goes into a ring, and nothing else happens where it comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use cpal::traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _};
use cpal::{BufferSize, Data, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};
use rtrb::{Consumer, Producer, RingBuffer};

/// Frames in a period, the largest first: cpal's buffer is two of them. With 4,096 nothing is lost when the machine is busy for
/// 150 ms; a card that cannot do that gets what it can.
const PERIODS: [BufferSize; 4] =
    [BufferSize::Fixed(4096), BufferSize::Fixed(2048), BufferSize::Fixed(1024), BufferSize::Default];
/// Rates from the one that is wanted to the one that is better than nothing.
const WANTED_RATES: [u32; 5] = [48_000, 96_000, 44_100, 88_200, 192_000];
/// How many seconds the ring holds.
const RING_SECONDS: usize = 4;
/// So many errors that nobody knows mean that the card is gone.
const STORM: u32 = 20;

/// Why a card cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum OpenError {
    /// There is none of this name.
    #[error("There is no sound card {0}. `tonewood live devices` lists those of the machine that captures.")]
    Missing(String),
    /// Somebody else has it.
    #[error("The sound card {0} is in use by another program or show: end that, or choose another card.")]
    Busy(String),
    /// We may not.
    #[error("The sound card {0} may not be opened: add the user of the worker to the group audio.")]
    Denied(String),
    /// It does not give samples that are understood.
    #[error(
        "The sound card {device} cannot be used ({reason}). Try the device of the same card that begins with alsa:plughw."
    )]
    Unusable {
        /// Which.
        device: String,
        /// What the system says.
        reason: String,
    },
}

impl OpenError {
    fn of(device: &str, error: &cpal::Error) -> Self {
        let name = device.to_owned();
        match error.kind() {
            ErrorKind::DeviceBusy => Self::Busy(name),
            ErrorKind::PermissionDenied => Self::Denied(name),
            ErrorKind::DeviceNotAvailable => Self::Missing(name),
            _ => Self::Unusable { device: name, reason: error.to_string() },
        }
    }
}

/// What the card's thread tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Frames that came and went into the ring.
    pushed: AtomicU64,
    /// Overruns so far.
    overruns: AtomicU32,
    /// How many frames had come before the last one.
    overrun_at: AtomicU64,
    /// Errors nobody knows.
    errors: AtomicU32,
    is_gone: AtomicBool,
}

impl Told {
    /// Overruns so far, and how many frames had come before the last.
    pub(super) fn overruns(&self) -> (u32, u64) {
        let overruns = self.overruns.load(Ordering::Acquire);
        (overruns, self.overrun_at.load(Ordering::Acquire))
    }

    /// Whether the card is gone.
    pub(super) fn is_gone(&self) -> bool {
        self.is_gone.load(Ordering::Acquire)
    }

    fn hear(&self, kind: ErrorKind) {
        match kind {
            ErrorKind::Xrun => {
                self.overrun_at.store(self.pushed.load(Ordering::Acquire), Ordering::Release);
                self.overruns.fetch_add(1, Ordering::AcqRel);
            }
            ErrorKind::DeviceNotAvailable | ErrorKind::StreamInvalidated => self.is_gone.store(true, Ordering::Release),
            ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged => {}
            _ => {
                if self.errors.fetch_add(1, Ordering::AcqRel) >= STORM {
                    self.is_gone.store(true, Ordering::Release);
                }
            }
        }
    }
}

/// A card that plays into its ring until it is dropped.
pub(super) struct Card {
    _stream: cpal::Stream,
    /// Interleaved samples of all its channels, whole frames.
    pub(super) samples: Consumer<f32>,
    /// What became of it.
    pub(super) told: Arc<Told>,
    /// Frames a second.
    pub(super) rate: u32,
    /// How many channels.
    pub(super) channels: u16,
}

impl Card {
    /// Opens and starts the card of this name: as [`super::Device::id`] says it, or as ALSA does (`hw:0,0`). Blocks.
    pub(super) fn open(name: &str) -> Result<Self, OpenError> {
        let id = if name.starts_with("alsa:") { name.to_owned() } else { format!("alsa:{name}") };
        let id: cpal::DeviceId = id.parse().map_err(|_| OpenError::Missing(name.to_owned()))?;
        let failed = |error: cpal::Error| OpenError::of(name, &error);
        let device = cpal::default_host().device_by_id(&id).ok_or_else(|| OpenError::Missing(name.to_owned()))?;
        let (format, config) = choose(&device).map_err(failed)?.ok_or_else(|| OpenError::Unusable {
            device: name.to_owned(),
            reason: "it has no sample format that is understood".to_owned(),
        })?;
        let mut refused = None;
        for buffer_size in PERIODS {
            match Self::start(&device, format, StreamConfig { buffer_size, ..config }) {
                Err(error) if error.kind() == ErrorKind::UnsupportedConfig => refused = Some(error),
                started => return started.map_err(failed),
            }
        }
        Err(refused.map_or_else(|| OpenError::Missing(name.to_owned()), failed))
    }

    fn start(device: &cpal::Device, format: SampleFormat, config: StreamConfig) -> Result<Self, cpal::Error> {
        let frames = usize::try_from(config.sample_rate).unwrap_or(192_000) * RING_SECONDS;
        let (into, samples) = RingBuffer::new(frames * usize::from(config.channels));
        let told = Arc::new(Told::default());
        let callback = callback(format, Push { into, told: Arc::clone(&told), channels: usize::from(config.channels) });
        let errors = Arc::clone(&told);
        let stream = device.build_input_stream_raw(
            config,
            format,
            callback,
            move |error| errors.hear(error.kind()),
            // So that a card which says nothing when it dies is asked.
            Some(std::time::Duration::from_millis(500)),
        )?;
        stream.play()?;
        Ok(Self { _stream: stream, samples, told, rate: config.sample_rate, channels: config.channels })
    }
}

/// The samples that are wanted of it: stereo if it can, else mono, else the fewest channels there are; 48 kHz if it can.
fn choose(device: &cpal::Device) -> Result<Option<(SampleFormat, StreamConfig)>, cpal::Error> {
    let rank = |config: &cpal::SupportedStreamConfigRange| {
        let channels = match config.channels() {
            2 => 0,
            1 => 1,
            more => more,
        };
        let rates = config.min_sample_rate()..=config.max_sample_rate();
        let rate = WANTED_RATES.iter().position(|rate| rates.contains(rate)).unwrap_or(WANTED_RATES.len());
        Some((channels, rate, quality(config.sample_format())?))
    };
    let best = device.supported_input_configs()?.filter_map(|config| Some((rank(&config)?, config)));
    let best = best.min_by_key(|(rank, _)| *rank).map(|((_, rate, _), config)| {
        let sample_rate = WANTED_RATES.get(rate).copied().unwrap_or_else(|| config.max_sample_rate());
        let buffer_size = BufferSize::Default;
        (config.sample_format(), StreamConfig { channels: config.channels(), sample_rate, buffer_size })
    });
    Ok(best)
}

/// Which of two formats is the better one, the best 0; none for those that are not understood.
pub(super) const fn quality(format: SampleFormat) -> Option<u8> {
    match format {
        SampleFormat::F32 => Some(0),
        SampleFormat::I32 => Some(1),
        SampleFormat::I24 => Some(2),
        SampleFormat::I16 => Some(3),
        SampleFormat::U8 => Some(4),
        _ => None,
    }
}

/// Where samples go.
struct Push {
    into: Producer<f32>,
    told: Arc<Told>,
    channels: usize,
}

impl Push {
    /// Whole frames as long as there is room; what finds none is missed by the account of the card.
    fn take<T: SizedSample>(&mut self, data: &Data)
    where
        f32: FromSample<T>,
    {
        let Some(samples) = data.as_slice::<T>() else { return };
        let room = self.into.slots().min(samples.len());
        let room = room - room % self.channels;
        let Ok(chunk) = self.into.write_chunk_uninit(room) else { return };
        let pushed = chunk.fill_from_iter(samples.iter().map(|sample| <f32 as FromSample<T>>::from_sample_(*sample)));
        let frames = u64::try_from(pushed / self.channels).unwrap_or(0);
        self.told.pushed.fetch_add(frames, Ordering::AcqRel);
    }
}

fn callback(format: SampleFormat, mut push: Push) -> impl FnMut(&Data, &cpal::InputCallbackInfo) + Send + 'static {
    move |data, _| match format {
        SampleFormat::F32 => push.take::<f32>(data),
        SampleFormat::I32 => push.take::<i32>(data),
        SampleFormat::I24 => push.take::<cpal::I24>(data),
        SampleFormat::U8 => push.take::<u8>(data),
        _ => push.take::<i16>(data),
    }
}
