//! Places in a recording as people write them: `4:09.5`, `1:04:09`.

/// Milliseconds as `4:09.5` or `1:04:09.5`.
#[must_use]
pub fn written(ms: i64) -> String {
    let tenths = (ms.max(0) + 50) / 100;
    let (hours, minutes, seconds) = (tenths / 36_000, tenths / 600 % 60, tenths / 10 % 60);
    let head = if hours > 0 { format!("{hours}:{minutes:02}") } else { minutes.to_string() };
    format!("{head}:{seconds:02}.{}", tenths % 10)
}

/// What was written, in milliseconds; `None` when it is no time.
#[must_use]
pub fn read(text: &str) -> Option<i64> {
    let text = text.trim().replace(',', ".");
    let mut parts = text.rsplit(':');
    let (whole, fraction) = parts.next().map(|part| part.split_once('.').unwrap_or((part, "")))?;
    let number = |digits: &str| -> Option<i64> {
        let plain = (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let fraction = if fraction.is_empty() { 0 } else { number(format!("{fraction:0<3}").get(..3)?)? };
    let mut ms = number(whole)? * 1000 + fraction;
    for unit in [60_000, 3_600_000] {
        match parts.next() {
            Some(part) => ms += number(part)? * unit,
            None => return Some(ms),
        }
    }
    parts.next().is_none().then_some(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_written() {
        for (text, ms) in
            [("0:00.0", 0), ("4:09.5", 249_500), ("1:04:09.5", 3_849_500), ("12.25", 12_250), ("90", 90_000)]
        {
            assert_eq!(read(text), Some(ms), "{text}");
        }
        assert_eq!(read(" 4:09,55 "), Some(249_550));
        for ms in [0, 249_500, 3_849_500, 59_900] {
            assert_eq!(read(&written(ms)), Some(ms));
        }
        for wrong in ["", "x", "1:", ":5", "1:2:3:4", "-1:00", "1.x", "99999999:00"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
