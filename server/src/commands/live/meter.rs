//! Levels as they are written into a terminal.

/// Decibels with their unit; silence as a word.
pub(super) fn dbfs(level: f32) -> String {
    if level <= -119.0 { "silent".to_owned() } else { format!("{level:.1} dBFS") }
}

/// What a sample of this height is in dBFS; -120 for silence.
pub(super) fn level(peak: f32) -> f32 {
    if peak > 0.0 { (20.0 * peak.log10()).max(-120.0) } else { -120.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_words() {
        assert_eq!(dbfs(level(1.0)), "0.0 dBFS");
        assert_eq!(dbfs(level(0.5)), "-6.0 dBFS");
        assert_eq!(dbfs(level(0.0)), "silent");
    }
}
