//! The groove of a track, fading where listeners leave.

use model::statistics::Leaves;

use super::words::clock;

/// How strong the bars are: a path each, from everybody to hardly anybody.
const STEPS: usize = 5;
/// Half the height of a bar where there is silence; the strip is 100 high.
const SILENCE: i64 = 3;

/// A track's bars, by how many listeners hear them.
#[derive(Debug, Clone, Default)]
pub struct Fading {
    /// SVG path data with a bar at every half: for a fifth of the listeners or less, then up to all of them.
    pub paths: Vec<(usize, String)>,
    /// How many bars.
    pub width: usize,
    /// What it shows, in a sentence.
    pub label: String,
}

/// The bars of a track that lasts `duration_ms`.
#[must_use]
pub fn fading(peaks: &[u8], leaves: &Leaves, (bars, duration_ms): (usize, i64)) -> Fading {
    let stay = leaves.stay();
    let levels = levels(peaks, bars);
    let loudest = levels.iter().copied().max().unwrap_or(0).max(1);
    let mut paths = vec![String::new(); STEPS];
    for (bar, level) in levels.iter().enumerate() {
        let share = stay.get(bar * 100 / bars.max(1)).copied().unwrap_or(100);
        if let Some(path) = paths.get_mut(step(share)) {
            draw(path, bar, (level * 48 / loudest).clamp(SILENCE, 48));
        }
    }
    let paths = paths.into_iter().enumerate().map(|(step, path)| (step + 1, path));
    Fading {
        paths: paths.filter(|(_, path)| !path.is_empty()).collect(),
        width: bars,
        label: label(leaves, duration_ms),
    }
}

fn label(leaves: &Leaves, duration_ms: i64) -> String {
    match leaves.half() {
        None => "Nobody listened yet".to_owned(),
        Some(100) => "At least half of the listeners stay to the end".to_owned(),
        Some(hundredth) => {
            let at = duration_ms / 100 * i64::try_from(hundredth).unwrap_or(0);
            format!("Half of the listeners have left by {}", clock(at))
        }
    }
}

fn step(share: i64) -> usize {
    usize::try_from((share - 1).max(0) / 20).unwrap_or(0).min(STEPS - 1)
}

fn draw(path: &mut String, bar: usize, half: i64) {
    use std::fmt::Write as _;
    // Writing into a String cannot fail.
    let _ = write!(path, "M{bar}.5 {}V{}", 50 - half, 50 + half);
}

/// `bars` levels out of `peaks`, each the mean of its own; flat where nothing was measured.
fn levels(peaks: &[u8], bars: usize) -> Vec<i64> {
    let level = |bar: usize| {
        let first = bar * peaks.len() / bars.max(1);
        let behind = ((bar + 1) * peaks.len() / bars.max(1)).max(first + 1);
        let window = peaks.get(first..behind.min(peaks.len())).unwrap_or_default();
        let sum: i64 = window.iter().map(|peak| i64::from(*peak)).sum();
        sum / i64::try_from(window.len().max(1)).unwrap_or(1)
    };
    (0..bars).map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_fifths() {
        assert_eq!([0, 1, 20, 21, 60, 81, 100].map(step), [0, 0, 0, 1, 2, 4, 4]);
    }

    #[test]
    fn without_listeners_nothing_fades() {
        let all = fading(&[0, 255], &Leaves::default(), (2, 60_000));
        assert_eq!(all.paths, [(5, "M0.5 47V53M1.5 2V98".to_owned())]);
        assert_eq!(all.label, "Nobody listened yet");
    }
}
