//! Extended M3U, in UTF-8.

use super::Tracklist;

/// The list as M3U.
#[must_use]
pub fn write(list: &Tracklist) -> String {
    let mut text = format!("#EXTM3U\n#PLAYLIST:{}\n", one_line(&list.title));
    for line in &list.lines {
        let seconds = (line.duration_ms + 500) / 1000;
        // What stands before the first dash is read as the artist.
        text.push_str(&format!("#EXTINF:{seconds},{} - {}\n", one_line(&line.by), one_line(&line.title)));
        text.push_str(&format!("#EXTALB:{}\n", one_line(&line.release)));
        if !line.cover.is_empty() {
            text.push_str(&format!("#EXTIMG:{}\n", line.cover));
        }
        text.push_str(&line.location);
        text.push('\n');
    }
    text
}

/// A title must not begin a line of its own.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracklists::line::Line;

    #[test]
    fn a_title_stays_on_its_line() {
        let line = Line {
            title: "Salt\nhttp://evil.example/".to_owned(),
            by: "Ode".to_owned(),
            release: "Low Water".to_owned(),
            position: 1,
            duration_ms: 61_400,
            location: "https://music.example/1.mp3".to_owned(),
            page: String::new(),
            cover: String::new(),
            is_shared: true,
        };
        let list = Tracklist { title: "A\rB".to_owned(), by: String::new(), page: String::new(), lines: vec![line] };
        let lines: Vec<String> = write(&list).lines().map(str::to_owned).collect();
        assert_eq!(
            lines,
            [
                "#EXTM3U",
                "#PLAYLIST:A B",
                "#EXTINF:61,Ode - Salt http://evil.example/",
                "#EXTALB:Low Water",
                "https://music.example/1.mp3"
            ]
        );
    }
}
