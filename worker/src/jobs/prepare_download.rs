//! A track in a download format, with its tags and its cover, encoded from the master.

use media::{DownloadFormat as Format, DownloadJob, MediaError, Tags};
use model::artists::{self, Artist};
use model::downloads::{self, DownloadFormat, DownloadState};
use model::images::{self, ImageState};
use model::jobs::PrepareDownload;
use model::masters;
use model::releases::{self, Release};
use model::tracks::{self, Track};
use model::{Connection, licences};
use storage::Key;

use crate::{Context, JobError};

pub(super) async fn run(payload: PrepareDownload, context: &Context) -> Result<(), JobError> {
    let id = payload.download_id;
    let mut connection = context.db().await?;
    let Some(download) = downloads::find(&mut connection, id).await? else { return Ok(()) };
    if download.state != DownloadState::Queued {
        return Ok(());
    }
    let (format, ending) = match download.format {
        DownloadFormat::Flac => (Format::Flac, "flac"),
        DownloadFormat::Mp3 => (Format::Mp3_320, "mp3"),
        DownloadFormat::Original => return Ok(()),
    };
    let Some(track) = tracks::find(&mut connection, download.track_id).await? else { return Ok(()) };
    let Some(release) = releases::find(&mut connection, track.release_id).await? else { return Ok(()) };
    let Some(artist) = artists::find(&mut connection, release.artist_id).await? else { return Ok(()) };
    let Some(master) = track.master_id else { return Ok(()) };
    let Some(master) = masters::find(&mut connection, master).await? else { return Ok(()) };
    let tags = tags(context, &mut connection, (&artist, &release, &track)).await?;
    let cover = cover_key(&mut connection, &release).await?;
    drop(connection);

    let scratch = context.scratch()?;
    let output = scratch.path().join(format!("{id}.{ending}"));
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
        tags,
        cover: cover.as_ref().map(|blob| blob.path.clone()),
    };
    let made = context.media.download(&job).await;
    let mut connection = context.db().await?;
    match made {
        Ok(()) => {
            let key = Key::Download { master: master.id.0, name: format!("{id}.{ending}") };
            let bytes = context.storage.put_file(&key, &output).await?;
            let bytes = i64::try_from(bytes).map_err(JobError::fail)?;
            Ok(downloads::mark(&mut connection, id, DownloadState::Ready, bytes).await?)
        }
        Err(MediaError::Refused(refusal)) => {
            tracing::error!(download = %id, code = %refusal.code, "a download was refused");
            Ok(downloads::mark(&mut connection, id, DownloadState::Refused, 0).await?)
        }
        Err(error) => Err(JobError::retry(error)),
    }
}

pub(super) async fn given_up(payload: PrepareDownload, context: &Context, error: &JobError) {
    tracing::error!(download = %payload.download_id, %error, "a download could not be made");
    let Ok(mut connection) = context.db().await else { return };
    if let Err(error) = downloads::mark(&mut connection, payload.download_id, DownloadState::Refused, 0).await {
        tracing::error!(%error, "a failed download could not be marked");
    }
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

async fn tags(
    context: &Context,
    connection: &mut Connection,
    (artist, release, track): (&Artist, &Release, &Track),
) -> Result<Tags, JobError> {
    let total = tracks::of_release(connection, release.id).await?.len();
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let licence = licences::find(&release.licence);
    let year = release.release_date.map(|date| date.format("%Y").to_string()).unwrap_or_default();
    let page = urls::absolute(&context.base_url, &urls::track(&artist.handle, &release.slug, &track.slug));
    Ok(Tags {
        title: filled(&track.title),
        artist: filled(&track.artist_name).or_else(|| filled(&artist.name)),
        album_artist: filled(&artist.name),
        album: filled(&release.title),
        track_number: u32::try_from(track.position).ok(),
        track_total: u32::try_from(total).ok(),
        date: release.release_date.map(|date| date.to_string()),
        genre: filled(&release.genre),
        isrc: filled(&track.isrc),
        upc: filled(&release.upc),
        label: filled(&release.label),
        catalogue_number: filled(&release.catalogue_number),
        copyright: licence.map(|licence| format!("{year} {}. {}", artist.name, licence.name).trim().to_owned()),
        licence_url: licence.and_then(|licence| licence.url).map(str::to_owned),
        website: Some(page),
        lyrics: filled(&track.lyrics),
        ..Tags::default()
    })
}
