//! Percentages: hundredths of a percent as whole numbers, never a float.

/// "12.5", "30": for people.
#[must_use]
pub fn plain(bp: i32) -> String {
    let text = format!("{}.{:02}", bp / 100, bp % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// As people type it, with a point or a comma: "30", "12,5", "0.25 %". `None` for what is no percentage between 0 and 100 with at
/// most two digits behind the point.
#[must_use]
pub fn parse(typed: &str) -> Option<i32> {
    let plain = typed.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<2}").parse().ok().filter(|bp| (0..=10_000).contains(bp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_and_written_without_floats() {
        assert_eq!([1, 1250, 3000, 10_000, 0].map(plain), ["0.01", "12.5", "30", "100", "0"]);
        assert_eq!(
            ["30", " 12,5 %", "0.29", "100", "7."].map(parse).map(Option::unwrap),
            [3000, 1250, 29, 10_000, 700]
        );
        for wrong in ["", "-1", "100.01", "1.234", "1e1", "%", "ten"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
