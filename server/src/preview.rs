//! What other sites and search engines show of a page: description, address, picture.

use crate::app::App;

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

    /// By a local actor of this username, with the ActivityPub document at `path`.
    #[must_use]
    pub fn federated(mut self, app: &App, username: &str, path: &str) -> Self {
        self.creator = format!("@{username}@{}", app.federation.federation().domain);
        self.document = urls::absolute(&app.base_url, path);
        self
    }
}
