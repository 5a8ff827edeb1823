//! A track as the API shows it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use media::Rung;
use model::Connection;
use model::downloads::formats_of;
use model::encodings::{self, Encoding, RungFacts};
use model::entitlements::{self, Extent, Rights, Who};
use model::ids::{EncodingId, MasterId, TrackId};
use model::masters::{self, Master};
use model::notices::{self, Notice};
use model::places::{self, Place};
use model::tracks::Track;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::find::Seen;
use crate::app::App;
use crate::media::grant;

/// A track.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the fields are those of the track; those that are not say what they are")]
pub struct TrackView {
    pub id: Uuid,
    pub release_id: Uuid,
    /// From 1.
    pub position: i32,
    /// Its name in addresses.
    pub slug: String,
    pub title: String,
    /// Empty where the release's artist made it.
    pub artist_name: String,
    pub isrc: String,
    pub explicit: bool,
    pub lyrics: String,
    /// LRC.
    pub lyrics_synced: String,
    /// `queued`, `processing`, `ready` or `refused`. A track may play before it is ready, and what played before goes on when
    /// a replacement is refused.
    pub state: &'static str,
    /// 0 to 1.
    pub progress: f32,
    /// Why the file cannot be used.
    pub refusal: Option<RefusalView>,
    /// What is worth knowing about the file and stops nothing; for its artist only.
    pub notices: Vec<NoticeView>,
    pub duration_ms: Option<i64>,
    /// Samples of one channel in the master.
    pub frames: Option<i64>,
    pub sample_rate: Option<i32>,
    pub channels: Option<i16>,
    /// Integrated, EBU R128; null for silence.
    pub loudness_lufs: Option<f64>,
    pub true_peak_dbtp: Option<f64>,
    /// Integrated loudness of all tracks of the release that play, as of one piece; null for silence.
    pub album_loudness_lufs: Option<f64>,
    /// The highest true peak of the release.
    pub album_true_peak_dbtp: Option<f64>,
    /// Frames of the release before the track, the track's own, those before its first one in every AAC rung, and how many of
    /// them a second has: what a player needs to play on to the next track without a gap.
    pub place: Option<PlaceView>,
    /// The HLS master playlist.
    pub hls: Option<String>,
    /// The DASH manifest.
    pub dash: Option<String>,
    /// Where whoever asks may hear the beginning only: how much of it. Null for all of it.
    pub preview_ms: Option<u32>,
    /// The whole track, or the beginning of it, as m4a, for players without HLS. Null until that is made.
    pub progressive: Option<String>,
    /// The same as MP3 at 128 kbit/s, for everything else.
    pub progressive_mp3: Option<String>,
    /// 400 peaks, 0 to 255.
    pub waveform: Option<Vec<u8>>,
    /// The rungs that are made.
    pub renditions: Vec<RenditionView>,
    /// What whoever asks can download.
    pub downloads: Vec<DownloadView>,
    /// The accepted original; for its artist only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub master: Option<MasterView>,
    /// Its page, for everybody once the release is published.
    pub url: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Why a file cannot be used.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RefusalView {
    /// A stable word.
    pub code: String,
    /// A sentence that says what to do.
    pub message: String,
    /// Where the damage is.
    pub at_ms: Option<i64>,
}

/// A remark on an accepted file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoticeView {
    /// A stable word: `above_full_scale`, `clipping`, `far_from_album`, `lossy_spectrum`, `mono_in_stereo`, `same_recording`,
    /// `silence_at_head`, `silence_at_tail`, `silent` or `true_peak_high`.
    pub code: String,
    /// Sentences for the artist.
    pub message: String,
    /// Where in the track it is.
    pub at_ms: Option<i64>,
}

/// Where a track's samples are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceView {
    /// Frames of the release before the track.
    pub start: i64,
    /// The track's own frames.
    pub frames: i64,
    /// Frames before the first of the track in every AAC rung; the lossless rung has none.
    pub priming: i32,
    /// Frames a second in the AAC rungs.
    pub sample_rate: i32,
    /// Whether it was encoded together with the edges of its neighbours, as they stand now.
    pub joined: bool,
}

/// One rung of the ladder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RenditionView {
    /// `aac-64`, `aac-128`, `aac-320`, or `flac` where whoever asks may have it.
    pub rung: String,
    /// As RFC 6381 names it.
    pub codec: String,
    /// Bits a second on average.
    pub average_bandwidth: i32,
    /// Bits a second of the largest segment.
    pub peak_bandwidth: i32,
    /// Size of all segments.
    pub bytes: i64,
}

/// A download format.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DownloadView {
    /// `original` (a lossy master itself), `flac`, `mp3-320`, `mp3-v0`, `aac-256`, `opus-160`, `alac`, `wav` or `aiff`.
    pub format: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Whether it keeps every bit of a lossless master.
    pub lossless: bool,
    /// Where it is. What is not made yet is made when it is asked for: until then the answer is 503 with `Retry-After`.
    pub url: String,
}

/// An accepted original.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MasterView {
    /// What the file was called.
    pub filename: String,
    /// Its size.
    pub bytes: i64,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// What wraps the samples.
    pub container: String,
    /// What they are written in.
    pub codec: String,
    /// Whether no sample was lost to it.
    pub lossless: bool,
    /// Bits a sample, where that means something.
    pub bits: Option<i16>,
}

struct Found {
    masters: HashMap<MasterId, Master>,
    encodings: HashMap<EncodingId, Encoding>,
    rungs: Vec<RungFacts>,
    places: Vec<Place>,
    notices: HashMap<TrackId, Vec<Notice>>,
    who: Who,
    rights: Rights,
    /// What the address is good for that everybody shares.
    anybody: Rights,
}

/// The views of some tracks of one release.
///
/// # Errors
/// When the database fails.
pub async fn views(
    connection: &mut Connection,
    app: &App,
    seen: &Seen,
    tracks: &[Track],
) -> diesel::QueryResult<Vec<TrackView>> {
    let masters: Vec<MasterId> = tracks.iter().filter_map(|track| track.master_id).collect();
    let encodings: Vec<EncodingId> = tracks.iter().filter_map(|track| track.encoding_id).collect();
    let who = seen.who();
    let found = Found {
        who,
        rights: entitlements::of_release(connection, &seen.release, who).await?,
        anybody: entitlements::of_release(connection, &seen.release, Who::Anybody).await?,
        masters: masters::find_all(connection, &masters).await?.into_iter().map(|master| (master.id, master)).collect(),
        encodings: encodings::find_all(connection, &encodings).await?.into_iter().map(|one| (one.id, one)).collect(),
        rungs: encodings::rungs_of(connection, &encodings).await?,
        places: places::of_release(connection, seen.release.id).await?,
        notices: match seen.reader.filter(|_| seen.member) {
            Some(reader) => notices::of_release(connection, seen.release.id, reader).await?,
            None => HashMap::new(),
        },
    };
    Ok(tracks.iter().map(|track| view(app, seen, track, &found)).collect())
}

fn view(app: &App, seen: &Seen, track: &Track, found: &Found) -> TrackView {
    let master = track.master_id.and_then(|id| found.masters.get(&id));
    let encoding = track.encoding_id.and_then(|id| found.encodings.get(&id));
    let entitled = found.rights.of(track.id);
    let shared = seen.is_public() && entitled == found.anybody.of(track.id);
    let who = if shared { Who::Anybody } else { found.who };
    let heard = encoding.filter(|_| entitled.hears());
    let media = |path: fn(&str, Uuid) -> String| {
        heard.map(|encoding| {
            let grant = grant::sign(app, encoding.id.0, who, Utc::now());
            urls::absolute(&app.base_url, &path(&grant, encoding.id.0))
        })
    };
    let file = |whole: fn(&str, Uuid) -> String, part: fn(&str, Uuid, u32) -> String| {
        let heard = heard?;
        let Extent::First { ms } = entitled.stream else { return heard.has_files().then(|| media(whole)).flatten() };
        let grant = grant::sign(app, heard.id.0, who, Utc::now());
        Some(urls::absolute(&app.base_url, &part(&grant, heard.id.0, heard.preview_of(ms)?)))
    };
    let rungs = found.rungs.iter().filter(|rung| Some(rung.encoding_id) == track.encoding_id);
    let rungs = rungs.filter(|rung| entitled.lossless || rung.rung != Rung::Flac.name());
    let place = found.places.iter().find(|place| place.track == track.id);
    let page = urls::track(&seen.artist.handle, &seen.release.slug, &track.slug);
    TrackView {
        id: track.id.0,
        release_id: track.release_id.0,
        position: track.position,
        slug: track.slug.clone(),
        title: track.title.clone(),
        artist_name: track.artist_name.clone(),
        isrc: track.isrc.clone(),
        explicit: track.explicit,
        lyrics: track.lyrics.clone(),
        lyrics_synced: track.lyrics_synced.clone(),
        state: track.state.word(),
        progress: track.progress,
        refusal: refusal(track),
        notices: found.notices.get(&track.id).into_iter().flatten().map(NoticeView::from).collect(),
        duration_ms: master.map(|master| master.duration_ms),
        frames: master.map(|master| master.frames),
        sample_rate: master.map(|master| master.sample_rate),
        channels: master.map(|master| master.channels),
        loudness_lufs: encoding.and_then(|encoding| encoding.loudness_lufs),
        true_peak_dbtp: encoding.and_then(|encoding| encoding.true_peak_dbtp),
        album_loudness_lufs: seen.release.loudness_lufs,
        album_true_peak_dbtp: seen.release.true_peak_dbtp,
        place: encoding.map(|encoding| PlaceView::of(encoding, place)),
        hls: media(urls::media::hls),
        dash: media(urls::media::dash),
        preview_ms: entitled.limit_ms(),
        progressive: file(urls::media::progressive_m4a, urls::media::preview_m4a),
        progressive_mp3: file(urls::media::progressive_mp3, urls::media::preview_mp3),
        waveform: encoding.map(|encoding| encoding.waveform.clone()),
        renditions: rungs.map(RenditionView::from).collect(),
        downloads: master.map(|master| downloads(app, (seen, &found.rights), track, master)).unwrap_or_default(),
        master: master.filter(|_| seen.member).map(MasterView::from),
        url: urls::absolute(&app.base_url, &page),
        created_at: track.created_at,
        updated_at: track.updated_at,
    }
}

fn refusal(track: &Track) -> Option<RefusalView> {
    let code = track.refusal_code.clone()?;
    Some(RefusalView { code, message: track.refusal_message.clone().unwrap_or_default(), at_ms: track.refusal_at_ms })
}

fn downloads(app: &App, (seen, rights): (&Seen, &Rights), track: &Track, master: &Master) -> Vec<DownloadView> {
    if !rights.of(track.id).download {
        return Vec::new();
    }
    let address = |format: &str| urls::track_download(&seen.artist.handle, &seen.release.slug, &track.slug, format);
    let view = |format: &model::downloads::DownloadFormat| DownloadView {
        format: format.word(),
        name: format.name(),
        media_type: format.media_type(master),
        lossless: format.is_lossless(),
        url: urls::absolute(&app.base_url, &address(format.word())),
    };
    formats_of(master).iter().map(view).collect()
}

impl From<&Notice> for NoticeView {
    fn from(notice: &Notice) -> Self {
        Self { code: notice.code.clone(), message: notice.message.clone(), at_ms: notice.at_ms }
    }
}

impl PlaceView {
    fn of(encoding: &Encoding, place: Option<&Place>) -> Self {
        Self {
            start: encoding.start,
            frames: encoding.frames,
            priming: encoding.priming,
            sample_rate: encoding.sample_rate,
            joined: place.is_some_and(|place| place.is_of(encoding)),
        }
    }
}

impl From<&RungFacts> for RenditionView {
    fn from(rendition: &RungFacts) -> Self {
        Self {
            rung: rendition.rung.clone(),
            codec: rendition.codec.clone(),
            average_bandwidth: rendition.average_bandwidth,
            peak_bandwidth: rendition.peak_bandwidth,
            bytes: rendition.bytes,
        }
    }
}

impl From<&Master> for MasterView {
    fn from(master: &Master) -> Self {
        Self {
            filename: master.filename.clone(),
            bytes: master.bytes,
            sha256: hex::encode(&master.sha256),
            container: master.container.clone(),
            codec: master.codec.clone(),
            lossless: master.lossless,
            bits: master.bits,
        }
    }
}
