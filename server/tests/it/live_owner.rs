//! The worker that owns a show: what it gives, what it keeps, and what happens when something fails.
//!
//! | what fails | what happens | shown by |
//! | --- | --- | --- |
//! | the source drops and returns | a discontinuity, the numbers go on | `one_source_at_a_time_and_the_next_goes_on_with_the_numbers` |
//! | the source drops for longer | the rotation plays, then whoever comes back | `the_rotation_bridges_a_gap_until_somebody_plays_again` |
//! | it never returns | the set ends | `recording_stops_before_the_disk_is_full_and_a_set_without_a_source_ends` |
//! | a second source | refused, or it takes over | `one_source_at_a_time_…`, `live_edge::sources::a_show_that_is_fed_refuses_another_source` |
//! | an encoder dies | its rendition comes back at the next segment | `an_encoder_that_dies_takes_nobody_with_it` |
//! | the owner is killed | another worker goes on behind all that was heard | `another_worker_goes_on_where_a_dead_one_stopped`, `killed::…` |
//! | the owner stops | another takes the show at once | `a_worker_that_stops_leaves_a_show_that_another_can_take_at_once`, `stopped::…` |
//! | the database is away | who plays alone goes on, and all is kept; where others could take over, the source comes again | `away::…` |
//! | the beginning of a show cannot be written | it begins a second later | `begun::…` |
//! | a server is started again | source and listeners come again | `live_edge::several::a_server_that_is_started_again_goes_on_with_the_show` |
//! | the show moves | servers pull from its new owner | `live_edge::hls::a_show_that_moves_is_pulled_from_its_new_owner` |
//! | the disk is nearly full | recording stops, the stream goes on | `recording_stops_before_the_disk_is_full_…` |
//! | a listener is slow | the edge once, then the end | `it::listeners::who_is_slow_is_forgiven_once` in `crates/live` |
//! | clocks run apart | segments are stamped anew, nobody waits | `clock::tests` in `worker`, `capture::drift_and_a_stall_lose_nothing` |
//! | the owner's clock is wrong | who owns what goes by the database's | `skewed::…` |

mod away;
mod begun;
mod cards;
mod desk;
mod killed;
mod skewed;
mod stopped;

use std::process::Stdio;
use std::time::Duration;

use desk::{Desk, encoders, judged, kill, until};
use live::link::{self, Answer, Ask, Frame, Rendition};
use model::show_runs::RunSource;
use model::shows::State;
use model::{show_leases, show_marks, show_runs};
use reqwest::StatusCode;
use testkit::Bucket;
use worker::live::timing::Timing;

use crate::support::TestApp;

#[tokio::test]
async fn a_set_is_heard_in_parts_and_kept_to_the_last_sample() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let worker = desk.worker(Desk::timing()).await;
    let (answer, mut link) = desk.feed(&worker, "audio/mpeg", false).await;
    assert_eq!(answer, Answer::Done);
    let mut ffmpeg = tokio::process::Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "sine=frequency=997:sample_rate=44100:duration=6", "-ac", "2"])
        .args(["-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3", "-"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut mp3 = ffmpeg.stdout.take().unwrap();
    let playing = tokio::spawn(async move { tokio::io::copy(&mut mp3, &mut link).await });
    let mut mount = desk.pull(&worker, Rendition::Mount).await;
    let mut pulled = desk.pull(&worker, Rendition::Aac128).await;
    assert!(matches!(pulled.frame().await, Some(Frame::Init { run: 1, .. })));
    let parts = pulled.parts_until(|part| part.ends).await;
    let numbers: Vec<_> = parts.iter().map(|part| (part.segment, part.part)).collect();
    assert_eq!(numbers, (0..12).map(|part| (0, part)).collect::<Vec<_>>());
    assert!(parts.iter().all(|part| part.frames == 15_360 && part.breaks == (part.part == 0)), "{parts:?}");
    assert!(parts.windows(2).all(|pair| pair[1].begins_at_ms - pair[0].begins_at_ms == 320), "{parts:?}");
    assert_eq!(mount.frame().await, Some(Frame::Mount("audio/mpeg".to_owned())));
    let Some(Frame::Chunk(chunk)) = mount.frame().await else { panic!("the source's own bytes come next") };
    assert!(chunk.starts_with(&[0xff, 0xfb]), "{:?}", &chunk[..4]);
    let status = desk.status(&worker, |status| !status.format.is_empty() && status.momentary_lufs > -60.0).await;
    assert_eq!((status.source.as_deref(), status.format.as_str()), (Some("icecast"), "MP3, 44.1 kHz, stereo"));
    assert!(status.records && status.problems.is_empty(), "{status:?}");
    playing.await.unwrap().unwrap();
    until("the source to be gone", async || desk.status(&worker, |_| true).await.source.is_none().then_some(())).await;
    assert_eq!(desk.row().await.state(), State::OnAir);

    assert_eq!(desk.ask(&worker, Ask::End).await.0, Answer::Done);
    while pulled.frame().await.expect("the end is said") != Frame::End {}
    assert_eq!(desk.row().await.state(), State::Over);
    let kept = desk.kept().await;
    assert_eq!(kept.iter().map(|segment| segment.number).collect::<Vec<_>>(), [0, 1]);
    let frames: i32 = kept.iter().map(|segment| segment.frames).sum();
    assert!((6.0..6.2).contains(&(f64::from(frames) / 48_000.0)), "{kept:?}");
    assert!(kept.iter().all(|segment| segment.bytes().len() == 3 && segment.recording_bytes.is_some()), "{kept:?}");
    let (mut recording, mut stream) =
        (desk.blob("recording/header.flac".into()).await, desk.blob("aac-128/1.init.mp4".into()).await);
    for segment in &kept {
        recording.extend(desk.blob(format!("recording/{}.flac", segment.number)).await);
        stream.extend(desk.blob(format!("aac-128/{}.m4s", segment.number)).await);
    }
    for (format, bytes) in [("flac", recording), ("mp4", stream)] {
        let (seconds, hertz) = judged(format, bytes).await;
        assert!((6.0..6.2).contains(&seconds) && (hertz - 997.0).abs() < 20.0, "{format}: {seconds} s of {hertz} Hz");
    }
    let owner = until("the lease to be given up", async || {
        let owner = show_leases::owner(&mut *desk.app.db().await, desk.show, chrono::Utc::now()).await.unwrap();
        owner.is_none().then_some(())
    });
    owner.await;
}

#[tokio::test]
async fn one_source_at_a_time_and_the_next_goes_on_with_the_numbers() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let worker = desk.worker(Desk::timing()).await;
    let (answer, _) = desk.feed(&worker, "audio/x-f32le;rate=48000;channels=2", false).await;
    assert_eq!(answer, Answer::Done);
    let first = until("the first to be gone", async || {
        // Its connection was closed at once; until that is seen it is busy.
        let (answer, link) = desk.feed(&worker, "audio/x-f32le;rate=48000;channels=2", false).await;
        (answer == Answer::Done).then_some(link)
    })
    .await;
    assert_eq!(desk.feed(&worker, "audio/mpeg", false).await.0, Answer::Busy);
    let (answer, second) = desk.feed(&worker, "audio/x-f32le;rate=48000;channels=2", true).await;
    assert_eq!(answer, Answer::Done);
    let mut first = first;
    let told: Option<Answer> = link::read_line(&mut first).await.unwrap();
    assert!(matches!(told, Some(Answer::Refused { .. })), "{told:?}");
    drop(second);

    let playing = until("the seat to be free", async || {
        let (answer, _) = desk.ask(&worker, Ask::Release).await;
        assert_eq!(answer, Answer::Done);
        Some(desk.tone(&worker).await)
    })
    .await;
    let mut pulled = desk.pull(&worker, Rendition::Aac64).await;
    let before = pulled.part().await;
    assert!(before.segment == 0 && before.breaks, "{before:?}");
    let said = Ask::Playing { title: "Ebb".to_owned(), artist: "The Harbour".to_owned() };
    for _ in 0..2 {
        assert_eq!(desk.ask(&worker, said.clone()).await.0, Answer::Done);
    }
    assert_eq!(desk.ask(&worker, Ask::Mark { title: "Flood".to_owned(), artist: String::new() }).await.0, Answer::Done);
    drop(playing);
    until("the source to be gone", async || desk.status(&worker, |_| true).await.source.is_none().then_some(())).await;
    let _again = desk.tone(&worker).await;
    let parts = pulled.parts_until(|part| part.breaks).await;
    let [.., last, next] = &parts[..] else { panic!("parts of both: {parts:?}") };
    assert!(last.ends && next.part == 0 && next.segment == last.segment + 1, "{last:?}, then {next:?}");

    let db = &mut desk.app.db().await;
    let marks = show_marks::of_show(db, desk.show).await.unwrap();
    assert_eq!(marks.iter().map(|mark| mark.title.as_str()).collect::<Vec<_>>(), ["Ebb", "Flood"]);
    assert_eq!(desk.row().await.playing_title, "Flood");
    let runs = show_runs::of_show(db, desk.show).await.unwrap();
    assert_eq!(runs.iter().filter(|run| run.ended_at.is_none()).count(), 1, "{runs:?}");
}

#[tokio::test]
async fn an_encoder_that_dies_takes_nobody_with_it() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let worker = desk.worker(Desk::timing()).await;
    let _playing = desk.tone(&worker).await;
    let mut pulled = Vec::new();
    for rendition in Rendition::LADDER {
        let mut one = desk.pull(&worker, rendition).await;
        one.part().await;
        pulled.push((rendition, one));
    }
    // Which process makes what is told only when it is gone, so they go until it was one of the ladder.
    let mut gone = Vec::new();
    for pid in until("all encoders", async || Some(encoders()).filter(|all| all.len() == 5)).await {
        kill(pid);
        let lost = until("the loss to be told", async || {
            let status = desk.status(&worker, |_| true).await;
            let told = status.problems.iter().find_map(|told| told.strip_prefix("The encoder of ")?.split(' ').next());
            told.map(str::to_owned).filter(|told| !gone.contains(told))
        })
        .await;
        gone.push(lost);
        if gone.last().unwrap().starts_with("aac-") {
            break;
        }
    }
    let victim = gone.last().unwrap().as_str();
    for (rendition, one) in &mut pulled {
        let parts = one.parts_until(|part| part.segment >= 3).await;
        let torn = parts.windows(2).filter(|pair| pair[0].segment != pair[1].segment && !pair[0].ends).count();
        let breaks = parts.iter().filter(|part| part.breaks).count();
        let expected = usize::from(rendition.name() == victim);
        // One that dies before its first part of a segment tears none.
        let as_expected = breaks == expected && torn <= expected;
        assert!(as_expected, "{victim} was lost: {rendition:?} {parts:?}");
    }
    let kept = until("the first segments", async || Some(desk.kept().await).filter(|kept| kept.len() >= 3)).await;
    let complete = kept.iter().filter(|segment| segment.bytes().len() == 3).count();
    assert!(complete >= kept.len() - 1 && kept.iter().all(|segment| segment.bytes().len() >= 2), "{kept:?}");
}

#[tokio::test]
async fn another_worker_goes_on_where_a_dead_one_stopped() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let dead = desk.worker(Desk::timing()).await;
    let _playing = desk.tone(&dead).await;
    let first = until("the first segment", async || desk.kept().await.into_iter().next()).await;
    let other = desk.worker(Desk::timing()).await;
    let (answer, _) = desk.feed(&other, "audio/mpeg", false).await;
    assert_eq!(answer, Answer::Elsewhere { address: dead.address.clone() });
    // Heard, but not kept: the one that goes on must not give its number to something else.
    let heard = desk.pull(&dead, Rendition::Aac320).await.parts_until(|part| part.segment > 0).await;
    let heard = heard.last().unwrap().segment;
    dead.kill();
    let (_playing, began) = until("the lease to expire", async || {
        let (answer, link) = desk.feed(&other, "audio/x-f32le;rate=48000;channels=2", false).await;
        (answer == Answer::Done).then(|| (desk::Playing::begin(link), chrono::Utc::now()))
    })
    .await;
    let mut pulled = desk.pull(&other, Rendition::Aac320).await;
    assert!(matches!(pulled.frame().await, Some(Frame::Init { run: 2, .. })));
    let part = pulled.part().await;
    assert!(part.breaks && part.part == 0, "{part:?}");
    // Gaps are named in playlists, up to 64 segments; here it is what a lease holds and a source may be ahead.
    assert!(part.segment > heard && part.segment < heard + 10, "{heard} was heard, then {part:?}");
    assert_eq!(first.number, 0);
    assert!((part.begins_at_ms - began.timestamp_millis()).abs() < 5_000, "{part:?}");
    let runs = show_runs::of_show(&mut *desk.app.db().await, desk.show).await.unwrap();
    assert!(runs[0].ended_at.is_some() && runs[1].ended_at.is_none(), "{runs:?}");
}

#[tokio::test]
async fn recording_stops_before_the_disk_is_full_and_a_set_without_a_source_ends() {
    let app = TestApp::start_with(|overrides| overrides.with("live.disk_floor", "900000 TB")).await;
    let desk = Desk::new(app, |_| ()).await;
    let timing = Timing { grace: Duration::from_millis(200), end_after: Duration::from_secs(3), ..Desk::timing() };
    let worker = desk.worker(timing).await;
    let playing = desk.tone(&worker).await;
    let status = desk.status(&worker, |status| !status.problems.is_empty()).await;
    assert!(status.problems[0].contains("recording has stopped, the stream goes on"), "{status:?}");
    let mut pulled = desk.pull(&worker, Rendition::Aac64).await;
    pulled.parts_until(|part| part.segment == 1 && part.part == 1).await;
    let status = desk.status(&worker, |status| status.source.is_some()).await;
    assert!(!status.records, "{status:?}");
    drop(playing);
    let status = desk.status(&worker, |status| status.ends_in_seconds.is_some()).await;
    assert!(status.source.is_none(), "{status:?}");
    while pulled.frame().await.expect("the end is said") != Frame::End {}
    assert_eq!(desk.row().await.state(), State::Over);
    let kept = desk.kept().await;
    assert!(kept.len() >= 2 && kept.last().unwrap().recording_bytes.is_none(), "{kept:?}");
}

#[tokio::test]
async fn a_worker_that_stops_leaves_a_show_that_another_can_take_at_once() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    let first = desk.worker(Desk::timing()).await;
    let _playing = desk.tone(&first).await;
    desk.pull(&first, Rendition::Aac64).await.part().await;
    let second = desk.worker(Desk::timing()).await;
    first.stop();
    until("the show to be free", async || {
        let owner = show_leases::owner(&mut *desk.app.db().await, desk.show, chrono::Utc::now()).await.unwrap();
        owner.is_none().then_some(())
    })
    .await;
    let kept = desk.kept().await.len();
    assert!(kept > 0, "what was heard is kept");
    let _again = desk.tone(&second).await;
    let part = desk.pull(&second, Rendition::Aac64).await.part().await;
    assert_eq!((usize::try_from(part.segment).unwrap(), part.breaks), (kept, true));
}

#[tokio::test]
async fn segments_lie_in_the_bucket_as_every_server_sends_them() {
    let bucket = Bucket::start().await.unwrap();
    let app = TestApp::start_with(|settings| {
        let key = settings.with("s3.access_key_id", Bucket::ACCESS_KEY).with("s3.secret_access_key", Bucket::SECRET);
        key.with("s3.bucket", Bucket::NAME).with("s3.endpoint", &bucket.endpoint).with("s3.allow_http", "true")
    })
    .await;
    let desk = Desk::new(app, |_| ()).await;
    let worker = desk.worker(Desk::timing()).await;
    let _playing = desk.tone(&worker).await;
    until("a segment", async || desk.kept().await.into_iter().next()).await;
    let second = desk.app.beside().await;
    let slug = desk.row().await.slug;
    for (file, least) in [("1.init.mp4", 300), ("0.m4s", 5_000)] {
        let stored = bucket.object(&format!("live/{}/aac-128/{file}", desk.show)).unwrap();
        assert!(stored.len() > least, "{file}: {} bytes", stored.len());
        for server in [desk.app.visitor(), second.visitor()] {
            let sent = server.get(&format!("/live/{slug}/aac-128/{file}")).await;
            assert_eq!(sent.status, StatusCode::OK, "{file}");
            assert!(sent.bytes == stored, "{file}: {} bytes, not {}", sent.bytes.len(), stored.len());
        }
    }
}

#[tokio::test]
async fn the_rotation_bridges_a_gap_until_somebody_plays_again() {
    let desk = Desk::new(TestApp::start().await, |_| ()).await;
    crate::rotation::two_tones(&desk.app, (&desk.artist, &desk.account), desk.show).await;
    let worker = desk.worker(Timing { grace: Duration::from_millis(200), ..Desk::timing() }).await;
    let playing = desk.tone(&worker).await;
    let mut pulled = desk.pull(&worker, Rendition::Aac64).await;
    assert!(pulled.part().await.breaks);
    drop(playing);
    let bridge = pulled.parts_until(|part| part.breaks).await.pop().unwrap();
    let status = desk.status(&worker, |status| !status.title.is_empty()).await;
    assert_eq!((status.source.as_deref(), status.title.as_str()), (Some("rotation"), "low"));
    let _again = desk.tone(&worker).await;
    let back = pulled.parts_until(|part| part.breaks).await.pop().unwrap();
    assert!(bridge.segment < back.segment && back.part == 0, "{bridge:?}, then {back:?}");
    let runs = show_runs::of_show(&mut *desk.app.db().await, desk.show).await.unwrap();
    let sources: Vec<_> = runs.iter().map(|run| (run.source, run.ended_at.is_some())).collect();
    assert_eq!(sources, [(RunSource::Icecast, true), (RunSource::Rotation, true), (RunSource::Icecast, false)]);
}
