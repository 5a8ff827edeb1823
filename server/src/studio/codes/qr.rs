//! QR codes as a part of a page: an SVG without styles, which the page's policy would refuse.

use fast_qr::qr::{QRBuilder, QRCode};

/// The quiet edge that readers want, in modules.
const EDGE: usize = 4;

/// The QR code of an address: how many modules wide it is with its edge, and the path of the dark ones. `None` for what is too
/// long for one.
#[must_use]
pub fn of(address: &str) -> Option<(usize, String)> {
    let code = QRBuilder::new(address).build().ok()?;
    Some((code.size + 2 * EDGE, path(&code)))
}

/// A line of dark modules is one stroke: the page is a fifth of what it would be with a square each.
fn path(code: &QRCode) -> String {
    let mut path = String::new();
    for y in 0..code.size {
        let row: Vec<bool> =
            code.data.iter().skip(y * code.size).take(code.size).map(|module| module.value()).collect();
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                path.push_str(&format!("M{} {}h{}v1h-{}z", x + EDGE, y + EDGE, run.len(), run.len()));
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_draws_every_dark_module_once() {
        let address = "https://music.example/redeem/ABCD-EFGHJ-KMNP";
        let code = QRBuilder::new(address).build().expect("short enough");
        let dark = code.data.iter().take(code.size * code.size).filter(|module| module.value()).count();
        let (size, path) = of(address).expect("short enough");
        let drawn: usize =
            path.split('h').skip(1).step_by(2).filter_map(|part| part.split('v').next()?.parse::<usize>().ok()).sum();
        assert_eq!((size, drawn), (code.size + 8, dark));
        assert_eq!(of(&"x".repeat(5000)), None);
    }
}
