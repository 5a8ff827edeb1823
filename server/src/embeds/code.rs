//! What is copied to put a player into another page.

use urls::embed::{COMPACT_HEIGHT, Kind, player};
use uuid::Uuid;

use crate::app::App;

/// The player of a page, as its "Embed" dialog offers it.
#[derive(Debug, Clone)]
pub struct Embed {
    /// Its address, with the instance before it.
    pub address: String,
    /// How high it is, in pixels.
    pub height: u32,
    /// How high it is in one line.
    pub compact_height: u32,
    /// What it is called where it stands.
    pub title: String,
    /// The code of the choice that is made already.
    pub code: String,
}

impl Embed {
    /// Of something that everybody may see.
    #[must_use]
    pub fn of(app: &App, kind: Kind, id: Uuid, title: &str) -> Self {
        let address = urls::absolute(&app.base_url, &player(kind, id));
        let height = kind.height();
        let code = format!(
            "<iframe src=\"{}\" width=\"100%\" height=\"{height}\" title=\"{}\" allow=\"autoplay\" loading=\"lazy\" style=\"border:0\"></iframe>",
            escaped(&address),
            escaped(title),
        );
        Self { address, height, compact_height: COMPACT_HEIGHT, title: title.to_owned(), code }
    }
}

/// A text as it may stand between double quotes in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_title_cannot_end_the_attribute() {
        assert_eq!(escaped("\"><script>&"), "&quot;&gt;&lt;script&gt;&amp;");
    }
}
