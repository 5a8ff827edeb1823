//! What other sites and search engines show of a page: description, address, picture.

use crate::app::App;
use crate::oembed::frame::Frame;

/// The meta elements of a public page, written by `components/preview.html`.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// A sentence or two.
    pub description: String,
    /// The page's whole address; empty for a page that is nobody's to pass on.
    pub canonical: String,
    /// The whole address of a picture; empty for none.
    pub image: String,
    /// What is to be seen on the picture.
    pub image_alt: String,
    /// The kind in the words of OpenGraph.
    pub kind: &'static str,
    /// `@ode@music.example`: whose it is in the fediverse; empty for nobody's.
    pub creator: String,
    /// The whole address of the same thing as an ActivityPub document; empty for none.
    pub document: String,
    /// The player that others show in a frame, with the page's own address for oEmbed.
    pub player: Option<Frame>,
    /// The whole address of an MP3 that everybody hears; empty for none.
    pub audio: String,
    /// More in the words of OpenGraph: property and content.
    pub facts: Vec<(&'static str, String)>,
    /// What it is in the words of schema.org, as JSON-LD; empty for nothing.
    pub structured: String,
    /// Whether mining it is reserved; `None` where nothing is said of it.
    pub reserved: Option<bool>,
}

impl Preview {
    /// Of the page at `path`.
    #[must_use]
    pub fn of(app: &App, path: &str, kind: &'static str, description: String) -> Self {
        Self { description, canonical: urls::absolute(&app.base_url, path), kind, ..Self::default() }
    }

    /// With the picture at `path`.
    #[must_use]
    pub fn with_image(mut self, app: &App, path: &str, alt: &str) -> Self {
        self.image = urls::absolute(&app.base_url, path);
        alt.clone_into(&mut self.image_alt);
        self
    }

    /// With a player.
    #[must_use]
    pub fn playing(mut self, frame: Frame, audio: String) -> Self {
        self.player = Some(frame);
        self.audio = audio;
        self
    }

    /// Where it is said how the page is embedded: `json` or `xml`.
    #[must_use]
    pub fn oembed(&self, format: &str) -> String {
        urls::feeds::oembed(&self.canonical, format)
    }

    /// Whether mining is reserved, as TDMRep writes it; empty where nothing is said.
    #[must_use]
    pub fn reservation(&self) -> &'static str {
        match self.reserved {
            Some(true) => "1",
            Some(false) => "0",
            None => "",
        }
    }

    /// The kind of card that others show.
    #[must_use]
    pub fn card(&self) -> &'static str {
        if self.player.is_some() { "player" } else { "summary" }
    }

    /// By a local actor of this username, with the ActivityPub document at `path`.
    #[must_use]
    pub fn federated(mut self, app: &App, username: &str, path: &str) -> Self {
        self.creator = format!("@{username}@{}", app.federation.federation().domain);
        self.document = urls::absolute(&app.base_url, path);
        self
    }
}
