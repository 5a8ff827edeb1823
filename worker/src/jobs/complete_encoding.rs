//! A track that plays gets its whole ladder. Where its encoding was made for the place where the track stands, the last
//! rungs are added to it; else a whole new encoding is made, and the track plays from that as soon as it is there. Either
//! way, whoever listens goes on listening.

use diesel_async::AsyncConnection;
use media::{LadderJob, Rung};
use model::Connection;
use model::encodings::{self, Encoding, Heard, Rendition};
use model::ids::{EncodingId, TrackId};
use model::jobs::CompleteEncoding;
use model::places::{self, Place};
use model::tracks::{self, TrackState};
use storage::{Group, Key};

use super::encode_track::FIRST_SHARE;
use super::files;
use super::ladder::{self, Input};
use super::progress::{Progress, Work};
use crate::{Context, JobError};

pub(super) async fn run(payload: CompleteEncoding, context: &Context) -> Result<(), JobError> {
    let id = payload.encoding_id;
    let mut connection = context.db().await?;
    let Some(encoding) = encodings::find(&mut connection, id).await? else { return Ok(()) };
    let Some(place) = place_of(&mut connection, &encoding).await? else { return Ok(()) };
    drop(connection);
    let suits = place.suits(&encoding) && encoding.outdated_at.is_none();
    if suits && encoding.completed_at.is_some() {
        return Ok(());
    }
    let Some(input) = Input::open(context, place).await? else { return Ok(()) };
    if suits { add(context, &encoding, &input).await } else { renew(context, &encoding, &input).await }
}

/// The track plays as it did; the admin sees the failed job.
pub(super) async fn given_up(payload: CompleteEncoding, _: &Context, error: &JobError) {
    tracing::error!(encoding = %payload.encoding_id, %error, "a ladder could not be completed");
}

/// Where the encoding's track stands, if it plays from this encoding and no other file has taken its place.
async fn place_of(connection: &mut Connection, encoding: &Encoding) -> Result<Option<Place>, JobError> {
    let Some(track) = tracks::find(connection, encoding.track_id).await? else { return Ok(None) };
    if track.encoding_id != Some(encoding.id) {
        return Ok(None);
    }
    let places = places::of_release(connection, track.release_id).await?;
    Ok(places.into_iter().find(|place| place.track == track.id && place.master == encoding.master_id))
}

/// Adds the last rungs.
async fn add(context: &Context, encoding: &Encoding, input: &Input) -> Result<(), JobError> {
    let id = encoding.id;
    let scratch = context.scratch()?;
    let job = input.job(scratch.path(), ladder::last(&input.master))?;
    let made = make(context, encoding, &job).await?;
    files::store_encoding(&context.storage, id.0, scratch.path()).await?;
    let last = ladder::renditions(id, &made, scratch.path()).await?;
    let mut connection = context.db().await?;
    connection
        .transaction(async |connection| {
            encodings::complete(connection, id, &last).await?;
            mark_ready(connection, encoding.track_id).await
        })
        .await?;
    tracing::info!(track = %encoding.track_id, encoding = %id, "ladder complete");
    Ok(())
}

/// Makes the whole ladder for the place where the track stands now. What does not depend on the place is taken over.
async fn renew(context: &Context, old: &Encoding, input: &Input) -> Result<(), JobError> {
    let id = EncodingId::new();
    let made_so_far = {
        let mut connection = context.db().await?;
        encodings::renditions_of(&mut connection, &[old.id]).await?
    };
    let kept = Kept::of(old, &input.place, &made_so_far);
    let lossless = Some(Rung::Flac).filter(|_| input.master.lossless && kept.flac.is_none());
    let rungs: Vec<Rung> = Rung::AAC.into_iter().chain(lossless).collect();
    let scratch = context.scratch()?;
    let job =
        LadderJob { progressive: !kept.progressive, analyse: !kept.progressive, ..input.job(scratch.path(), rungs)? };
    let made = make(context, old, &job).await?;
    files::store_encoding(&context.storage, id.0, scratch.path()).await?;
    let mut encoding =
        Encoding { completed_at: Some(chrono::Utc::now()), ..ladder::encoding(id, &input.place, &made)? };
    let heard = if kept.progressive {
        kept.take_progressive(context, &mut encoding).await?
    } else {
        ladder::add_files(&mut encoding, &made, scratch.path()).await?;
        ladder::add_heard(&mut encoding, &made)?
    };
    let mut renditions = ladder::renditions(id, &made, scratch.path()).await?;
    if let Some(flac) = kept.flac {
        renditions.push(take_rung(context, flac, id).await?);
    }
    let mut connection = context.db().await?;
    let current = connection
        .transaction(async |connection| {
            let current = encodings::begin(connection, (&encoding, &heard), &renditions, Some(old.id)).await?;
            if current {
                mark_ready(connection, encoding.track_id).await?;
                let track = tracks::find(connection, encoding.track_id).await?;
                if let Some(track) = track {
                    // The release may have changed while this was made.
                    places::changed(connection, track.release_id).await?;
                }
            }
            diesel::QueryResult::Ok(current)
        })
        .await?;
    if !current {
        context.storage.delete_group(Group::Encoding(id.0)).await?;
        return Ok(());
    }
    tracing::info!(track = %encoding.track_id, encoding = %id, replaced = %old.id, "ladder made anew");
    Ok(())
}

/// What a new encoding takes over from the one before.
struct Kept<'a> {
    old: &'a Encoding,
    /// Progressive files and measurements: they depend on the master and the rate.
    progressive: bool,
    /// The lossless rung: it depends on the master and on where it is cut.
    flac: Option<&'a Rendition>,
}

impl<'a> Kept<'a> {
    fn of(old: &'a Encoding, place: &Place, rungs: &'a [Rendition]) -> Self {
        let alike = old.outdated_at.is_none() && old.master_id == place.master && old.sample_rate == place.rate;
        let flac = rungs.iter().find(|rung| rung.rung == Rung::Flac.name());
        let progressive = alike && old.has_files();
        Self { old, progressive, flac: flac.filter(|_| alike && i64::from(old.priming) == place.priming()) }
    }

    async fn take_progressive(&self, context: &Context, encoding: &mut Encoding) -> Result<Heard, JobError> {
        let old = self.old;
        for name in ["progressive.m4a", "progressive.mp3"] {
            let key = |id: EncodingId| Key::Encoding { encoding: id.0, path: name.to_owned() };
            context.storage.copy(&key(old.id), &key(encoding.id)).await?;
        }
        encoding.loudness_lufs = old.loudness_lufs;
        encoding.true_peak_dbtp = old.true_peak_dbtp;
        encoding.waveform.clone_from(&old.waveform);
        encoding.progressive_m4a_bytes = old.progressive_m4a_bytes;
        encoding.progressive_mp3_bytes = old.progressive_mp3_bytes;
        encoding.progressive_m4a_sha256.clone_from(&old.progressive_m4a_sha256);
        encoding.progressive_mp3_sha256.clone_from(&old.progressive_mp3_sha256);
        let mut connection = context.db().await?;
        Ok(encodings::heard(&mut connection, old.id).await?)
    }
}

/// Copies a rung's files into another encoding.
async fn take_rung(context: &Context, rung: &Rendition, into: EncodingId) -> Result<Rendition, JobError> {
    let facts: media::Rendition = serde_json::from_value(rung.segments.clone()).map_err(JobError::fail)?;
    for name in files::of_rendition(&facts).chain(["index.m3u8".to_owned()]) {
        let key = |id: EncodingId| Key::Encoding { encoding: id.0, path: format!("{}/{name}", rung.rung) };
        context.storage.copy(&key(rung.encoding_id), &key(into)).await?;
    }
    Ok(Rendition { encoding_id: into, ..rung.clone() })
}

/// Runs the job. Of a track that is not ready the page shows how far it is.
async fn make(context: &Context, encoding: &Encoding, job: &LadderJob) -> Result<media::Ladder, JobError> {
    let progress = encoding.completed_at.is_none().then(|| Progress::of(&context.pool, Work::Track(encoding.track_id)));
    let tell = |part: f32| {
        if let Some(progress) = &progress {
            progress.tell(FIRST_SHARE + part * (0.99 - FIRST_SHARE));
        }
    };
    context.media.ladder(job, tell).await.map_err(JobError::retry)
}

/// A track whose next file is on its way, or was refused, is not ready because the file before it has all its rungs.
async fn mark_ready(connection: &mut Connection, id: TrackId) -> diesel::QueryResult<()> {
    let track = tracks::find(connection, id).await?;
    let waits = track.is_some_and(|track| track.upload_id.is_none() && track.state == TrackState::Processing);
    if waits { tracks::mark_ready(connection, id).await } else { Ok(()) }
}
