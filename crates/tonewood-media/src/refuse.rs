//! What is said to artists about files that are not accepted. Codes are stable; sentences may change.

use media::Refusal;

/// What to do instead, for everything that some editor can export.
const EXPORT: &str = "Export a WAV or FLAC file and upload that.";
/// What to do about damage.
const AGAIN: &str = "Export it again, or copy it again from where it was whole, and upload that.";

/// There is nothing in the file.
pub fn empty() -> Refusal {
    Refusal::new(
        "empty_file",
        "The file is empty. Upload it again; if it is empty on your side as well, export it again.",
    )
}

/// A file of another kind: `what` with an article, `hint` a sentence.
pub fn not_audio(what: &str, hint: &str) -> Refusal {
    Refusal::new("not_audio", format!("This is {what}, not audio. {hint}"))
}

/// Audio in a container we do not read: `what` with an article.
pub fn unsupported_format(what: &str) -> Refusal {
    Refusal::new("unsupported_format", format!("This is {what}, which is not supported here. {EXPORT}"))
}

/// A known container with a codec we do not read: `what` names both.
pub fn unsupported_codec(what: &str) -> Refusal {
    Refusal::new(
        "unsupported_codec",
        format!("The audio in this file is {what}, which is not supported here. {EXPORT}"),
    )
}

/// Not recognised at all.
pub fn unknown_format() -> Refusal {
    Refusal::new(
        "unknown_format",
        format!("This file is of no kind that is known here, or its beginning is damaged. {EXPORT}"),
    )
}

/// More than two channels.
pub fn surround(channels: u32) -> Refusal {
    Refusal::new(
        "surround",
        format!(
            "This file has {channels} channels. Only mono and stereo are supported: export a stereo mix and upload that."
        ),
    )
}

/// A rate out of bounds.
pub fn sample_rate(rate: u32) -> Refusal {
    Refusal::new(
        "sample_rate",
        format!("This file says that it has {rate} samples per second; 8,000 to 384,000 are supported. {EXPORT}"),
    )
}

/// No sample in it.
pub fn no_audio() -> Refusal {
    Refusal::new("no_audio", format!("There is no audio in this file: its length is zero. {EXPORT}"))
}

/// The file ends before its audio does; `frames` of `of` at `rate` are there.
pub fn stops_early(frames: u64, of: Option<u64>, rate: u32) -> Refusal {
    let at = clock(frames, rate);
    let text = match of.map(|of| (of, clock(of, rate))) {
        // A promise of days is a broken header rather than a lost end.
        Some((of, _)) if of / 100 > frames.max(1) => {
            format!("The file stops early: its header promises {of} frames, it holds {frames}. {AGAIN}")
        }
        Some((_, of)) => format!("The file stops early, at {at} of {of}. {AGAIN}"),
        None => format!("The file stops early, at {at}. {AGAIN}"),
    };
    Refusal::new("stops_early", text).at(ms(frames, rate))
}

/// The file ends before the part that says where its audio is.
pub fn stops_early_without_index() -> Refusal {
    Refusal::new("stops_early", format!("The file stops early: the table of contents at its end is missing. {AGAIN}"))
}

/// The file ends within its first bytes.
pub fn stops_in_header() -> Refusal {
    Refusal::new("stops_early", format!("The file stops early, before any audio. {AGAIN}")).at(0)
}

/// Something is broken after `frames` at `rate`.
pub fn damaged(frames: u64, rate: u32, what: &str) -> Refusal {
    let text = format!("The file is damaged at {}: {what}. {AGAIN}", clock(frames, rate));
    Refusal::new("damaged", text).at(ms(frames, rate))
}

/// Something is broken before the audio begins.
pub fn damaged_header(what: &str) -> Refusal {
    Refusal::new("damaged", format!("The file is damaged: {what}. {AGAIN}"))
}

/// The file's own checksum does not fit its audio.
pub fn checksum() -> Refusal {
    Refusal::new(
        "checksum_mismatch",
        format!("The audio is not what it was when the file was made: its checksum (MD5) does not match. {AGAIN}"),
    )
}

/// Floating point samples that are no numbers.
pub fn invalid_samples(frames: u64, rate: u32) -> Refusal {
    let at = clock(frames, rate);
    let text = format!(
        "At {at} the file holds samples that are not numbers (NaN or infinite), which a faulty plug-in can cause. \
         Render it again, as 24-bit WAV or FLAC, and upload that."
    );
    Refusal::new("invalid_samples", text).at(ms(frames, rate))
}

/// Something in the file wants more memory than the limit.
pub fn out_of_memory() -> Refusal {
    Refusal::new(
        "out_of_memory",
        format!("Reading this file takes more memory than a file may have: it is damaged, or far too large. {AGAIN}"),
    )
}

/// Files joined end to end.
pub fn joined(frames: u64, rate: u32, what: &str) -> Refusal {
    let text = format!(
        "Several recordings are joined in this file: at {} {what}. Upload them one by one, or export them as one WAV or \
         FLAC file.",
        clock(frames, rate)
    );
    Refusal::new("joined", text).at(ms(frames, rate))
}

/// Moving pictures with sound.
pub fn video() -> Refusal {
    not_audio("a video", "Export its sound as WAV or FLAC and upload that.")
}

/// A copy protected file.
pub fn protected() -> Refusal {
    Refusal::new("protected", format!("This file is copy protected and cannot be read. {EXPORT}"))
}

/// A lossless download of a lossy master.
pub fn not_lossless() -> Refusal {
    Refusal::new("not_lossless", "This master is lossy, so a lossless download of it would be a false promise.")
}

/// A download of more than 4 GiB in a format that cannot count that far.
pub fn too_long_for_format() -> Refusal {
    Refusal::new(
        "too_long_for_format",
        "This track is too long for a file of this format, which can hold 4 GiB. Choose FLAC, which holds the same samples.",
    )
}

/// `frames` at `rate` in milliseconds.
pub fn ms(frames: u64, rate: u32) -> i64 {
    let ms = u128::from(frames) * 1000 / u128::from(rate.max(1));
    i64::try_from(ms).unwrap_or(i64::MAX)
}

/// `frames` at `rate` as m:ss or h:mm:ss.
pub fn clock(frames: u64, rate: u32) -> String {
    let seconds = frames / u64::from(rate.max(1));
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_like_a_clock() {
        assert_eq!(clock(44_100 * 10, 44_100), "0:10");
        assert_eq!(clock(48_000 * 3_725 + 47_999, 48_000), "1:02:05");
    }

    #[test]
    fn a_lost_end_and_a_false_promise_are_told_apart() {
        let lost = stops_early(441_000, Some(882_000), 44_100);
        assert!(lost.message.starts_with("The file stops early, at 0:10 of 0:20. "), "{}", lost.message);
        assert_eq!(lost.at_ms, Some(10_000));
        let promise = stops_early(88_200, Some(1_073_741_820), 44_100);
        assert!(promise.message.contains("promises 1073741820 frames, it holds 88200"), "{}", promise.message);
    }
}
