//! LRC: lyrics whose lines carry the moment they are sung at.

/// One line and its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From the start of the track.
    pub at_ms: u64,
    /// What is sung; empty for a pause.
    pub text: String,
}

/// The line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Line {number} has no time: “{text}”. Each line starts with one, as in [01:23.45].")]
pub struct BadLine {
    /// From 1.
    pub number: usize,
    /// Its beginning.
    pub text: String,
}

/// The lines in the order of their moments; `[ar: …]` and the like are passed over, empty lines too.
///
/// # Errors
/// The first line that has no moment.
pub fn parse(text: &str) -> Result<Vec<Line>, BadLine> {
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || is_label(line) {
            continue;
        }
        let (moments, words) = moments(line);
        if moments.is_empty() {
            return Err(BadLine { number, text: line.chars().take(40).collect() });
        }
        lines.extend(moments.into_iter().map(|at_ms| Line { at_ms, text: words.trim().to_owned() }));
    }
    lines.sort_by_key(|line| line.at_ms);
    Ok(lines)
}

/// The words of a song without their moments: `plain` where it says something, else the lines of `synced` in the order in which
/// they are sung.
#[must_use]
pub fn words(plain: &str, synced: &str) -> String {
    if !plain.trim().is_empty() {
        return plain.trim().to_owned();
    }
    // What cannot be read was never let in; were it there, nothing would be better than stamps.
    let lines = parse(synced).unwrap_or_default();
    lines.iter().map(|line| without_word_times(&line.text)).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// A line without the times of its words: `<00:12.10>Salt <00:12.90>hands`, as the enhanced form has them.
#[must_use]
pub fn without_word_times(text: &str) -> String {
    let mut rest = text;
    let mut words = String::new();
    while let Some((before, (inside, after))) =
        rest.split_once('<').and_then(|(before, open)| Some((before, open.split_once('>')?)))
    {
        words.push_str(before);
        if moment(inside).is_none() {
            words.push_str(&format!("<{inside}>"));
        }
        rest = after;
    }
    words.push_str(rest);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `[ti:Ebb]`: letters before a colon.
fn is_label(line: &str) -> bool {
    line.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .and_then(|inner| inner.split_once(':'))
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || c == '#'))
}

fn moments(line: &str) -> (Vec<u64>, &str) {
    let mut rest = line;
    let mut moments = Vec::new();
    while let Some((inside, after)) = rest.strip_prefix('[').and_then(|open| open.split_once(']')) {
        let Some(at_ms) = moment(inside) else { break };
        moments.push(at_ms);
        rest = after.trim_start();
    }
    (moments, rest)
}

/// `mm:ss`, `mm:ss.x`, `mm:ss.xx` or `mm:ss.xxx`.
fn moment(text: &str) -> Option<u64> {
    let (minutes, seconds) = text.split_once(':')?;
    let (whole, fraction) = seconds.split_once(['.', ':']).unwrap_or((seconds, ""));
    let number = |digits: &str, most: usize| {
        let fits = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| digits.parse::<u64>().ok()).flatten()
    };
    let (minutes, whole) = (number(minutes, 3)?, number(whole, 2).filter(|seconds| *seconds < 60)?);
    let millis = if fraction.is_empty() { 0 } else { number(&format!("{fraction:0<3}"), 3)? };
    Some((minutes * 60 + whole) * 1000 + millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_in_the_order_of_their_moments() {
        let lines = parse("[ti:Ebb]\n\n[00:12.50]Salt hands\n[00:05][01:02.345] Low water\n[00:20.1]").unwrap();
        let read: Vec<(u64, &str)> = lines.iter().map(|line| (line.at_ms, line.text.as_str())).collect();
        assert_eq!(read, [(5_000, "Low water"), (12_500, "Salt hands"), (20_100, ""), (62_345, "Low water")]);
        assert_eq!(parse(""), Ok(Vec::new()));
    }

    #[test]
    fn words_are_read_without_their_moments() {
        assert_eq!(words(" as typed ", "[00:01.00]sung"), "as typed");
        let synced = "[ar:Ode]\n[00:05.00][01:05.00]Salt <00:05.40>hands\n[00:09.00]\n[00:12.00]a < b > c";
        assert_eq!(words("", synced), "Salt hands\n\na < b > c\nSalt hands");
        assert_eq!(words("", ""), "");
    }

    #[test]
    fn the_bad_line_is_named() {
        let error = parse("[00:01.00]one\nno time at all\n[00:02.00]two").unwrap_err();
        assert_eq!(error, BadLine { number: 2, text: "no time at all".to_owned() });
        assert!(parse("[00:61.00]late").is_err());
        assert!(parse("[1:2:3:4]x").is_err());
    }
}
