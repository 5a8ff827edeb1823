//! Numbers as people read them.

/// "18,402".
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many of a hundred `part` is of `whole`; `None` of nothing.
#[must_use]
pub fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part * 100 + part.signum() * (whole / 2)) / whole)
}

/// "+31 %" as against what was before; empty where nothing was.
#[must_use]
pub fn change(now: i64, before: i64) -> String {
    match percent(now - before, before) {
        Some(more) if more > 0 => format!("+{} %", grouped(more)),
        Some(less) => format!("{} %", grouped(less)),
        None => String::new(),
    }
}

/// "3:05" of a time in milliseconds.
#[must_use]
pub fn clock(ms: i64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1000 % 60)
}

/// "412 hours" or "35 minutes" of a time in milliseconds.
#[must_use]
pub fn length(ms: i64) -> String {
    let minutes = ms / 60_000;
    match minutes {
        1 => "1 minute".to_owned(),
        0..120 => format!("{minutes} minutes"),
        _ => format!("{} hours", grouped(minutes / 60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_compared() {
        assert_eq!([0, 999, 1000, 18_402, -1_234_567].map(grouped), ["0", "999", "1,000", "18,402", "−1,234,567"]);
        assert_eq!((change(131, 100), change(50, 100), change(5, 0)), ("+31 %".into(), "−50 %".into(), String::new()));
        assert_eq!(
            (clock(185_999), length(7_200_000), length(60_000)),
            ("3:05".into(), "2 hours".into(), "1 minute".into())
        );
    }
}
