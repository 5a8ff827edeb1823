//! Acoustic fingerprints (Chromaprint): whether two tracks hold the same recording, whatever it was encoded with.
//!
//! A fingerprint is a row of words, one for each eighth of a second, of which every bit answers a question about the
//! harmony around that moment. Encoding, filtering and gain change few of the answers; other music, half of them.

/// Words that are compared at least: about 15 seconds.
const SHORTEST: usize = 120;
/// By how many words the beginnings may lie apart: about ten seconds of silence or applause cut off.
const SHIFT: usize = 80;
/// Which part of the bits may differ in one recording. Measured: below 0.06 for MP3 at 128 kbit/s, above 0.3 for
/// different music.
const MOST_DIFFERENT: f32 = 0.15;
/// Music in which fewer words differ from their neighbours than this part says too little to be told apart: silence, a
/// single tone, noise.
const LEAST_CHANGE: f32 = 0.1;

/// Whether `a` and `b` are fingerprints of the same recording. Of less than 15 seconds, or of something without
/// harmony that moves, this is never said.
pub fn same_recording(a: &[u32], b: &[u32]) -> bool {
    score(a, b).is_some_and(|score| score >= 1.0 - MOST_DIFFERENT)
}

/// Which part of the bits agree where both fit best: about a half to two thirds for different music, nearly 1 for one
/// recording. `None` if one of them is too short, or says too little.
pub fn score(a: &[u32], b: &[u32]) -> Option<f32> {
    if !(says_enough(a) && says_enough(b)) {
        return None;
    }
    let later = (0..=SHIFT).map(|shift| (a.get(shift..).unwrap_or_default(), b));
    let earlier = (1..=SHIFT).map(|shift| (a, b.get(shift..).unwrap_or_default()));
    later.chain(earlier).filter_map(|(a, b)| agreement(a, b)).reduce(f32::max)
}

/// Which part of the bits agree, if enough are there.
fn agreement(a: &[u32], b: &[u32]) -> Option<f32> {
    let count = a.len().min(b.len());
    let different: u32 = a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum();
    (count >= SHORTEST).then(|| 1.0 - different as f32 / (count * 32) as f32)
}

fn says_enough(words: &[u32]) -> bool {
    let changes = words.iter().zip(words.iter().skip(1)).filter(|(one, next)| one != next).count();
    words.len() >= SHORTEST && changes as f32 >= words.len() as f32 * LEAST_CHANGE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words without a pattern, the same for the same seed.
    fn words(seed: u32, count: usize) -> Vec<u32> {
        let mut state = seed;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn a_few_wrong_bits_and_a_late_beginning_do_no_harm() {
        let one = words(7, 600);
        let other: Vec<_> = one.iter().skip(40).enumerate().map(|(i, word)| word ^ 1 << (i % 32)).collect();
        assert!(same_recording(&one, &one));
        assert!(same_recording(&one, &other) && same_recording(&other, &one));
        assert!((score(&one, &other).unwrap() - 31.0 / 32.0).abs() < 0.001);
    }

    #[test]
    fn others_are_told_apart() {
        let score = score(&words(7, 900), &words(8, 900)).unwrap();
        assert!((0.45..0.6).contains(&score), "{score}");
    }

    #[test]
    fn what_says_nothing_matches_nothing() {
        assert_eq!(score(&words(7, 100), &words(7, 100)), None);
        assert!(!same_recording(&[3; 900], &[3; 900]));
        assert!(!same_recording(&[], &[]));
    }
}
