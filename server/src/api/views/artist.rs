//! An artist as the API shows it.

use chrono::{DateTime, Utc};
use model::Connection;
use model::artists::Artist;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::image::ImageView;
use crate::app::App;

/// An artist.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArtistView {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// `person`, `band` or `label`.
    pub kind: &'static str,
    /// Markdown.
    pub bio: String,
    /// Where it is at home.
    pub place: String,
    /// Addresses elsewhere.
    pub links: Vec<LinkView>,
    /// Its page.
    pub url: String,
    /// Its picture.
    pub picture: Option<ImageView>,
    /// The wide picture above its page.
    pub header: Option<ImageView>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// An address on a profile.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LinkView {
    /// What it says; the host where it is left out.
    #[serde(default)]
    pub label: String,
    /// Where it leads.
    pub url: String,
}

impl ArtistView {
    /// The view of an artist.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(connection: &mut Connection, app: &App, artist: &Artist) -> diesel::QueryResult<Self> {
        Ok(Self {
            id: artist.id.0,
            handle: artist.handle.clone(),
            name: artist.name.clone(),
            kind: artist.kind.word(),
            bio: artist.bio.clone(),
            place: artist.place.clone(),
            links: artist.links().into_iter().map(|link| LinkView { label: link.label, url: link.url }).collect(),
            url: urls::absolute(&app.base_url, &urls::artist(&artist.handle)),
            picture: ImageView::find(connection, app, artist.picture_id).await?,
            header: ImageView::find(connection, app, artist.header_id).await?,
            created_at: artist.created_at,
        })
    }
}

/// An artist as other things mention it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArtistMention {
    /// Its id.
    pub id: Uuid,
    /// Its name in addresses.
    pub handle: String,
    /// Its name.
    pub name: String,
}

impl From<&Artist> for ArtistMention {
    fn from(artist: &Artist) -> Self {
        Self { id: artist.id.0, handle: artist.handle.clone(), name: artist.name.clone() }
    }
}
