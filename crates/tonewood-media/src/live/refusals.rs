//! What is said to somebody whose source cannot be played.

use media::Refusal;

/// What to send instead.
const SEND: &str = "Send MP3, AAC (ADTS), Ogg with Vorbis, Opus or FLAC, plain FLAC, or WebM with Opus.";

/// The media type is none of ours.
pub fn unknown_type(content_type: &str) -> Refusal {
    Refusal::new("unsupported_source", format!("Sources of the type {content_type} cannot be played here. {SEND}"))
}

/// Bytes come, and nothing of them can be played.
pub fn not_audio() -> Refusal {
    Refusal::new("not_audio", format!("What this source sends is not audio of a kind that is known here. {SEND}"))
}

/// A codec in a container that we read, but not with it.
pub fn unsupported_codec(what: &str) -> Refusal {
    Refusal::new("unsupported_codec", format!("This source sends {what}, which cannot be played here. {SEND}"))
}

/// More than two channels, or none.
pub fn channels(channels: u16) -> Refusal {
    Refusal::new(
        "surround",
        format!("This source sends {channels} channels. Only mono and stereo are supported: set it to two channels."),
    )
}

/// A rate that is not used for music.
pub fn sample_rate(rate: u32) -> Refusal {
    Refusal::new(
        "sample_rate",
        format!("This source sends {rate} samples per second. Set it to 48000 or 44100 samples per second."),
    )
}
