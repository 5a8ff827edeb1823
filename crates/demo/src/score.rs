//! Parts, notes and time: what the arrangers write and the mixing desk plays.

use crate::synth::Instrument;

/// One note of a part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// Start, in beats from the beginning.
    pub beat: f32,
    /// Length in beats.
    pub beats: f32,
    /// MIDI pitch.
    pub pitch: i32,
    /// Strength, 0.0 to 1.0.
    pub velocity: f32,
}

impl Note {
    /// A note; the velocity is kept within 0.02 and 1.0.
    pub fn new(beat: f32, beats: f32, pitch: i32, velocity: f32) -> Self {
        Self { beat, beats, pitch, velocity: velocity.clamp(0.02, 1.0) }
    }
}

/// What a channel strip does to a part's tone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Insert {
    /// Nothing.
    None,
    /// Two detuned, wandering copies beside the sound.
    Chorus,
    /// Takes away what is below (Hz).
    HighPass(f32),
    /// Takes away what is above (Hz).
    LowPass(f32),
    /// Sung vowels that change slowly.
    Vowels,
    /// The wooden body of a plucked instrument.
    Body,
    /// A wave of brightness: low-pass sweeping between two frequencies (Hz) over a number of seconds.
    Sweep(f32, f32, f32),
}

/// A channel of the mixing desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// Loudness of the part by itself, in LUFS, before the mix is brought to level.
    pub level: f32,
    /// Place from -1.0 (left) to 1.0 (right).
    pub pan: f32,
    /// How far its notes are spread around that place, 0.0 to 1.0.
    pub width: f32,
    /// Share sent to the room.
    pub room: f32,
    /// Share sent to the echo.
    pub echo: f32,
    /// How far it gives way to the kick, 0.0 to 1.0.
    pub duck: f32,
    /// Tone.
    pub insert: Insert,
}

impl Strip {
    /// A dry channel in the middle at a level in LUFS.
    pub fn at(level: f32) -> Self {
        Self { level, pan: 0.0, width: 0.0, room: 0.1, echo: 0.0, duck: 0.0, insert: Insert::None }
    }

    /// Placed at `pan`, notes spread by `width`.
    pub fn placed(self, pan: f32, width: f32) -> Self {
        Self { pan, width, ..self }
    }

    /// Sent to room and echo.
    pub fn sent(self, room: f32, echo: f32) -> Self {
        Self { room, echo, ..self }
    }

    /// Giving way to the kick.
    pub fn ducked(self, duck: f32) -> Self {
        Self { duck, ..self }
    }

    /// With a tone.
    pub fn through(self, insert: Insert) -> Self {
        Self { insert, ..self }
    }
}

/// An instrument, what it plays and its channel.
pub struct Part {
    /// For messages and tests.
    pub name: &'static str,
    /// The instrument.
    pub instrument: Box<dyn Instrument>,
    /// What it plays, in any order.
    pub notes: Vec<Note>,
    /// Its channel.
    pub strip: Strip,
    /// Whether `pitch` of its notes is a musical pitch (drums and noises are not).
    pub pitched: bool,
}

/// The room everything sounds in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Seconds until it is 60 dB quieter.
    pub seconds: f32,
    /// How fast the treble goes, 0.0 (never) to 1.0.
    pub damping: f32,
    /// Loudness of the room against its sends.
    pub gain: f32,
}

/// The echo of the desk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Echo {
    /// Time between repeats, in beats.
    pub beats: f32,
    /// How much of a repeat comes again, below 1.0.
    pub feedback: f32,
    /// Brightness of the repeats (Hz).
    pub cutoff: f32,
}

/// A piece ready to be played.
pub struct Score {
    /// Beats a minute.
    pub tempo: f32,
    /// Length in beats, without the tail.
    pub beats: f32,
    /// Swing: 0.0 straight, 0.33 triplets; and the note value that swings, in beats.
    pub swing: (f32, f32),
    /// Wandering of the tempo, in seconds.
    pub rubato: f32,
    /// Unevenness of single notes, in seconds.
    pub loose: f32,
    /// Seconds of tail after the last bar.
    pub tail: f32,
    /// The room.
    pub room: Room,
    /// The echo.
    pub echo: Echo,
    /// Beats at which ducked parts give way.
    pub kicks: Vec<f32>,
    /// Who plays.
    pub parts: Vec<Part>,
}

impl Score {
    /// When a beat sounds, in seconds: tempo, swing, wandering and the slowing down at the end.
    pub fn seconds(&self, beat: f32) -> f32 {
        let (swing, unit) = self.swing;
        let pair = (beat / (2.0 * unit)).floor() * 2.0 * unit;
        let inside = beat - pair;
        let long = unit * (1.0 + swing);
        let swung =
            if inside < unit { inside / unit * long } else { long + (inside - unit) / unit * (2.0 * unit - long) };
        let straight = (pair + swung) * 60.0 / self.tempo;
        let wander = self.rubato * (beat * std::f32::consts::TAU / 16.0).sin();
        let ending = (beat - (self.beats - 4.0)).max(0.0);
        let slowing = if self.rubato > 0.0 { 0.03 * ending * ending } else { 0.0 };
        0.08 + straight + wander + slowing
    }

    /// Length of the whole piece in seconds.
    pub fn duration(&self) -> f32 {
        self.seconds(self.beats) + self.tail
    }
}
