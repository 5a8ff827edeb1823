//! What has expired goes: uploads nobody finished, sessions, links, throttles; files nobody knows of; and downloads beyond their room.

use model::jobs::SweepExpired;
use model::{account_links, accounts, sessions, throttles, uploads};

use super::prepare_download::make_room;
use super::stray_files;
use crate::{Context, JobError};

pub(super) async fn run(_: SweepExpired, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    for id in uploads::expired(&mut connection).await? {
        let part = context.uploads_dir().join(id.to_string());
        match std::fs::remove_file(part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(JobError::retry(error)),
            _ => uploads::delete(&mut connection, id).await?,
        }
    }
    accounts::sweep(&mut connection).await?;
    sessions::sweep(&mut connection).await?;
    account_links::sweep(&mut connection).await?;
    throttles::sweep(&mut connection).await?;
    drop(connection);
    stray_files::sweep(context).await?;
    make_room(context).await
}

pub(super) async fn given_up(_: SweepExpired, _: &Context, error: &JobError) {
    tracing::warn!(%error, "the sweep failed; the next one is in ten minutes");
}
