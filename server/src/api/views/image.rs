//! An image as the API shows it.

use std::collections::BTreeMap;

use model::Connection;
use model::ids::ImageId;
use model::images::{self, HEADER_SIZES, Image, ImagePurpose, ImageState, SQUARE_SIZES};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;

/// A cover, picture or header.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImageView {
    /// Its id.
    pub id: Uuid,
    /// `queued`, `ready` or `refused`.
    pub state: &'static str,
    /// Its address in every size, by the edge (of headers: the width) in pixels; empty until it is ready.
    pub sizes: BTreeMap<u32, String>,
    /// Why it was refused.
    pub refusal: Option<ImageRefusal>,
}

/// Why an image cannot be used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImageRefusal {
    /// A stable word.
    pub code: String,
    /// A sentence that says what to do.
    pub message: String,
}

impl ImageView {
    /// The view of an image.
    #[must_use]
    pub fn of(app: &App, image: &Image) -> Self {
        let all = if image.purpose == ImagePurpose::Header { HEADER_SIZES } else { SQUARE_SIZES };
        let sizes = if image.state == ImageState::Ready { all } else { &[] };
        let refusal = image.refusal_code.clone().map(|code| {
            let message = image.refusal_message.clone().unwrap_or_default();
            ImageRefusal { code, message }
        });
        Self {
            id: image.id.0,
            state: image.state.word(),
            sizes: sizes
                .iter()
                .map(|size| (*size, urls::absolute(&app.base_url, &urls::image(image.id.0, *size))))
                .collect(),
            refusal,
        }
    }

    /// The view of the image with this id, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(
        connection: &mut Connection,
        app: &App,
        id: Option<ImageId>,
    ) -> diesel::QueryResult<Option<Self>> {
        let Some(id) = id else { return Ok(None) };
        Ok(images::find(connection, id).await?.map(|image| Self::of(app, &image)))
    }
}
