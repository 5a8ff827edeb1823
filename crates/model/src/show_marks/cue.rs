//! CUE sheets: the table of contents of a recording, as CD writers, players and DJ programs read and write it.

use super::listed::{LATEST_MS, ListError, Listed, lines, sorted};

const WANTED: &str =
    "A mark of a CUE sheet is a TRACK with a line like INDEX 01 04:31:00: minutes, seconds, and 75ths.";
/// A second has as many frames as on a CD.
const FRAMES: i64 = 75;

/// The tracks of a sheet, in the order of their moments. Names of the sheet itself, and what is not known, are passed over.
///
/// # Errors
/// When a moment cannot be read, there is none, or the sheet is about several files.
pub fn read(text: &str) -> Result<Vec<Listed>, ListError> {
    let mut marks = Vec::new();
    let mut open: Option<Track> = None;
    let mut files = 0;
    for (number, line) in lines(text) {
        let (word, rest) = split(line.trim());
        match word.to_ascii_uppercase().as_str() {
            "FILE" => {
                files += 1;
                if files > 1 {
                    return Err(ListError::SeveralFiles { line: number });
                }
            }
            "TRACK" => marks.extend(open.replace(Track::default()).and_then(Track::mark)),
            "TITLE" => open.iter_mut().for_each(|track| track.title = unquoted(rest)),
            "PERFORMER" => open.iter_mut().for_each(|track| track.artist = unquoted(rest)),
            "INDEX" => {
                let (index, moment) = split(rest);
                let at_ms = at_ms(moment).ok_or_else(|| ListError::moment(number, line.trim(), WANTED))?;
                let Some(track) = &mut open else { continue };
                match index.parse::<u32>() {
                    // The pause before a track begins where the one before it ends.
                    Ok(0) => track.pause = Some(at_ms),
                    Ok(1) => track.begins = Some(at_ms),
                    Ok(_) => {}
                    Err(_) => return Err(ListError::moment(number, line.trim(), WANTED)),
                }
            }
            _ => {}
        }
    }
    marks.extend(open.and_then(Track::mark));
    sorted(marks, WANTED)
}

/// A sheet of a recording: its title, who plays, the name of its file, and what begins where.
#[must_use]
pub fn write(title: &str, performer: &str, file: &str, marks: &[Listed]) -> String {
    let kind = if file.to_ascii_lowercase().ends_with(".mp3") { "MP3" } else { "WAVE" };
    let mut sheet =
        format!("PERFORMER {}\r\nTITLE {}\r\nFILE {} {kind}\r\n", quoted(performer), quoted(title), quoted(file));
    for (number, mark) in (1..).zip(marks) {
        sheet.push_str(&format!("  TRACK {number:02} AUDIO\r\n    TITLE {}\r\n", quoted(&mark.title)));
        if !mark.artist.is_empty() {
            sheet.push_str(&format!("    PERFORMER {}\r\n", quoted(&mark.artist)));
        }
        sheet.push_str(&format!("    INDEX 01 {}\r\n", moment(mark.at_ms)));
    }
    sheet
}

#[derive(Default)]
struct Track {
    title: String,
    artist: String,
    pause: Option<i64>,
    begins: Option<i64>,
}

impl Track {
    fn mark(self) -> Option<Listed> {
        let at_ms = self.begins.or(self.pause)?;
        Some(Listed::new(at_ms, &self.title, &self.artist))
    }
}

/// The first word of a line, and what follows.
fn split(line: &str) -> (&str, &str) {
    line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()))
}

fn unquoted(text: &str) -> String {
    text.strip_prefix('"').map_or(text, |inner| inner.strip_suffix('"').unwrap_or(inner)).to_owned()
}

/// There is no way to write a quotation mark inside of two: the typographic one says the same.
fn quoted(text: &str) -> String {
    let inside: String = text.chars().map(|c| if c == '"' { '”' } else { c }).filter(|c| !c.is_control()).collect();
    format!("\"{inside}\"")
}

/// `mm:ss:ff`; minutes may have more digits, and programs write `mm:ss` and `mm:ss.5` as well.
fn at_ms(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let minutes = whole(parts.next()?)?;
    let seconds = parts.next()?;
    let frames = parts.next().map_or(Some(0), whole)?;
    if parts.next().is_some() || frames >= FRAMES {
        return None;
    }
    let (seconds, part) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
    let seconds = whole(seconds).filter(|seconds| *seconds < 60)?;
    let part_ms = whole(&format!("{part:0<3.3}"))?;
    let at_ms = (minutes * 60 + seconds) * 1000 + part_ms + (frames * 1000 + FRAMES / 2) / FRAMES;
    (at_ms <= LATEST_MS).then_some(at_ms)
}

fn whole(text: &str) -> Option<i64> {
    let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn moment(at_ms: i64) -> String {
    let frames = (at_ms.max(0) * FRAMES + 500) / 1000;
    let seconds = frames / FRAMES;
    format!("{:02}:{:02}:{:02}", seconds / 60, seconds % 60, frames % FRAMES)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sheet_as_programs_write_it_is_read() {
        let sheet = "\u{feff}REM GENRE \"House\"\r\nPERFORMER \"Ada\"\r\nTITLE \"Friday\"\r\nFILE \"friday.wav\" WAVE\r\n\
            \x20 TRACK 01 AUDIO\r\n    TITLE \"Opening\"\r\n    PERFORMER Nils\r\n    INDEX 01 00:00:00\r\n\
            \x20 track 02 audio\r\n    title \"B \"side\"\"\r\n    INDEX 00 03:59:37\r\n    INDEX 01 04:00:00\r\n\
            \x20 TRACK 03 AUDIO\r\n    INDEX 01 131:07:74\r\n  TRACK 04 AUDIO\r\n    TITLE \"Nowhere\"\r\n";
        assert_eq!(
            read(sheet).unwrap(),
            [
                Listed::new(0, "Opening", "Nils"),
                Listed::new(240_000, "B \"side\"", ""),
                Listed::new(7_867_987, "Untitled", "")
            ]
        );
        assert_eq!(read("TRACK 01 AUDIO\rINDEX 01 00:01:00").unwrap(), [Listed::new(1000, "Untitled", "")]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let said = |text: &str| read(text).unwrap_err().to_string();
        assert!(said("TRACK 01 AUDIO\n\nINDEX 01 1:99:00").starts_with("Line 3 has no moment"));
        assert!(said("<html>").starts_with("There is no mark"));
        let two = "FILE \"a\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nFILE \"b\" WAVE";
        assert!(said(two).starts_with("Line 4 begins a second FILE"));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in any::<String>(), lines in "((TRACK|INDEX|TITLE|FILE) ?[\"0-9:., ]{0,12}\r?\n){0,9}") {
            let _ = read(&text);
            let _ = read(&lines);
        }

        #[test]
        fn what_is_written_is_read(marks in proptest::collection::vec((0..400_000_000_i64, "[^\"\\p{C}]{0,20}", "\\PC{0,20}"), 1..9)) {
            let mut marks: Vec<Listed> = marks.iter().map(|(at, title, artist)| Listed::new(*at, title, &artist.replace('"', ""))).collect();
            marks.sort_by_key(|mark| mark.at_ms);
            let again = read(&write("A \"night\"", "Ada", "a.flac", &marks)).unwrap();
            prop_assert_eq!(again.len(), marks.len());
            for (one, other) in again.iter().zip(&marks) {
                prop_assert!((one.at_ms - other.at_ms).abs() <= 7);
                prop_assert_eq!(&one.title, &other.title);
                prop_assert_eq!(&one.artist, &other.artist);
            }
        }
    }
}
