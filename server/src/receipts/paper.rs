//! A receipt on paper: one page of A4 as PDF.

use krilla::Document;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

use super::receipt::Receipt;
use crate::assets;

/// A4 in points.
const SIZE: (f32, f32) = (595.0, 842.0);
/// Where lines begin, and where the second column does.
const LEFT: f32 = 64.0;
const MIDDLE: f32 = 320.0;
/// From one line to the next.
const LINE: f32 = 16.0;
/// The most characters of a line across the page.
const LINE_CHARS: usize = 86;

/// Why it could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The front end was not built, or without its face.
    #[error("the face for receipts is missing: build the front end")]
    NoFace,
    /// The page could not be written.
    #[error("the receipt could not be written: {0}")]
    Unwritten(String),
}

/// Where the next line goes.
struct Pen<'a, 'b> {
    surface: &'a mut Surface<'b>,
    face: Font,
    y: f32,
}

/// The receipt as PDF.
///
/// # Errors
/// When the face is missing.
pub fn print(receipt: &Receipt) -> Result<Vec<u8>, PaperError> {
    let face = assets::built("print.ttf").and_then(|bytes| Font::new(bytes.into(), 0)).ok_or(PaperError::NoFace)?;
    let mut document = Document::new();
    let title = format!("Receipt {}", receipt.number);
    document.set_metadata(Metadata::new().title(title.clone()).language("en".to_owned()));
    let settings =
        PageSettings::from_wh(SIZE.0, SIZE.1).ok_or_else(|| PaperError::Unwritten("no such paper".to_owned()))?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut pen = Pen { surface: &mut surface, face, y: 92.0 };
    pen.at(LEFT, 24.0, &title);
    pen.down(2.0);
    pen.line(&receipt.day);
    pen.down(2.0);
    pen.columns(("Sold by", &receipt.seller), ("To", &receipt.buyer));
    pen.down(1.5);
    pen.line(&receipt.what);
    pen.down(0.5);
    for (name, amount) in &receipt.sums {
        pen.at(LEFT, 11.0, name);
        pen.at(MIDDLE, 11.0, amount);
        pen.down(1.0);
    }
    pen.down(1.5);
    for remark in &receipt.remarks {
        pen.line(remark);
        pen.down(0.3);
    }
    surface.finish();
    page.finish();
    document.finish().map_err(|error| PaperError::Unwritten(format!("{error:?}")))
}

impl Pen<'_, '_> {
    fn at(&mut self, x: f32, size: f32, text: &str) {
        let point = Point::from_xy(x, self.y);
        self.surface.draw_text(point, self.face.clone(), size, text, false, TextDirection::Auto);
    }

    fn down(&mut self, lines: f32) {
        self.y += LINE * lines;
    }

    /// A text across the page, broken between words.
    fn line(&mut self, text: &str) {
        for line in broken(text, LINE_CHARS) {
            self.at(LEFT, 11.0, &line);
            self.down(1.0);
        }
    }

    /// Two lists beside each other, each below its name.
    fn columns(&mut self, first: (&str, &[String]), second: (&str, &[String])) {
        let top = self.y;
        let mut end = top;
        for (x, (name, lines)) in [(LEFT, first), (MIDDLE, second)] {
            self.y = top;
            self.at(x, 9.0, name);
            self.down(1.0);
            for line in lines.iter().flat_map(|line| broken(line, LINE_CHARS / 2)) {
                self.at(x, 11.0, &line);
                self.down(1.0);
            }
            end = end.max(self.y);
        }
        self.y = end;
    }
}

/// The text in lines of at most so many characters, broken between words where there are any.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(most) {
            let piece: String = piece.iter().collect();
            match lines.last_mut() {
                Some(line) if line.is_empty() => *line = piece,
                Some(line) if line.chars().count() + piece.chars().count() < most => {
                    line.push(' ');
                    line.push_str(&piece);
                }
                _ => lines.push(piece),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(broken("one two three", 8), ["one two", "three"]);
        assert_eq!(broken("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(broken("", 4), [""]);
    }

    #[test]
    fn a_receipt_is_a_pdf() {
        let receipt = Receipt {
            number: "ode-2026-1".to_owned(),
            day: "21 November 2026".to_owned(),
            seller: vec!["Ода Сёрли & Ødegård".to_owned(), "Tax number NL1".to_owned()],
            buyer: vec!["me@example.org".to_owned()],
            what: "Low Water by Ode".to_owned(),
            sums: vec![("Paid".to_owned(), "€9.00".to_owned())],
            remarks: vec!["Sold by the artist.".to_owned()],
        };
        let bytes = print(&receipt).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        assert!(bytes.len() > 2000, "{} bytes", bytes.len());
    }
}
