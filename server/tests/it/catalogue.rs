//! Releases to look at: with masters and encodings that nobody had to encode.

use chrono::Utc;
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use model::artists::Artist;
use model::encodings::{self, Encoding, Heard, Rendition};
use model::ids::{AccountId, EncodingId, ImageId, MasterId, UploadId};
use model::images::{self, ImageFacts, ImagePurpose};
use model::masters::{self, Master};
use model::releases::publication;
use model::releases::{self, Release, ReleaseChanges, ReleaseKind};
use model::tracks::{self, Track};
use model::{Connection, places};
use storage::Key;

use crate::support::{TestApp, wav};

/// A draft without tracks.
pub async fn draft(app: &TestApp, artist: &Artist, title: &str) -> Release {
    let db = &mut app.db().await;
    releases::create(db, artist.id, title, ReleaseKind::Album).await.unwrap()
}

/// What a track's file was.
#[derive(Clone, Copy)]
pub enum File {
    /// A WAV of half a second.
    Wav,
    /// Something that is said to be an MP3 with this content.
    Mp3(&'static [u8]),
}

/// Adds a track whose file was accepted and whose ladder is made.
pub async fn add_track(app: &TestApp, release: &Release, filename: &str, file: File) -> Track {
    let track = add_master(app, release, filename, file).await;
    let db = &mut app.db().await;
    let encoding = Encoding {
        id: EncodingId::new(),
        track_id: track.id,
        master_id: track.master_id.unwrap(),
        frames: 44_100 * 61,
        sample_rate: 44_100,
        priming: 2048,
        loudness_lufs: Some(-14.2),
        true_peak_dbtp: Some(-1.3),
        waveform: (0..400).map(|n| (n % 256) as u8).collect(),
        progressive_m4a_bytes: 11,
        progressive_mp3_bytes: 11,
        created_at: Utc::now(),
        completed_at: Some(Utc::now()),
        start: 0,
        previous_master_id: None,
        next_master_id: None,
        cuts: serde_json::json!([[44_100, 61]]),
        outdated_at: None,
        replaced_at: None,
        progressive_m4a_sha256: None,
        progressive_mp3_sha256: None,
        preview_seconds: None,
        preview_m4a_bytes: None,
        preview_mp3_bytes: None,
    };
    let rung = Rendition {
        encoding_id: encoding.id,
        rung: "aac-64".to_owned(),
        codec: "mp4a.40.2".to_owned(),
        average_bandwidth: 64_000,
        peak_bandwidth: 66_000,
        bytes: 1000,
        segments: serde_json::json!([]),
        sample_rate: 44_100,
        priming: 2048,
        sha256: None,
    };
    assert!(encodings::begin(db, (&encoding, &Heard::default()), &[rung], None).await.unwrap());
    let key = Key::Encoding { encoding: encoding.id.0, path: "progressive.mp3".to_owned() };
    app.context.storage.put_bytes(&key, &b"hello sound"[..]).await.unwrap();
    tracks::mark_ready(db, track.id).await.unwrap();
    settle(db, release).await;
    tracks::find(db, track.id).await.unwrap().unwrap()
}

/// Says of every encoding of the release that it was made for the place where its track stands.
async fn settle(db: &mut Connection, release: &Release) {
    use model::schema::encodings;
    for place in places::of_release(db, release.id).await.unwrap() {
        diesel::update(encodings::table.filter(encodings::track_id.eq(place.track)))
            .set((
                encodings::start.eq(place.start),
                encodings::priming.eq(i32::try_from(place.priming()).unwrap()),
                encodings::previous_master_id.eq(place.previous),
                encodings::next_master_id.eq(place.next),
            ))
            .execute(db)
            .await
            .unwrap();
    }
}

/// Adds a track whose file was accepted and that does not play yet.
pub async fn add_master(app: &TestApp, release: &Release, filename: &str, file: File) -> Track {
    let db = &mut app.db().await;
    let track = tracks::create(db, release.id, filename, None, UploadId::new()).await.unwrap();
    let (bytes, extension, codec, lossless) = match file {
        File::Wav => (wav(44_100, 0.5), "wav", "pcm", true),
        File::Mp3(content) => (content.to_vec(), "mp3", "mp3", false),
    };
    let master = Master {
        id: MasterId::new(),
        track_id: track.id,
        artist_id: release.artist_id,
        filename: filename.to_owned(),
        extension: extension.to_owned(),
        bytes: bytes.len() as i64,
        sha256: vec![0; 32],
        container: extension.to_owned(),
        codec: codec.to_owned(),
        lossless,
        sample_rate: 44_100,
        channels: 2,
        bits: lossless.then_some(16),
        frames: 44_100 * 61,
        duration_ms: 61_000,
        tags: serde_json::json!({}),
        created_at: Utc::now(),
        bitrate_kbps: (!lossless).then_some(320),
    };
    let key = Key::Master { artist: release.artist_id.0, master: master.id.0, ext: extension.to_owned() };
    app.context.storage.put_bytes(&key, bytes).await.unwrap();
    masters::create(db, &master).await.unwrap();
    masters::adopt(db, track.id, master.id).await.unwrap();
    tracks::find(db, track.id).await.unwrap().unwrap()
}

/// Gives a release a cover that is ready, in blue and orange. The picture's bytes say their size.
pub async fn add_cover(app: &TestApp, release: &Release) -> ImageId {
    let db = &mut app.db().await;
    let id = ImageId::new();
    for size in images::SQUARE_SIZES {
        let key = Key::Image { image: id.0, name: format!("{size}.jpg") };
        app.context.storage.put_bytes(&key, format!("picture of {size}")).await.unwrap();
    }
    images::create(db, id, ImagePurpose::Cover, "A sun above lines of water").await.unwrap();
    let facts = ImageFacts { width: 1400, height: 1400, hue1: 240, hue2: 45, blurhash: "L00000fQfQfQ".to_owned() };
    images::mark_ready(db, id, &facts).await.unwrap();
    let changes = ReleaseChanges { cover_id: Some(id), ..ReleaseChanges::default() };
    releases::update(db, release.id, &changes).await.unwrap();
    id
}

/// Publishes a release now.
pub async fn publish(app: &TestApp, release: &Release, account: AccountId) -> Release {
    let db = &mut app.db().await;
    let (terms, _) = publication::current_terms(db).await.unwrap();
    publication::publish(db, release.id, account, terms, None).await.unwrap()
}

/// A published, free release of one artist with these tracks.
pub async fn published(app: &TestApp, artist: &Artist, account: AccountId, titles: (&str, &[&str])) -> Release {
    let release = draft(app, artist, titles.0).await;
    for title in titles.1 {
        add_track(app, &release, &format!("{title}.wav"), File::Wav).await;
    }
    publish(app, &release, account).await
}
