//! Whether a file was once lossy: encoders cut everything above some frequency off, steeper than instruments, rooms and
//! old tape do.

/// Frames per look.
const WINDOW: usize = 4096;
/// Looks that are needed for a verdict: two seconds.
const LOOKS: u32 = 20;
/// Where cut-offs are looked for, in Hz. Converters cut above.
const RANGE: std::ops::Range<f64> = 10_000.0..20_200.0;
/// Half of the width of a cut-off in Hz, and what is compared on either side of it.
const GAP: f64 = 300.0;
const SIDE: f64 = 700.0;
/// dB by which it falls, at least.
const FALL: f64 = 18.0;
/// Over so many Hz power is averaged.
const SMOOTH: f64 = 200.0;

/// The average spectrum of a track.
pub struct Spectrum {
    rate: f64,
    transform: fourier::Spectrum,
    hann: Vec<f32>,
    input: Vec<f32>,
    windowed: Vec<f32>,
    power: Vec<f64>,
    looks: u32,
}

impl Spectrum {
    /// For samples at `rate`; `None` if that is too low to tell.
    pub fn new(rate: u32) -> Option<Self> {
        let transform = fourier::Spectrum::new(WINDOW);
        let turn = |i: usize| (i as f32 / WINDOW as f32 * std::f32::consts::TAU).cos();
        (rate >= 44_100).then(|| Self {
            rate: rate.into(),
            hann: (0..WINDOW).map(|i| 0.5 - 0.5 * turn(i)).collect(),
            input: Vec::new(),
            windowed: vec![0.0; WINDOW],
            power: vec![0.0; transform.bins()],
            transform,
            looks: 0,
        })
    }

    /// Takes a block, channel by channel; one channel is looked at after the other.
    pub fn push<'a>(&mut self, mut channels: impl ExactSizeIterator<Item = &'a [f32]>) {
        let turn = self.looks as usize % channels.len().max(1);
        let Some(samples) = channels.nth(turn) else { return };
        let mut rest = samples;
        while !rest.is_empty() {
            let (taken, behind) = rest.split_at((WINDOW - self.input.len()).min(rest.len()));
            self.input.extend_from_slice(taken);
            rest = behind;
            if self.input.len() == WINDOW {
                self.look();
                self.input.clear();
            }
        }
    }

    fn look(&mut self) {
        let windowed = self.windowed.iter_mut().zip(&self.input).zip(&self.hann);
        windowed.for_each(|((to, sample), factor)| *to = sample * factor);
        // It can only fail on lengths, which are right.
        if let Ok(power) = self.transform.power(&mut self.windowed) {
            self.power.iter_mut().zip(power).for_each(|(sum, bin)| *sum += f64::from(bin));
            self.looks += 1;
        }
    }

    /// The frequency in Hz above which nothing is, if it looks like an encoder's work.
    pub fn finish(self) -> Option<f64> {
        if self.looks < LOOKS {
            return None;
        }
        let level = Levels { db: self.smooth(), bin: self.rate / WINDOW as f64 };
        let top = (self.rate / 2.0 - GAP - SIDE).min(RANGE.end);
        let steps = ((top - RANGE.start) / level.bin) as usize;
        let places = (0..steps).map(|step| RANGE.start + step as f64 * level.bin);
        let (fall, hz) = places.map(|hz| (level.fall(hz), hz)).max_by(|a, b| a.0.total_cmp(&b.0))?;
        let below = level.mean(hz - GAP - SIDE, hz - GAP);
        // A wall stands after level ground, where a single tone has nothing around it; and there is nothing behind it. A
        // slope goes on, and so does music.
        let before = level.mean(hz - GAP - 3.0 * SIDE, hz - GAP - 2.0 * SIDE);
        let ground = level.lowest(hz - GAP - 3.0 * SIDE, hz - GAP);
        let behind = level.highest(hz + GAP, self.rate / 2.0);
        let level_ground = before - below < fall / 2.0 && below - ground < fall / 2.0;
        (fall >= FALL && level_ground && below - behind >= FALL * 0.75).then_some(hz)
    }

    /// dB by bin.
    fn smooth(&self) -> Vec<f64> {
        let width = (SMOOTH * WINDOW as f64 / self.rate).round().max(1.0) as usize;
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
        // Far below anything a file can hold, so that nothing is not infinitely less than little.
        let floor = f64::from(self.looks) * 1e-12;
        self.power.windows(width).map(|part| 10.0 * (mean(part) + floor).log10()).collect()
    }
}

struct Levels {
    db: Vec<f64>,
    bin: f64,
}

impl Levels {
    fn part(&self, from: f64, to: f64) -> &[f64] {
        let at = |hz: f64| ((hz / self.bin) as usize).min(self.db.len());
        self.db.get(at(from)..at(to)).unwrap_or_default()
    }

    fn mean(&self, from: f64, to: f64) -> f64 {
        let part = self.part(from, to);
        part.iter().sum::<f64>() / part.len().max(1) as f64
    }

    fn highest(&self, from: f64, to: f64) -> f64 {
        self.part(from, to).iter().copied().fold(f64::MIN, f64::max)
    }

    fn lowest(&self, from: f64, to: f64) -> f64 {
        self.part(from, to).iter().copied().fold(f64::MAX, f64::min)
    }

    fn fall(&self, hz: f64) -> f64 {
        self.mean(hz - GAP - SIDE, hz - GAP) - self.mean(hz + GAP, hz + GAP + SIDE)
    }
}
