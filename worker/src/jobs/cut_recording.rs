//! A show's recording becomes the tracks of a draft, cut at the show's marks. They are taken in like uploads, so everything that
//! follows an upload follows. Cut again with other marks, the draft's tracks change; those that did not move stay as they are.
//! Nothing is published, and what is published is not touched.

mod pieces;

use std::path::Path;

use diesel::QueryResult;
use diesel_async::AsyncConnection;
use media::live::{CutJob, CutPiece, RATE};
use model::ids::{AccountId, ArtistId, ReleaseId, TrackId, UploadId};
use model::jobs::CutRecording;
use model::members::{self, Role};
use model::releases::{self, Release, ReleaseChanges, ReleaseKind, ReleaseState};
use model::show_segments::{self, ShowSegment};
use model::shows::{self, Show};
use model::tracks::{self, Track, TrackChanges, TrackState};
use model::uploads::{self, NewUpload};
use model::{Connection, show_marks};
use storage::Key;
use tokio::io::AsyncWriteExt as _;

use crate::{Context, JobError};
use pieces::Piece;

/// Peaks of the whole recording: enough for a picture that is scrolled through.
const PEAKS: u32 = 4000;

pub(super) async fn run(payload: CutRecording, context: &Context) -> Result<(), JobError> {
    let mut connection = context.db().await?;
    let Some(show) = shows::find(&mut connection, payload.show_id).await? else { return Ok(()) };
    let segments = show_segments::recording(&mut connection, show.id).await?;
    let frames: i64 = segments.iter().map(|segment| i64::from(segment.frames)).sum();
    let total_ms = frames * 1000 / i64::from(RATE);
    let release = match show.recording_release_id {
        Some(release) => releases::find(&mut connection, release).await?,
        None => None,
    };
    if total_ms == 0 || release.as_ref().is_some_and(is_settled) {
        tracing::info!(show = %show.id, "a recording is not cut: it is empty, or its release is out");
        return Ok(());
    }
    let marks = show_marks::of_show(&mut connection, show.id).await?;
    let present = match &release {
        Some(release) => tracks::of_release(&mut connection, release.id).await?,
        None => Vec::new(),
    };
    let account = owner_of(&mut connection, show.artist_id).await?;
    drop(connection);

    let mut wanted: Vec<Wanted> = pieces::of(&marks, total_ms, &show.title)
        .into_iter()
        .map(|piece| Wanted::of(piece, total_ms, &present))
        .collect();
    let scratch = context.scratch()?;
    let peaks = Key::Live { show: show.id.0, path: "recording/peaks.json".to_owned() };
    if wanted.iter().any(|wanted| wanted.track.is_none()) || !context.storage.exists(&peaks).await? {
        let recording = scratch.path().join("recording.flac");
        assemble(context, &show, &segments, &recording).await?;
        let cut = cut(context, recording, scratch.path(), &mut wanted).await?;
        let picture = serde_json::json!({ "frames": cut.frames, "peaks": cut.peaks });
        context.storage.put_bytes(&peaks, picture.to_string()).await?;
    }
    for wanted in &wanted {
        if let Some(cut) = &wanted.cut {
            // From here on it is a complete upload; one that no row names in the end is swept.
            let upload = context.uploads_dir().join(cut.upload.to_string());
            tokio::fs::rename(&cut.file, upload).await.map_err(JobError::retry)?;
        }
    }
    let mut connection = context.db().await?;
    let done = connection.transaction(async |connection| keep(connection, (&show, account), &wanted).await).await?;
    tracing::info!(show = %show.id, tracks = wanted.len(), done, "a recording was cut");
    Ok(())
}

/// The recording stays, and the studio offers to cut it again.
pub(super) async fn given_up(payload: CutRecording, _: &Context, error: &JobError) {
    tracing::error!(show = %payload.show_id, %error, "a recording could not be cut");
}

fn is_settled(release: &Release) -> bool {
    release.state() != ReleaseState::Draft
}

/// A track that is to be, with the present one that is it already, or else with its file.
struct Wanted {
    piece: Piece,
    filename: String,
    track: Option<TrackId>,
    cut: Option<CutFile>,
}

struct CutFile {
    upload: UploadId,
    file: std::path::PathBuf,
    bytes: i64,
}

impl Wanted {
    fn of(piece: Piece, total_ms: i64, present: &[Track]) -> Self {
        let filename = piece.filename(total_ms);
        let same = |track: &&Track| track.filename == filename && track.state != TrackState::Refused;
        let track = present.iter().find(same).map(|track| track.id);
        Self { piece, filename, track, cut: None }
    }
}

/// The header and all stretches in one file.
async fn assemble(context: &Context, show: &Show, segments: &[ShowSegment], into: &Path) -> Result<(), JobError> {
    let mut file = tokio::fs::File::create_new(into).await.map_err(JobError::retry)?;
    let stretches = segments.iter().map(|segment| format!("recording/{}.flac", segment.number));
    for path in std::iter::once("recording/header.flac".to_owned()).chain(stretches) {
        let bytes = context.storage.read_bytes(&Key::Live { show: show.id.0, path }).await?;
        file.write_all(&bytes).await.map_err(JobError::retry)?;
    }
    file.flush().await.map_err(JobError::retry)
}

/// Cuts what is not there yet.
async fn cut(
    context: &Context,
    input: std::path::PathBuf,
    scratch: &Path,
    wanted: &mut [Wanted],
) -> Result<media::live::Cut, JobError> {
    let missing = || wanted.iter().filter(|wanted| wanted.track.is_none());
    let uploads: Vec<UploadId> = missing().map(|_| UploadId::new()).collect();
    let files: Vec<_> = uploads.iter().map(|upload| scratch.join(format!("{upload}.flac"))).collect();
    let piece = |(wanted, output): (&Wanted, &std::path::PathBuf)| CutPiece {
        from: frames(wanted.piece.from_ms),
        until: wanted.piece.until_ms.map(frames),
        output: output.clone(),
    };
    let job = CutJob { input, pieces: missing().zip(&files).map(piece).collect(), peaks: PEAKS };
    let cut = context.media.cut(&job, |_| ()).await.map_err(|error| match error.refusal() {
        Some(refusal) => JobError::fail(refusal.message),
        None => JobError::retry(error),
    })?;
    for (wanted, (upload, file)) in
        wanted.iter_mut().filter(|wanted| wanted.track.is_none()).zip(uploads.into_iter().zip(files))
    {
        let bytes = std::fs::metadata(&file).map_err(JobError::retry)?.len();
        wanted.cut = Some(CutFile { upload, file, bytes: i64::try_from(bytes).map_err(JobError::fail)? });
    }
    Ok(cut)
}

fn frames(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or(0) * u64::from(RATE) / 1000
}

/// Makes the draft what is wanted. False when its release was published meanwhile.
async fn keep(
    connection: &mut Connection,
    (show, account): (&Show, AccountId),
    wanted: &[Wanted],
) -> QueryResult<bool> {
    let release = draft(connection, show).await?;
    let Some(release) = releases::lock(connection, release).await?.filter(|release| !is_settled(release)) else {
        return Ok(false);
    };
    let mut order = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let track = match (&wanted.track, &wanted.cut) {
            (Some(track), _) => *track,
            (None, Some(cut)) => {
                let new = NewUpload {
                    id: cut.upload,
                    account_id: account,
                    artist_id: show.artist_id,
                    release_id: release.id,
                    track_id: None,
                    filename: wanted.filename.clone(),
                    position: None,
                    bytes_total: cut.bytes,
                };
                uploads::create(connection, &new).await?;
                uploads::complete(connection, cut.upload).await?.id
            }
            (None, None) => continue,
        };
        name(connection, track, &wanted.piece).await?;
        order.push(track);
    }
    let stale = tracks::of_release(connection, release.id).await?;
    for track in stale.iter().filter(|track| pieces::is_cut(&track.filename) && !order.contains(&track.id)) {
        tracks::delete(connection, track).await?;
    }
    tracks::reorder(connection, release.id, &order).await?;
    Ok(true)
}

/// The show's draft, made now if there is none.
async fn draft(connection: &mut Connection, show: &Show) -> QueryResult<ReleaseId> {
    let present = shows::find(connection, show.id).await?.and_then(|show| show.recording_release_id);
    if let Some(present) = present {
        return Ok(present);
    }
    let release = releases::create(connection, show.artist_id, &show.title, ReleaseKind::Live).await?;
    let changes = ReleaseChanges {
        about: Some(show.about.clone()),
        release_date: show.started_at.map(|at| Some(at.date_naive())),
        ..ReleaseChanges::default()
    };
    releases::update(connection, release.id, &changes).await?;
    shows::set_recording(connection, show.id, Some(release.id)).await?;
    Ok(release.id)
}

/// A track is called what its mark says.
async fn name(connection: &mut Connection, track: TrackId, piece: &Piece) -> QueryResult<()> {
    let Some(present) = tracks::find(connection, track).await? else { return Ok(()) };
    let short = |text: &str| text.chars().take(200).collect::<String>();
    let (title, artist_name) = (short(&piece.title), short(&piece.artist));
    if present.title == title && present.artist_name == artist_name {
        return Ok(());
    }
    let changes = TrackChanges { title: Some(title), artist_name: Some(artist_name), ..TrackChanges::default() };
    tracks::update(connection, track, &changes).await.map(|_| ())
}

/// In whose name it is taken in: an owner of the artist.
async fn owner_of(connection: &mut Connection, artist: ArtistId) -> Result<AccountId, JobError> {
    let members = members::of_artist(connection, artist).await?;
    let owner = members.iter().find(|(_, role)| *role == Role::Owner).or(members.first());
    owner.map(|(account, _)| account.id).ok_or_else(|| JobError::fail("nobody manages the artist of this show"))
}
