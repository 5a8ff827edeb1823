//! The picture of a recording, worked out here: SVG that needs no script.

use model::ids::ShowId;
use serde::Deserialize;
use storage::{Key, StorageError};

use crate::app::App;
use crate::error::PageError;

/// How many bars the picture has.
pub const BARS: usize = 400;
/// The largest that a bar's half can be.
const HALF: usize = 48;

/// What the cut of a recording left of it.
#[derive(Deserialize)]
struct Peaks {
    /// 255 is full scale.
    peaks: Vec<u8>,
}

/// The peaks of a show's recording, 255 is full scale; none before it was cut the first time.
///
/// # Errors
/// When the storage fails.
pub async fn peaks(app: &App, show: ShowId) -> Result<Vec<u8>, PageError> {
    let key = Key::Live { show: show.0, path: "recording/peaks.json".to_owned() };
    let bytes = match app.storage.read_bytes(&key).await {
        Ok(bytes) => bytes,
        Err(StorageError::Missing(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let peaks: Peaks = serde_json::from_slice(&bytes).map_err(PageError::internal)?;
    Ok(peaks.peaks)
}

/// The bars of these peaks as an SVG path, `BARS` wide and 100 high; empty for none.
#[must_use]
pub fn path(peaks: &[u8]) -> String {
    if peaks.is_empty() {
        return String::new();
    }
    let mut path = String::new();
    for bar in 0..BARS {
        let from = bar * peaks.len() / BARS;
        let until = ((bar + 1) * peaks.len() / BARS).max(from + 1);
        let peak = peaks.get(from..until.min(peaks.len())).and_then(|span| span.iter().max()).copied().unwrap_or(0);
        let half = (usize::from(peak) * HALF / 255).max(1);
        path.push_str(&format!("M{bar}.5 {}v{}", 50 - half, 2 * half));
    }
    path
}

/// Lines at these places of a recording, over the whole height of its picture.
#[must_use]
pub fn lines(marks_ms: &[i64], length_ms: i64) -> String {
    let bars = i64::try_from(BARS).unwrap_or(i64::MAX);
    marks_ms
        .iter()
        .filter(|at| (0..=length_ms).contains(*at))
        .map(|at| {
            let tenths = at * bars * 10 / length_ms.max(1);
            format!("M{}.{} 0v100", tenths / 10, tenths % 10)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bar_is_drawn_however_many_peaks_there_are() {
        for count in [1, 399, 400, 1000, 5000] {
            let path = path(&vec![255; count]);
            assert_eq!(path.matches('M').count(), BARS, "{count}");
            assert!(path.starts_with("M0.5 2v96"), "{path}");
        }
        assert_eq!(path(&[]), "");
        assert!(path(&[0]).starts_with("M0.5 49v2"), "silence is a line");
    }

    #[test]
    fn marks_stand_where_they_are() {
        assert_eq!(lines(&[0, 500, 1000, 2000], 1000), "M0.0 0v100M200.0 0v100M400.0 0v100");
        assert_eq!(lines(&[5], 0), "");
    }
}
