//! A bonus file as the API shows it.

use chrono::{DateTime, Utc};
use model::extras::Extra;
use model::releases::PriceMode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::find::Seen;
use crate::app::App;

/// A bonus file: what a release comes with besides its tracks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExtraView {
    /// Its id.
    pub id: Uuid,
    /// Its place in the list, from 1.
    pub position: i32,
    /// What it is saved as.
    pub filename: String,
    /// What the artist says of it.
    pub description: String,
    /// `document`, `video`, `image` or `text`.
    pub kind: &'static str,
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub bytes: i64,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// Where it is: of published free releases.
    pub url: Option<String>,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

impl ExtraView {
    /// The view of an extra of a release.
    #[must_use]
    pub fn of(app: &App, seen: &Seen, extra: &Extra) -> Self {
        let open = seen.is_public() && seen.release.price_mode == PriceMode::Free;
        let path = urls::extra(&seen.artist.handle, &seen.release.slug, extra.id.0);
        Self {
            id: extra.id.0,
            position: extra.position,
            filename: extra.filename.clone(),
            description: extra.description.clone(),
            kind: extra.kind.word(),
            media_type: extra.media_type.clone(),
            bytes: extra.bytes,
            sha256: hex::encode(&extra.sha256),
            url: open.then(|| urls::absolute(&app.base_url, &path)),
            created_at: extra.created_at,
        }
    }
}
