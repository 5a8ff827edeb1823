//! Label tracks of Audacity: a line for each label, with where it begins and ends in seconds and what it says, between tabs.

use super::listed::{LATEST_MS, ListError, Listed, lines, sorted};

const WANTED: &str = "A label of Audacity is a line like 271.5, tab, 271.5, tab, Artist - Title: use Export Labels.";
/// What stands between artist and title in a label.
const DASHES: [&str; 3] = [" - ", " – ", " — "];

/// The labels in the order of their beginnings. `Artist - Title` is taken apart.
///
/// # Errors
/// When a line has no moment, or there is none.
pub fn read(text: &str) -> Result<Vec<Listed>, ListError> {
    let mut marks = Vec::new();
    for (number, line) in lines(text) {
        // A line that begins with a backslash says between which pitches the label above lies.
        if line.trim().is_empty() || line.trim_start().starts_with('\\') {
            continue;
        }
        let mut fields = line.splitn(3, '\t');
        let begins = fields.next().and_then(at_ms);
        let ends = fields.next().and_then(at_ms);
        let (Some(at_ms), Some(_)) = (begins, ends) else {
            return Err(ListError::moment(number, line.trim(), WANTED));
        };
        let label = fields.next().unwrap_or_default();
        let (artist, title) = DASHES.iter().find_map(|dash| label.split_once(dash)).unwrap_or(("", label));
        marks.push(Listed::new(at_ms, title, artist));
    }
    sorted(marks, WANTED)
}

/// The label track of these marks.
#[must_use]
pub fn write(marks: &[Listed]) -> String {
    let line = |mark: &Listed| {
        let moment = format!("{}.{:03}000", mark.at_ms.max(0) / 1000, mark.at_ms.max(0) % 1000);
        let plain = |text: &str| text.replace(char::is_control, " ");
        let (title, artist) = (plain(&mark.title), plain(&mark.artist));
        let label = if artist.is_empty() { title } else { format!("{artist} - {title}") };
        format!("{moment}\t{moment}\t{label}\n")
    };
    marks.iter().map(line).collect()
}

/// Seconds with a point or, where the computer speaks so, a comma.
fn at_ms(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=9).contains(&whole.len()) || !digits(whole) || !digits(part) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    // Four digits, to round the fourth away.
    let tenths: i64 = format!("{part:0<4.4}").parse().ok()?;
    let at_ms = seconds * 1000 + (tenths + 5) / 10;
    (at_ms <= LATEST_MS).then_some(at_ms)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn labels_are_read() {
        let text = "\u{feff}271,5000\t280,000000\tNils - Ebb\r\n\\\t200,0\t4000,0\r\n0.000000\t0.000000\tOpening\r\n\r\n300\t300\t\r\n";
        assert_eq!(
            read(text).unwrap(),
            [Listed::new(0, "Opening", ""), Listed::new(271_500, "Ebb", "Nils"), Listed::new(300_000, "Untitled", "")]
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let said = |text: &str| read(text).unwrap_err().to_string();
        assert!(said("0.0\t0.0\tA\nB side\n").starts_with("Line 2 has no moment that can be read: “B side”."));
        assert!(said("1.0\tA").starts_with("Line 1"));
        assert!(said("\n").starts_with("There is no mark"));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in any::<String>(), lines in "([0-9]{0,11}[.,]?[0-9é]{0,11}\t){0,3}") {
            let _ = read(&text);
            let _ = read(&lines);
        }

        #[test]
        fn what_is_written_is_read(marks in proptest::collection::vec((0..400_000_000_i64, "[a-zé ]{0,20}", "[A-ZÄ ]{0,20}"), 1..9)) {
            let mut marks: Vec<Listed> = marks.iter().map(|(at, title, artist)| Listed::new(*at, title, artist)).collect();
            marks.sort_by_key(|mark| mark.at_ms);
            prop_assert_eq!(read(&write(&marks)).unwrap(), marks);
        }
    }
}
