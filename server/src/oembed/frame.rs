//! The frame of a player on a page of somebody else.

use urls::embed::{Kind, WIDTH, player};
use uuid::Uuid;

use crate::app::App;

/// A frame: its whole address and its size in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What is in it.
    pub src: String,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

impl Frame {
    /// The frame that plays the thing with this id.
    #[must_use]
    pub fn of(app: &App, kind: Kind, id: Uuid) -> Self {
        Self { src: urls::absolute(&app.base_url, &player(kind, id)), width: WIDTH, height: kind.height() }
    }

    /// The frame in at most this much room; players fill what they get.
    #[must_use]
    pub fn within(mut self, width: Option<u32>, height: Option<u32>) -> Self {
        self.width = self.width.min(width.unwrap_or(u32::MAX)).max(1);
        self.height = self.height.min(height.unwrap_or(u32::MAX)).max(1);
        self
    }

    /// As HTML to be put into a page.
    #[must_use]
    pub fn html(&self, title: &str) -> String {
        let escaped =
            |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        format!(
            "<iframe src=\"{}\" width=\"{}\" height=\"{}\" title=\"{}\" loading=\"lazy\" allow=\"autoplay; encrypted-media\" \
             frameborder=\"0\"></iframe>",
            escaped(&self.src),
            self.width,
            self.height,
            escaped(title)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stays_in_its_attribute() {
        let frame = Frame { src: "https://music.example/embed/track/1?a&b".to_owned(), width: 600, height: 180 };
        let html = frame.clone().within(Some(300), None).html("\"><script>");
        assert!(html.contains("title=\"&quot;&gt;&lt;script&gt;\"") && html.contains("?a&amp;b\""), "{html}");
        assert!(html.contains("width=\"300\" height=\"180\""));
        assert_eq!(frame.within(Some(0), Some(9_999)).width, 1);
    }
}
