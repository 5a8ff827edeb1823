//! A picture is checked in `tonewood-media`, cut into its sizes, and its two hues are taken. A post waits for its picture: it goes
//! out when that can be shown, or without it when it cannot be used.

use chrono::{TimeDelta, Utc};
use diesel_async::AsyncConnection;
use federation::outbox;
use media::{ImageJob, Shape};
use model::images::{self, HEADER_SIZES, Image, ImageFacts, ImagePurpose, ImageState, SQUARE_SIZES};
use model::jobs::ProcessImage;
use model::{Connection, actors, jobs, posts};
use storage::Key;

use super::files;
use crate::{Context, JobError};

/// How long a picture waits for `tonewood-media` while that is not there yet.
const UNTIL_IT_IS_THERE: TimeDelta = TimeDelta::seconds(3);

pub(super) async fn run(payload: ProcessImage, context: &Context) -> Result<(), JobError> {
    if !context.media.is_there() {
        return Ok(jobs::enqueue_at(&mut *context.db().await?, &payload, Utc::now() + UNTIL_IT_IS_THERE).await?);
    }
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
            return refuse(context, &image, &refusal.code, &refusal.message).await;
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
        .transaction::<_, JobError, _>(async |connection| {
            images::keep_hash(connection, id, &sha256).await?;
            images::mark_ready(connection, id, &facts).await?;
            send_posts(connection, context, &image).await
        })
        .await
}

/// It cannot be used, and why.
async fn refuse(context: &Context, image: &Image, code: &str, message: &str) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    connection
        .transaction::<_, JobError, _>(async |connection| {
            images::mark_refused(connection, image.id, code, message).await?;
            send_posts(connection, context, image).await
        })
        .await
}

/// Sends the posts that waited for it.
async fn send_posts(connection: &mut Connection, context: &Context, image: &Image) -> Result<(), JobError> {
    if image.purpose != ImagePurpose::Post {
        return Ok(());
    }
    for post in posts::with_image(connection, image.id).await? {
        let Some(author) = actors::find(connection, post.actor_id).await? else { continue };
        let sent = outbox::post_created(connection, context.federation.federation(), &author, &post);
        Box::pin(sent).await.map_err(JobError::retry)?;
    }
    Ok(())
}

/// A picture that our own fault keeps from being processed counts as refused, so that another can be chosen.
pub(super) async fn given_up(payload: ProcessImage, context: &Context, error: &JobError) {
    tracing::error!(image = %payload.image_id, %error, "a picture could not be processed");
    let message = "This picture could not be processed because of a fault on the server. Upload it again.";
    let refused = async {
        let found = images::find(&mut *context.db().await?, payload.image_id).await?;
        match found {
            Some(image) => refuse(context, &image, "server_fault", message).await,
            None => Ok(()),
        }
    };
    if let Err(error) = refused.await {
        tracing::error!(%error, "a failed picture could not be marked");
    }
}

fn job(image: &Image, input: std::path::PathBuf, out_dir: std::path::PathBuf) -> ImageJob {
    let (sizes, shape, min_edge) = match image.purpose {
        ImagePurpose::Cover => (SQUARE_SIZES, Shape::Square, 300),
        ImagePurpose::Picture => (SQUARE_SIZES, Shape::Square, 100),
        ImagePurpose::Header => (HEADER_SIZES, Shape::Wide, 100),
        ImagePurpose::Post => (SQUARE_SIZES, Shape::Picture, 50),
    };
    ImageJob { input, out_dir, sizes: sizes.to_vec(), shape, min_edge }
}
