//! A picture is checked in `tonewood-media`, cut into its sizes, and its two hues are taken.

use diesel_async::AsyncConnection;
use media::{ImageJob, Shape};
use model::images::{self, HEADER_SIZES, Image, ImageFacts, ImagePurpose, ImageState, SQUARE_SIZES};
use model::jobs::ProcessImage;
use storage::Key;

use super::files;
use crate::{Context, JobError};

pub(super) async fn run(payload: ProcessImage, context: &Context) -> Result<(), JobError> {
    let id = payload.image_id;
    let mut connection = context.db().await?;
    let Some(image) = images::find(&mut connection, id).await? else { return Ok(()) };
    if image.state != ImageState::Queued {
        return Ok(());
    }
    drop(connection);
    let original = context.local(&Key::Image { image: id.0, name: "original".to_owned() }).await?;
    let scratch = context.scratch()?;
    let job = job(&image, original.path.clone(), scratch.path().to_path_buf());
    let made = match context.media.image(&job).await {
        Ok(made) => made,
        Err(error) => {
            let refusal = error.refusal().ok_or_else(|| JobError::retry(&error))?;
            let mut connection = context.db().await?;
            return Ok(images::mark_refused(&mut connection, id, &refusal.code, &refusal.message).await?);
        }
    };
    for file in &made.files {
        context
            .storage
            .put_file(&Key::Image { image: id.0, name: file.path.clone() }, &scratch.path().join(&file.path))
            .await?;
    }
    let facts = ImageFacts {
        width: i32::try_from(made.width).map_err(JobError::fail)?,
        height: i32::try_from(made.height).map_err(JobError::fail)?,
        hue1: i16::try_from(made.hue1).map_err(JobError::fail)?,
        hue2: i16::try_from(made.hue2).map_err(JobError::fail)?,
        blurhash: made.blurhash,
    };
    let paths = images::files_of(image.purpose).iter().map(|name| scratch.path().join(name)).collect();
    let sha256 = files::hash(paths).await?;
    let mut connection = context.db().await?;
    connection
        .transaction(async |connection| {
            images::keep_hash(connection, id, &sha256).await?;
            images::mark_ready(connection, id, &facts).await
        })
        .await?;
    Ok(())
}

/// A picture that our own fault keeps from being processed counts as refused, so that another can be chosen.
pub(super) async fn given_up(payload: ProcessImage, context: &Context, error: &JobError) {
    tracing::error!(image = %payload.image_id, %error, "a picture could not be processed");
    let Ok(mut connection) = context.db().await else { return };
    let message = "This picture could not be processed because of a fault on the server. Upload it again.";
    if let Err(error) = images::mark_refused(&mut connection, payload.image_id, "server_fault", message).await {
        tracing::error!(%error, "a failed picture could not be marked");
    }
}

fn job(image: &Image, input: std::path::PathBuf, out_dir: std::path::PathBuf) -> ImageJob {
    let (sizes, shape, min_edge) = match image.purpose {
        ImagePurpose::Cover => (SQUARE_SIZES, Shape::Square, 300),
        ImagePurpose::Picture => (SQUARE_SIZES, Shape::Square, 100),
        ImagePurpose::Header => (HEADER_SIZES, Shape::Wide, 100),
    };
    ImageJob { input, out_dir, sizes: sizes.to_vec(), shape, min_edge }
}
