//! A track in a download format, with its tags and its cover, encoded from the master. The oldest files make room for it.

use std::path::Path;

use media::{DownloadFormat as Format, DownloadJob, GainTags, MediaError, Tags};
use model::downloads::{self, Download, DownloadState, Gain, Label, Labels, Wanted};
use model::images::{self, ImageState};
use model::jobs::PrepareDownload;
use model::releases::Release;
use model::{Connection, masters, tracks};
use storage::Key;

use super::progress::{Progress, Work};
use crate::{Context, JobError};

pub(super) async fn run(payload: PrepareDownload, context: &Context) -> Result<(), JobError> {
    let id = payload.download_id;
    let mut connection = context.db().await?;
    let Some(download) = downloads::find(&mut connection, id).await? else { return Ok(()) };
    if download.state != DownloadState::Queued {
        return Ok(());
    }
    let Some(format) = Format::from_name(download.format.word()) else {
        return Ok(downloads::mark(&mut connection, id, DownloadState::Refused).await?);
    };
    let Some(track) = tracks::find(&mut connection, download.track_id).await? else { return Ok(()) };
    let Some(master) = track.master_id else { return Ok(()) };
    let Some(master) = masters::find(&mut connection, master).await? else { return Ok(()) };
    let Some(labels) = Labels::load(&mut connection, track.release_id).await? else { return Ok(()) };
    let label = labels.of(&track, &context.base_url);
    let fingerprint = label.fingerprint(master.id);
    if fingerprint != download.fingerprint {
        // Something was changed since it was asked for: whoever waits for it waits for another file.
        downloads::forget(&mut connection, id).await?;
        let wanted = Wanted { track: track.id, master: master.id, format: download.format, fingerprint };
        downloads::ensure(&mut connection, &wanted).await?;
        return Ok(());
    }
    let cover = cover_key(&mut connection, &labels.release).await?;
    drop(connection);

    let scratch = context.scratch()?;
    let output = scratch.path().join(download.stored_name());
    let input = context
        .local(&Key::Master { artist: master.artist_id.0, master: master.id.0, ext: master.extension.clone() })
        .await?;
    let cover = match cover {
        Some(key) => Some(context.local(&key).await?),
        None => None,
    };
    let job = DownloadJob {
        input: input.path.clone(),
        output: output.clone(),
        format,
        tags: tags(label),
        cover: cover.as_ref().map(|blob| blob.path.clone()),
    };
    let progress = Progress::of(&context.pool, Work::Download(id));
    let made = context.media.download(&job, |part| progress.tell(part * 0.99)).await;
    drop(progress);
    match made {
        Ok(()) => {
            keep(context, &download, &Key::Download { master: master.id.0, name: download.stored_name() }, &output)
                .await
        }
        Err(MediaError::Refused(refusal)) => {
            tracing::error!(download = %id, code = %refusal.code, "a download was refused");
            Ok(downloads::mark(&mut *context.db().await?, id, DownloadState::Refused).await?)
        }
        Err(error) => Err(JobError::retry(error)),
    }
}

pub(super) async fn given_up(payload: PrepareDownload, context: &Context, error: &JobError) {
    tracing::error!(download = %payload.download_id, %error, "a download could not be made");
    let Ok(mut connection) = context.db().await else { return };
    if let Err(error) = downloads::mark(&mut connection, payload.download_id, DownloadState::Failed).await {
        tracing::error!(%error, "a failed download could not be marked");
    }
}

async fn keep(context: &Context, download: &Download, key: &Key, made: &Path) -> Result<(), JobError> {
    let path = made.to_path_buf();
    let crc32 =
        tokio::task::spawn_blocking(move || crc32(&path)).await.map_err(JobError::retry)?.map_err(JobError::retry)?;
    let bytes = context.storage.move_file(key, made).await?;
    let bytes = i64::try_from(bytes).map_err(JobError::fail)?;
    downloads::mark_ready(&mut *context.db().await?, download.id, bytes, crc32).await?;
    make_room(context).await
}

/// Removes the files that were asked for longest ago, as far as there are more than the settings allow.
pub(super) async fn make_room(context: &Context) -> Result<(), JobError> {
    let room = i64::try_from(context.settings.downloads_max_bytes).unwrap_or(i64::MAX);
    let gone = downloads::evict(&mut *context.db().await?, room).await?;
    for download in &gone {
        let Some(master) = download.master_id else { continue };
        context.storage.delete(&Key::Download { master: master.0, name: download.stored_name() }).await?;
    }
    if !gone.is_empty() {
        let bytes: i64 = gone.iter().map(|download| download.bytes).sum();
        tracing::info!(files = gone.len(), bytes, "downloads made room for others");
    }
    Ok(())
}

fn crc32(path: &Path) -> std::io::Result<u32> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = crc32fast::Hasher::new();
    let mut buffer = vec![0_u8; 1 << 20];
    loop {
        let read = std::io::Read::read(&mut file, &mut buffer)?;
        let Some(filled) = buffer.get(..read).filter(|filled| !filled.is_empty()) else { break };
        hasher.update(filled);
    }
    Ok(hasher.finalize())
}

async fn cover_key(connection: &mut Connection, release: &Release) -> Result<Option<Key>, JobError> {
    let Some(id) = release.cover_id else { return Ok(None) };
    match images::find(connection, id).await?.map(|image| image.state) {
        Some(ImageState::Ready) => Ok(Some(Key::Image { image: id.0, name: "1400.jpg".to_owned() })),
        // The file stays as it is made now, so it waits for its picture.
        Some(ImageState::Queued) => Err(JobError::retry("the cover is still being prepared")),
        Some(ImageState::Refused) | None => Ok(None),
    }
}

/// The label in the words of the codecs.
fn tags(label: Label) -> Tags {
    let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Tags {
        title: filled(label.title),
        artist: filled(label.artist),
        album_artist: filled(label.album_artist),
        album: filled(label.album),
        track_number: u32::try_from(label.track_number).ok(),
        track_total: u32::try_from(label.track_total).ok(),
        // A release is one disc here, as downloads are nowhere turned over.
        disc_number: Some(1),
        disc_total: Some(1),
        date: filled(label.date),
        genre: filled(label.genre),
        isrc: filled(label.isrc),
        upc: filled(label.upc),
        label: filled(label.label),
        catalogue_number: filled(label.catalogue_number),
        copyright: filled(label.copyright),
        licence_url: filled(label.licence_url),
        website: filled(label.page.clone()),
        composer: filled(label.composer),
        lyrics: filled(label.lyrics),
        comment: filled(label.page),
        credits: label.credits,
        lyrics_synced: filled(label.lyrics_synced),
        loudness: label.gain.map(gain_tags),
        ..Tags::default()
    }
}

#[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
fn gain_tags(gain: Gain) -> GainTags {
    GainTags {
        track_gain_db: gain.track_centi_db as f64 / 100.0,
        track_peak: gain.track_peak_millionths as f64 / 1_000_000.0,
        album_gain_db: gain.album_centi_db.map(|centi| centi as f64 / 100.0),
        album_peak: gain.album_peak_millionths.map(|peak| peak as f64 / 1_000_000.0),
    }
}

#[cfg(test)]
mod tests {
    use model::downloads::DownloadFormat;

    use super::*;

    #[test]
    fn every_format_that_is_offered_can_be_made() {
        for format in DownloadFormat::ALL.iter().filter(|format| **format != DownloadFormat::Original) {
            let made = Format::from_name(format.word()).unwrap_or_else(|| panic!("{format} cannot be made"));
            assert_eq!(format.own_extension(), Some(made.extension()), "{format}");
            assert_eq!(format.is_lossless(), made.lossless(), "{format}");
        }
    }
}
