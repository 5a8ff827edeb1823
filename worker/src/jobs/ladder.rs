//! Ladders: a master and its neighbours as files for `tonewood-media`, and what that made as rows.

use std::path::Path;

use media::{Ladder, LadderJob, Rung};
use model::encodings::{Encoding, Heard, Rendition};
use model::ids::{EncodingId, MasterId};
use model::masters::{self, Master};
use model::places::Place;
use storage::Key;

use super::files;
use crate::context::LocalBlob;
use crate::{Context, JobError};

/// The rungs a track plays with.
pub(super) const FIRST: &[Rung] = &[Rung::Aac64, Rung::Aac128];

/// The rungs that come later: of a lossless master the lossless one too.
pub(super) fn last(master: &Master) -> Vec<Rung> {
    let lossless = Some(Rung::Flac).filter(|_| master.lossless);
    [Rung::Aac320].into_iter().chain(lossless).collect()
}

/// A master at its place: its bytes and its neighbours' as local files.
pub(super) struct Input {
    pub(super) master: Master,
    pub(super) place: Place,
    blob: LocalBlob,
    previous: Option<LocalBlob>,
    next: Option<LocalBlob>,
}

impl Input {
    /// None when the master is gone.
    pub(super) async fn open(context: &Context, place: Place) -> Result<Option<Self>, JobError> {
        let Some((master, blob)) = open(context, place.master).await? else { return Ok(None) };
        let neighbour = async |id: Option<MasterId>| match id {
            Some(id) => Ok::<_, JobError>(open(context, id).await?.map(|(_, blob)| blob)),
            None => Ok(None),
        };
        let (previous, next) = (neighbour(place.previous).await?, neighbour(place.next).await?);
        Ok(Some(Self { master, place, blob, previous, next }))
    }

    /// The job of these rungs, without progressive files and measurements.
    pub(super) fn job(&self, out_dir: &Path, rungs: Vec<Rung>) -> Result<LadderJob, JobError> {
        let path = |blob: &Option<LocalBlob>| blob.as_ref().map(|blob| blob.path.clone());
        Ok(LadderJob {
            input: self.blob.path.clone(),
            out_dir: out_dir.to_path_buf(),
            rungs,
            progressive: false,
            analyse: false,
            place: media::Place {
                rate: Some(u32::try_from(self.place.rate).map_err(JobError::fail)?),
                start: u64::try_from(self.place.start).map_err(JobError::fail)?,
                previous: path(&self.previous),
                next: path(&self.next),
            },
        })
    }
}

async fn open(context: &Context, id: MasterId) -> Result<Option<(Master, LocalBlob)>, JobError> {
    let mut connection = context.db().await?;
    let Some(master) = masters::find(&mut connection, id).await? else { return Ok(None) };
    drop(connection);
    let key = Key::Master { artist: master.artist_id.0, master: id.0, ext: master.extension.clone() };
    let blob = context.local(&key).await?;
    Ok(Some((master, blob)))
}

/// An encoding with what `made` says of its AAC rungs, before anything else is known of it.
pub(super) fn encoding(id: EncodingId, place: &Place, made: &Ladder) -> Result<Encoding, JobError> {
    let frames = i64::try_from(made.frames).map_err(JobError::fail)?;
    if frames != place.frames {
        tracing::warn!(track = %place.track, frames, expected = place.frames, "a track is longer or shorter than reckoned");
    }
    Ok(Encoding {
        id,
        track_id: place.track,
        master_id: place.master,
        frames,
        sample_rate: i32::try_from(made.sample_rate).map_err(JobError::fail)?,
        priming: i32::try_from(made.priming).map_err(JobError::fail)?,
        loudness_lufs: None,
        true_peak_dbtp: None,
        waveform: Vec::new(),
        progressive_m4a_bytes: 0,
        progressive_mp3_bytes: 0,
        created_at: chrono::Utc::now(),
        completed_at: None,
        start: place.start,
        previous_master_id: place.previous,
        next_master_id: place.next,
        cuts: cuts(made),
        outdated_at: None,
        replaced_at: None,
        progressive_m4a_sha256: None,
        progressive_mp3_sha256: None,
        preview_seconds: None,
        preview_m4a_bytes: None,
        preview_mp3_bytes: None,
    })
}

/// Lengths of the segments as heard, each with how many in a row have it.
fn cuts(made: &Ladder) -> serde_json::Value {
    let aac = made.renditions.iter().find(|rendition| rendition.rung != Rung::Flac);
    let segments = aac.map(|rendition| rendition.segments.as_slice()).unwrap_or_default();
    let runs = segments.chunk_by(|a, b| a.duration_samples == b.duration_samples);
    runs.filter_map(|run| Some(serde_json::json!([run.first()?.duration_samples, run.len()]))).collect()
}

/// Adds the measurements of a job that has made them.
pub(super) fn add_heard(encoding: &mut Encoding, made: &Ladder) -> Result<Heard, JobError> {
    encoding.loudness_lufs = made.loudness.and_then(|loudness| loudness.integrated_lufs);
    encoding.true_peak_dbtp = made.loudness.and_then(|loudness| loudness.true_peak_dbtp);
    encoding.waveform = made.waveform.clone().unwrap_or_default();
    let bytes = |words: &Vec<u32>| words.iter().flat_map(|word| word.to_le_bytes()).collect();
    Ok(Heard {
        loudness_blocks: made.loudness_blocks.as_ref().map(serde_json::to_value).transpose().map_err(JobError::fail)?,
        fingerprint: made.fingerprint.as_ref().map(bytes),
    })
}

/// Adds the progressive files that a job has made in `folder`.
pub(super) async fn add_files(encoding: &mut Encoding, made: &Ladder, folder: &Path) -> Result<(), JobError> {
    let whole = |bytes: Option<u64>| i64::try_from(bytes.unwrap_or_default()).map_err(JobError::fail);
    encoding.progressive_m4a_bytes = whole(made.progressive_m4a_bytes)?;
    encoding.progressive_mp3_bytes = whole(made.progressive_mp3_bytes)?;
    encoding.progressive_m4a_sha256 = Some(files::hash(vec![folder.join("progressive.m4a")]).await?);
    encoding.progressive_mp3_sha256 = Some(files::hash(vec![folder.join("progressive.mp3")]).await?);
    Ok(())
}

/// The row of a rung whose files lie in `folder`.
pub(super) async fn rendition(
    id: EncodingId,
    rendition: &media::Rendition,
    folder: &Path,
) -> Result<Rendition, JobError> {
    let own = folder.join(rendition.rung.name());
    let paths = files::of_rendition(rendition).map(|name| own.join(name)).collect();
    Ok(Rendition {
        encoding_id: id,
        rung: rendition.rung.name().to_owned(),
        codec: rendition.codec.clone(),
        average_bandwidth: i32::try_from(rendition.average_bandwidth).map_err(JobError::fail)?,
        peak_bandwidth: i32::try_from(rendition.peak_bandwidth).map_err(JobError::fail)?,
        bytes: i64::try_from(rendition.bytes).map_err(JobError::fail)?,
        segments: serde_json::to_value(rendition).map_err(JobError::fail)?,
        sample_rate: i32::try_from(rendition.sample_rate).map_err(JobError::fail)?,
        priming: i32::try_from(rendition.priming).map_err(JobError::fail)?,
        sha256: Some(files::hash(paths).await?),
    })
}

/// The rows of all rungs that `made` has.
pub(super) async fn renditions(id: EncodingId, made: &Ladder, folder: &Path) -> Result<Vec<Rendition>, JobError> {
    let mut rows = Vec::new();
    for one in &made.renditions {
        rows.push(rendition(id, one, folder).await?);
    }
    Ok(rows)
}
