//! The files of a free release that most people come for are made when it is published, so that they are there.

use model::downloads::{self, DownloadFormat, Labels, Wanted};
use model::jobs::PrepareRelease;
use model::masters;
use model::releases::PriceMode;

use crate::{Context, JobError};

pub(super) async fn run(payload: PrepareRelease, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(labels) = Labels::load(&mut connection, payload.release_id).await? else { return Ok(()) };
    if labels.release.published_at.is_none() || labels.release.price_mode != PriceMode::Free {
        return Ok(());
    }
    for track in &labels.tracks {
        let Some(master) = track.master_id else { continue };
        let Some(master) = masters::find(&mut connection, master).await? else { continue };
        let fingerprint = labels.of(track, &context.base_url).fingerprint(master.id);
        let offered = downloads::formats_of(&master);
        for format in offered.into_iter().filter(|format| master.lossless && DownloadFormat::FIRST.contains(format)) {
            let wanted = Wanted { track: track.id, master: master.id, format, fingerprint: fingerprint.clone() };
            downloads::ensure(&mut connection, &wanted).await?;
        }
    }
    Ok(())
}

pub(super) async fn given_up(payload: PrepareRelease, _: &Context, error: &JobError) {
    tracing::warn!(release = %payload.release_id, %error, "its files are made when somebody asks for them");
}
