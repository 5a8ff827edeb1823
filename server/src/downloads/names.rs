//! Names of files that every system takes, and the headers that carry them.

/// The most bytes of one part of a path: below what any file system allows, with room for a number and an ending.
const MOST_BYTES: usize = 120;

/// Names that mean a device to Windows, whatever their ending.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// `text` as one part of a path on Windows, macOS and Linux: no separators, no control or direction marks, no dot or space
/// at its ends, no device's name, and never empty.
#[must_use]
pub fn part(text: &str) -> String {
    let mut name = String::new();
    for character in text.chars().filter(|c| !is_invisible(*c)) {
        let safe = match character {
            '/' | '\\' | '|' | ':' => '-',
            '"' => '\'',
            '<' => '(',
            '>' => ')',
            '?' | '*' => '_',
            other => other,
        };
        if name.len() + safe.len_utf8() > MOST_BYTES {
            break;
        }
        name.push(safe);
    }
    let trimmed = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = trimmed.split('.').next().unwrap_or(trimmed).trim_end().to_lowercase();
    match trimmed {
        "" => "Untitled".to_owned(),
        _ if DEVICES.contains(&stem.as_str()) => format!("_{trimmed}"),
        _ => trimmed.to_owned(),
    }
}

/// Control characters, and those that turn the direction of what follows or cannot be seen.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The name of a track's file: "01 Slack Water.flac".
#[must_use]
pub fn track(position: i32, title: &str, extension: &str) -> String {
    format!("{position:02} {}.{}", part(title), part(extension))
}

/// The name of a release's archive and of the folder in it: "Ode Halloran - Low Water Marks (FLAC)". The format is in it so that
/// two formats of one release do not land on each other.
#[must_use]
pub fn archive(artist: &str, title: &str, format: &str) -> String {
    let text = format!("{} - {}", part(artist), part(title));
    format!("{} ({format})", part(&text))
}

/// The name of a file as somebody chose it, its ending kept however long it is.
#[must_use]
pub fn file(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && !ending.is_empty() => format!("{}.{}", part(stem), part(ending)),
        _ => part(name),
    }
}

/// The name, with a number where one of `taken` is the same to a file system that does not tell capitals from small letters;
/// it is taken then.
#[must_use]
pub fn unused(taken: &mut Vec<String>, name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let numbered = |number: usize| if number == 1 { name.to_owned() } else { format!("{stem} ({number}){ending}") };
    let free = (1..).map(numbered).find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default();
    taken.push(free.to_lowercase());
    free
}

/// The `Content-Disposition` that saves a file under `name` (RFC 6266): in ASCII for old programs, whole in UTF-8.
#[must_use]
pub fn attachment(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            whole.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_where_they_are_put() {
        assert_eq!(part("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(part("What? \"Who\" <3: AC/DC*"), "What_ 'Who' (3- AC-DC_");
        assert_eq!(part("  ...  "), "Untitled");
        assert_eq!(part("Con"), "_Con");
        assert_eq!(part("nul.flac"), "_nul.flac");
        assert_eq!(part("Ends in a dot."), "Ends in a dot");
        assert_eq!(part("a\u{202e}b\nc\u{0}"), "abc");
        assert_eq!(part("夜 🎹"), "夜 🎹");
        assert!(part(&"é".repeat(500)).len() <= MOST_BYTES);
    }

    #[test]
    fn files_are_numbered_and_folders_named() {
        assert_eq!(track(1, "Slack Water", "flac"), "01 Slack Water.flac");
        assert_eq!(track(101, "a/b", "mp3"), "101 a-b.mp3");
        assert_eq!(archive("AC/DC", "Live...", "MP3 320"), "AC-DC - Live (MP3 320)");
        assert_eq!(archive("Con", "Aux", "FLAC"), "_Con - _Aux (FLAC)");
    }

    #[test]
    fn chosen_names_keep_their_ending_and_are_told_apart() {
        assert_eq!(file("../Liner \"notes\" \u{1f3b9}.pdf"), "-Liner 'notes' \u{1f3b9}.pdf");
        assert_eq!(file("nul.txt"), "_nul.txt");
        assert!(file(&format!("{}.pdf", "é".repeat(300))).ends_with(".pdf"));
        assert!(file(&format!("{}.pdf", "é".repeat(300))).len() <= MOST_BYTES + 5);
        let mut taken = Vec::new();
        let names = ["Booklet.pdf", "booklet.PDF", "Booklet.pdf", "README"].map(|name| unused(&mut taken, name));
        assert_eq!(names, ["Booklet.pdf", "booklet (2).PDF", "Booklet (3).pdf", "README"]);
    }

    #[test]
    fn a_header_carries_any_name() {
        assert_eq!(
            attachment("01 Sørli \"x\".flac"),
            "attachment; filename=\"01 S_rli _x_.flac\"; filename*=UTF-8''01%20S%C3%B8rli%20%22x%22.flac"
        );
    }
}
