//! The first seconds of a track as files by themselves: m4a and MP3, with a short fade at their end.

use diesel_async::AsyncConnection;
use media::PreviewJob;
use model::jobs::PreparePreview;
use model::{encodings, masters, previews};
use storage::Key;

use super::files;
use crate::{Context, JobError};

pub(super) async fn run(payload: PreparePreview, context: &Context) -> Result<(), JobError> {
    let id = payload.encoding_id;
    let mut connection = context.db().await?;
    let Some(encoding) = encodings::find(&mut connection, id).await? else { return Ok(()) };
    let Some(release) = previews::release_of(&mut connection, id).await? else { return Ok(()) };
    let Some(seconds) = previews::seconds(&mut connection, release).await? else { return Ok(()) };
    if encoding.preview_of(seconds * 1000).is_some() {
        return Ok(());
    }
    let Some(master) = masters::find(&mut connection, encoding.master_id).await? else { return Ok(()) };
    drop(connection);

    let key = Key::Master { artist: master.artist_id.0, master: master.id.0, ext: master.extension.clone() };
    let input = context.local(&key).await?;
    let scratch = context.scratch()?;
    let rate = u32::try_from(encoding.sample_rate).map_err(JobError::fail)?;
    let job = PreviewJob { input: input.path.clone(), out_dir: scratch.path().to_path_buf(), rate, seconds };
    let made = context.media.preview(&job).await.map_err(JobError::retry)?;
    files::store_encoding(&context.storage, id.0, scratch.path()).await?;
    let whole = |bytes: u64| i64::try_from(bytes).map_err(JobError::fail);
    let sizes = (whole(made.m4a_bytes)?, whole(made.mp3_bytes)?);
    let mut connection = context.db().await?;
    connection.transaction(async |connection| previews::keep(connection, &encoding, seconds, sizes).await).await?;
    Ok(())
}

pub(super) async fn given_up(payload: PreparePreview, _: &Context, error: &JobError) {
    tracing::error!(encoding = %payload.encoding_id, %error, "a preview could not be made: it is heard in segments only");
}
