//! What has expired goes: uploads nobody finished, sessions, links, throttles; what was said to and heard from other servers long
//! ago; files nobody knows of; and downloads beyond their room.

use chrono::{TimeDelta, Utc};
use model::jobs::SweepExpired;
use model::{
    Connection, account_links, accounts, activities, deliveries, received, sessions, subscribers, throttles, uploads,
};

use super::prepare_download::make_room;
use super::stray_files;
use crate::{Context, JobError};

/// How long what was delivered, refused, said to a few or received is kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How long a server that does not answer is tried.
const TRIED: TimeDelta = TimeDelta::days(8);

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
    subscribers::sweep(&mut connection).await?;
    federation(&mut connection).await?;
    drop(connection);
    stray_files::sweep(context).await?;
    make_room(context).await
}

/// Deliveries go before the activities they are of: an activity stays as long as one of its deliveries does.
async fn federation(connection: &mut Connection) -> Result<(), JobError> {
    let (kept, tried) = (Utc::now() - KEPT, Utc::now() - TRIED);
    let given_up = deliveries::give_up(connection, tried).await?;
    if given_up > 0 {
        tracing::info!(given_up, "deliveries to servers that have not answered for eight days");
    }
    deliveries::sweep(connection, kept).await?;
    activities::sweep(connection, kept).await?;
    received::sweep(connection, kept).await?;
    Ok(())
}

pub(super) async fn given_up(_: SweepExpired, _: &Context, error: &JobError) {
    tracing::warn!(%error, "the sweep failed; the next one is in ten minutes");
}
