//! From the end of a show to a draft with a track for each mark.

use std::collections::BTreeMap;

use chrono::Utc;
use media::live::{Encoded, LiveEncodeJob, LiveOutput, SEGMENT_FRAMES};
use model::ids::{LiveWorkerId, ShowId};
use model::jobs::{self, CutRecording};
use model::masters::Master;
use model::releases::{self, ReleaseKind, ReleaseState};
use model::show_marks::{self, MarkOrigin, NewShowMark};
use model::show_segments::{self, NewShowSegment};
use model::shows::{self, Show, ShowInput};
use model::tracks::{self, Track};
use model::{masters, money, show_leases};
use storage::Key;

use crate::support::TestApp;

/// Segments of the recording.
const SEGMENTS: u32 = 8;

/// A show that was on air for 30.72 s, with its recording in storage, and marks at 0, 10 and 20 s.
async fn show(app: &TestApp) -> Show {
    let (artist, ..) = app.artist("ode").await;
    let input = ShowInput { title: "A night".to_owned(), records: true, ..ShowInput::default() };
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    let mut db = app.db().await;
    let show = shows::create(&mut db, artist.id, &fields, Utc::now()).await.unwrap();
    assert!(shows::start(&mut db, show.id, Utc::now()).await.unwrap());
    let epoch = show_leases::claim(&mut db, show.id, LiveWorkerId::new(), Utc::now()).await.unwrap().unwrap();
    for (path, frames, bytes) in stretches(app).await {
        let size = i64::try_from(bytes.len()).unwrap();
        let number = path.strip_suffix(".flac").and_then(|number| number.parse().ok());
        let key = Key::Live { show: show.id.0, path: format!("recording/{path}") };
        app.context.storage.put_bytes(&key, bytes).await.unwrap();
        let Some(number) = number else { continue };
        let new = NewShowSegment {
            show: show.id,
            number,
            run_number: 1,
            begins_at: Utc::now(),
            frames,
            renditions: BTreeMap::new(),
            recording_bytes: Some(size),
        };
        assert!(show_segments::add(&mut db, epoch, &new).await.unwrap());
    }
    for (at_ms, title) in [(300, "Opening"), (10_000, "Ebb"), (20_000, "Flood")] {
        show_marks::add(&mut db, show.id, &mark(at_ms, title)).await.unwrap();
    }
    show
}

fn mark(at_ms: i64, title: &str) -> NewShowMark {
    let artist_name = if title == "Ebb" { "Nils".to_owned() } else { String::new() };
    NewShowMark { at_ms, title: title.to_owned(), artist_name, origin: MarkOrigin::Artist, track: None }
}

/// The files of a recording of a tone, with their frames.
async fn stretches(app: &TestApp) -> Vec<(String, i32, Vec<u8>)> {
    let job = LiveEncodeJob { output: LiveOutput::Recording, first_segment: 0 };
    let encoder = app.context.media.live_encode(&job).await.unwrap();
    let (mut input, mut output) = (encoder.input, encoder.output);
    let feeding = tokio::spawn(async move {
        for segment in 0..SEGMENTS {
            let frames = segment * SEGMENT_FRAMES..(segment + 1) * SEGMENT_FRAMES;
            let sample = |at: u32| (f64::from(at) * 440.0 / 48_000.0 * std::f64::consts::TAU).sin() as f32 * 0.5;
            input.write_samples(&frames.flat_map(|at| [sample(at); 2]).collect::<Vec<_>>()).await.unwrap();
        }
    });
    let mut files = Vec::new();
    while let Some(encoded) = output.next().await.unwrap() {
        match encoded {
            Encoded::Init(bytes) => files.push(("header.flac".to_owned(), 0, bytes)),
            Encoded::Stretch { segment, frames, bytes } => {
                files.push((format!("{segment}.flac"), i32::try_from(frames).unwrap(), bytes));
            }
            other => panic!("{other:?}"),
        }
    }
    feeding.await.unwrap();
    assert_eq!(files.len(), 1 + SEGMENTS as usize);
    files
}

/// The tracks of the draft, each with its master.
async fn draft(app: &TestApp, show: ShowId) -> Vec<(Track, Master)> {
    let mut db = app.db().await;
    let show = shows::find(&mut db, show).await.unwrap().unwrap();
    let release = releases::find(&mut db, show.recording_release_id.unwrap()).await.unwrap().unwrap();
    assert_eq!(
        (release.kind, release.state(), release.title.as_str()),
        (ReleaseKind::Live, ReleaseState::Draft, "A night")
    );
    let mut found = Vec::new();
    for track in tracks::of_release(&mut db, release.id).await.unwrap() {
        let master = masters::find(&mut db, track.master_id.unwrap()).await.unwrap().unwrap();
        found.push((track, master));
    }
    found
}

fn frames(tracks: &[(Track, Master)]) -> Vec<i64> {
    tracks.iter().map(|(_, master)| master.frames).collect()
}

#[actix_web::test]
async fn a_recording_is_a_draft_cut_at_its_marks_and_cut_again() {
    let app = TestApp::start().await;
    let show = show(&app).await;
    let total = i64::from(SEGMENTS * SEGMENT_FRAMES);
    shows::end(&mut *app.db().await, show.id, Utc::now()).await.unwrap();
    app.run_pending_jobs().await;

    let first = draft(&app, show.id).await;
    let said: Vec<(&str, &str)> =
        first.iter().map(|(track, _)| (track.title.as_str(), track.artist_name.as_str())).collect();
    assert_eq!(said, [("Opening", ""), ("Ebb", "Nils"), ("Flood", "")]);
    assert_eq!(frames(&first), [480_000, 480_000, total - 960_000]);
    assert!(first.iter().all(|(_, master)| master.lossless && master.sample_rate == 48_000));
    let peaks = Key::Live { show: show.id.0, path: "recording/peaks.json".to_owned() };
    let peaks: serde_json::Value =
        serde_json::from_slice(&app.context.storage.read_bytes(&peaks).await.unwrap()).unwrap();
    assert_eq!(peaks["frames"], total);
    assert!(peaks["peaks"].as_array().is_some_and(|peaks| peaks.len() == 4000));

    // Again with the same marks: everything stays. With the last one moved: the first track stays.
    let mut db = app.db().await;
    jobs::enqueue(&mut db, &CutRecording { show_id: show.id }).await.unwrap();
    app.run_pending_jobs().await;
    let ids = |tracks: &[(Track, Master)]| tracks.iter().map(|(track, _)| track.id).collect::<Vec<_>>();
    assert_eq!(ids(&draft(&app, show.id).await), ids(&first));
    let marks = show_marks::of_show(&mut db, show.id).await.unwrap();
    show_marks::move_to(&mut db, marks[2].id, 25_000).await.unwrap();
    jobs::enqueue(&mut db, &CutRecording { show_id: show.id }).await.unwrap();
    app.run_pending_jobs().await;
    let second = draft(&app, show.id).await;
    assert_eq!(frames(&second), [480_000, 720_000, total - 1_200_000]);
    assert_eq!(second[0].0.id, first[0].0.id);
    assert_eq!(second.iter().map(|(track, _)| track.position).collect::<Vec<_>>(), [1, 2, 3]);
}
