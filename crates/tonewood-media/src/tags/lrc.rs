//! Lyrics with times, as LRC: `[01:23.45]Words`.

/// (milliseconds, words) in the order of time. Lines without a time are left out.
pub fn timed(lrc: &str) -> Vec<(u32, String)> {
    let mut lines = Vec::new();
    let offset =
        lrc.lines().find_map(|line| line.trim().strip_prefix("[offset:")?.strip_suffix(']')?.trim().parse().ok());
    for line in lrc.lines() {
        let (times, words) = split(line);
        for time in times {
            // A positive offset shows lyrics sooner.
            let time = i64::from(time) - offset.unwrap_or(0_i64);
            lines.push((u32::try_from(time.max(0)).unwrap_or(u32::MAX), words.to_owned()));
        }
    }
    lines.sort_by_key(|(time, _)| *time);
    lines
}

/// The words alone, a line each.
pub fn plain(lrc: &str) -> String {
    let lines: Vec<_> = timed(lrc).into_iter().map(|(_, words)| words).collect();
    lines.join("\n").trim().to_owned()
}

/// The times in front of a line, and the rest.
fn split(line: &str) -> (Vec<u32>, &str) {
    let mut times = Vec::new();
    let mut rest = line.trim();
    while let Some((time, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let Some(time) = milliseconds(time) else { break };
        times.push(time);
        rest = behind.trim_start();
    }
    (times, rest)
}

/// `mm:ss`, `mm:ss.xx` or `mm:ss.xxx`.
fn milliseconds(time: &str) -> Option<u32> {
    let (minutes, seconds) = time.split_once(':')?;
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain(seconds) || !plain(minutes) {
        return None;
    }
    let seconds: f64 = seconds.parse().ok()?;
    minutes.parse::<u32>().ok()?.checked_mul(60_000)?.checked_add((seconds * 1000.0).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_times() {
        let lrc = "[ar:Somebody]\n[00:01.50][00:10]Again\n[00:02.123] Once\nno time\n[00:03.00]";
        let line = |time, words: &str| (time, words.to_owned());
        assert_eq!(timed(lrc), [line(1500, "Again"), line(2123, "Once"), line(3000, ""), line(10_000, "Again")]);
        assert_eq!(plain(lrc), "Again\nOnce\n\nAgain");
        assert_eq!(timed("[offset:+500]\n[00:01.00]A\n[00:00.20]B"), [line(0, "B"), line(500, "A")]);
    }
}
