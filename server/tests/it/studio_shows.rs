//! Live sets in the studio: planned, run from the desk, looked at afterwards; and nobody else's business.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, TimeZone, Utc};
use model::artists::Artist;
use model::ids::{LiveWorkerId, ShowId};
use model::jobs::CutRecording;
use model::show_marks::{MarkOrigin, NewShowMark};
use model::show_runs::RunSource;
use model::show_segments::NewShowSegment;
use model::show_sessions::{Delivery, NewShowSession};
use model::shows::{self, Gate, Show, State};
use model::{live_workers, money, rotations, show_leases, show_marks, show_relays, show_runs, show_segments};
use model::{queue, show_sessions, stream_keys};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use storage::Key;

use crate::catalogue::{self, File};
use crate::support::{Answer, Browser, TestApp};

/// A planned show without anything special.
async fn planned(app: &TestApp, artist: &Artist, title: &str) -> Show {
    let input = shows::ShowInput {
        title: title.to_owned(),
        records: true,
        replays: true,
        announces: false,
        ..shows::ShowInput::default()
    };
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    shows::create(&mut *app.db().await, artist.id, &fields, Utc::now()).await.unwrap()
}

/// Two recorded segments of four seconds, with a gap of 26 s between them on the clock.
async fn recorded(app: &TestApp, show: ShowId) -> DateTime<Utc> {
    let db = &mut app.db().await;
    let begun = Utc.with_ymd_and_hms(2026, 11, 21, 20, 0, 0).unwrap();
    shows::start(db, show, begun).await.unwrap();
    show_runs::begin(db, show, RunSource::Icecast, ("butt", "audio/mpeg"), begun).await.unwrap();
    let epoch = show_leases::claim(db, show, LiveWorkerId::new(), Utc::now()).await.unwrap().unwrap();
    for (number, seconds) in [(0, 0), (1, 30)] {
        let segment = NewShowSegment {
            show,
            number,
            run_number: 1,
            begins_at: begun + Duration::seconds(seconds),
            frames: 192_000,
            renditions: BTreeMap::new(),
            recording_bytes: Some(100),
        };
        assert!(show_segments::add(db, epoch, &segment).await.unwrap());
    }
    begun
}

/// Sends a form with files, its token first.
async fn send(
    browser: &Browser,
    page: &str,
    action: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &str)>,
) -> Answer {
    let mut form = Form::new().text("csrf", browser.csrf(page).await);
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    if let Some((name, text)) = file {
        form = form.part(name.to_owned(), Part::bytes(text.as_bytes().to_vec()).file_name("marks.txt"));
    }
    browser.send(browser.request(Method::POST, action).multipart(form)).await
}

fn bad(answer: &Answer, field: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert_eq!(answer.texts(&format!("#f-{field}-error")).len(), 1, "{field}: {}", answer.text());
}

#[actix_web::test]
async fn a_show_is_planned_changed_cancelled_and_deleted() {
    let app = TestApp::start().await;
    let (_, _, browser) = app.artist("ode").await;
    let list = "/studio/shows?artist=ode";
    let empty = browser.get(list).await;
    assert_eq!(empty.texts(".empty h2"), ["Play live"]);
    assert_eq!(empty.texts(".side a[aria-current]"), ["Live"]);
    let (new, create) = ("/studio/shows/new?artist=ode", "/studio/artists/ode/shows");
    let mut fields = vec![
        ("title", ""),
        ("about", "From the *net loft*"),
        ("kind", "set"),
        ("starts_at", "2099-12-01T20:00"),
        ("ends_at", "2099-12-01T19:00"),
        ("zone", "60"),
        ("gate", "password"),
        ("password", ""),
        ("sessions_at_once", "21"),
        ("slow_mode_seconds", "x"),
        ("records", "true"),
    ];
    let refused = send(&browser, new, create, &fields, None).await;
    for field in ["title", "ends_at", "password", "sessions_at_once", "slow_mode_seconds"] {
        bad(&refused, field);
    }
    assert_eq!(refused.attribute("#f-starts_at", "value").as_deref(), Some("2099-12-01T20:00"), "what was typed stays");
    assert_eq!(refused.texts("textarea#f-about")[0].trim(), "From the *net loft*");

    fields
        .retain(|(name, _)| !["title", "ends_at", "password", "sessions_at_once", "slow_mode_seconds"].contains(name));
    fields.extend([("title", "Night Tide"), ("password", "low water")]);
    let made = send(&browser, new, create, &fields, None).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let desk = made.location();
    let id: ShowId = desk.rsplit('/').next().unwrap().parse().unwrap();
    let show = shows::find(&mut *app.db().await, id).await.unwrap().unwrap();
    assert_eq!(
        (show.slug.as_str(), show.gate, show.records, show.announces),
        ("night-tide", Gate::Password, true, false)
    );
    assert_eq!(show.starts_at, Some(Utc.with_ymd_and_hms(2099, 12, 1, 19, 0, 0).unwrap()), "an hour east of Greenwich");
    assert_eq!(browser.get(list).await.texts("section h2")[0], "Planned");

    let edit = format!("{desk}/edit");
    let form = browser.get(&edit).await;
    assert_eq!(form.attribute("#f-starts_at", "value").as_deref(), Some("2099-12-01T19:00"));
    assert_eq!(form.attribute("#f-starts_at", "data-utc").as_deref(), Some("2099-12-01T19:00Z"));
    assert_eq!(form.attribute("#f-password", "value").as_deref(), Some(""), "nobody is shown the password");
    let again = [("title", "Spring Tide"), ("gate", "password"), ("password", ""), ("kind", "station"), ("zone", "0")];
    let saved = send(&browser, &edit, &edit, &again, None).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, edit.clone()), "{}", saved.text());
    let show = shows::find(&mut *app.db().await, id).await.unwrap().unwrap();
    assert_eq!((show.title.as_str(), show.slug.as_str(), show.records), ("Spring Tide", "night-tide", false));
    assert!(show.password_hash.is_some(), "the password stays as it was");

    browser.submit(&edit, &format!("{desk}/cancellation"), &[]).await;
    let show = shows::find(&mut *app.db().await, id).await.unwrap().unwrap();
    assert_eq!(show.state(), State::Cancelled);
    let gone = browser.submit(&edit, &format!("{desk}/deletion"), &[]).await;
    assert_eq!(gone.location(), list);
    assert_eq!(browser.get(&desk).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn the_desk_says_how_it_stands_without_a_worker_and_without_a_script() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    let desk = format!("/studio/shows/{}", show.id);
    let page = browser.get(&desk).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert_eq!(page.texts("[data-desk=state]"), ["Waiting for sound"]);
    assert_eq!(page.texts("[data-level-words]")[0], "silent");
    assert_eq!(page.attribute("tw-desk", "data-status").as_deref(), Some(format!("{desk}/status").as_str()));
    assert_eq!(page.attribute("tw-go-live", "data-source").as_deref(), Some("/live/night-tide/source"));
    assert!(page.attribute("[style]", "style").is_none(), "the policy refuses styles in the markup");

    // Nothing feeds it: nothing can be marked, let go or ended, and each form says so.
    for action in ["mark", "release", "end"] {
        let answer = browser.submit(&desk, &format!("{desk}/{action}"), &[("title", "Ebb")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, desk.clone()), "{action}");
        assert_eq!(browser.get(&desk).await.texts("[data-flash].bad").len(), 1, "{action}");
    }
    recorded(&app, show.id).await;
    let on_air = browser.get(&desk).await;
    assert_eq!(on_air.texts("header .badge"), ["On air"]);
    let refused = browser.submit(&format!("{desk}/edit"), &format!("{desk}/deletion"), &[]).await;
    assert_eq!(refused.location(), desk, "what is on air is not deleted");
    // The owner died; the artist's button ends the show all the same.
    browser.submit(&desk, &format!("{desk}/end"), &[]).await;
    let over = browser.get(&desk).await;
    assert_eq!(over.texts("header .badge"), ["Over"]);
    assert!(over.texts(".panel p")[0].contains("recording"), "{}", over.text());
}

#[actix_web::test]
async fn keys_are_shown_once_renewed_and_revoked() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    let desk = format!("/studio/shows/{}", show.id);
    for (page, of_show) in
        [("/studio/artists/ode/stream-keys".to_owned(), false), (format!("{desk}/stream-keys"), true)]
    {
        let made = browser.submit(&page, &page, &[("name", "Laptop")]).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let word = made.texts("code.token")[0].clone();
        let db = &mut app.db().await;
        let key = stream_keys::by_key(db, &word).await.unwrap().expect("it works");
        assert_eq!((key.show_id == Some(show.id), key.name.as_str()), (of_show, "Laptop"));
        let later = browser.get(&page).await;
        assert!(!later.text().contains(&word), "it is shown this once");
        assert_eq!(later.texts("td[data-label=Name]"), ["Laptop"]);

        let renewed = browser.submit(&page, &format!("/studio/stream-keys/{}/renewal", key.id), &[]).await;
        let fresh = renewed.texts("code.token")[0].clone();
        assert!(stream_keys::by_key(db, &word).await.unwrap().is_none(), "the old one is revoked");
        let key = stream_keys::by_key(db, &fresh).await.unwrap().expect("the new one works");
        browser.submit(&page, &format!("/studio/stream-keys/{}/revocation", key.id), &[]).await;
        assert!(stream_keys::by_key(db, &fresh).await.unwrap().is_none());
        assert!(browser.get(&page).await.texts("td[data-label=Name]").is_empty());
    }
    let from_desk = browser.submit(&desk, &format!("{desk}/stream-keys"), &[("from", "desk")]).await;
    assert_eq!((from_desk.status, from_desk.texts("code.token").len()), (StatusCode::CREATED, 1));
}

#[actix_web::test]
async fn sound_cards_of_workers_that_live_are_offered() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    let desk = format!("/studio/shows/{}", show.id);
    let worker = LiveWorkerId::new();
    let devices = serde_json::json!([
        {"id": "alsa:hw:0,0", "name": "Mixer", "channels": 2, "rates": [48000], "is_busy": false},
        {"id": "alsa:hw:1,0", "name": "Built in", "channels": 1, "rates": [], "is_busy": true},
    ]);
    let db = &mut app.db().await;
    live_workers::hear(db, worker, "127.0.0.1:1", &devices, Utc::now()).await.unwrap();
    let page = browser.get(&desk).await;
    assert_eq!(page.texts("#f-device option"), ["Mixer", "Built in (in use)"]);
    let capture = format!("{desk}/capture");
    for device in ["", "x", "alsa:hw:0,0", &format!("{worker} alsa:hw:7,0")] {
        browser.submit(&desk, &capture, &[("device", device)]).await;
        let said = browser.get(&desk).await.texts("[data-flash].bad").join("");
        assert!(said.contains("not there any more"), "{device}: {said}");
    }
    // It is offered, but its worker does not answer.
    browser.submit(&desk, &capture, &[("device", &format!("{worker} alsa:hw:0,0"))]).await;
    let said = browser.get(&desk).await.texts("[data-flash].bad").join("");
    assert!(said.contains("cannot be reached"), "{said}");
}

#[actix_web::test]
async fn marks_are_moved_removed_added_and_cut_again() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    let marks = format!("/studio/shows/{}/marks", show.id);
    assert_eq!(browser.get(&marks).await.texts(".empty h2"), ["No recording yet"]);
    recorded(&app, show.id).await;
    let db = &mut app.db().await;
    for (at_ms, title) in [(1_234, "Ebb"), (5_000, "Flow")] {
        let mark = NewShowMark {
            at_ms,
            title: title.to_owned(),
            artist_name: String::new(),
            origin: MarkOrigin::Source,
            track: None,
        };
        show_marks::add(db, show.id, &mark).await.unwrap();
    }
    let key = Key::Live { show: show.id.0, path: "recording/peaks.json".to_owned() };
    app.context.storage.put_bytes(&key, r#"{"frames":384000,"peaks":[0,128,255]}"#.as_bytes().to_vec()).await.unwrap();
    let page = browser.get(&marks).await;
    assert_eq!(page.attribute("tw-marks", "data-ms").as_deref(), Some("8000"));
    assert_eq!(page.attribute(".wave path", "d").unwrap().matches('M').count(), 400);
    assert_eq!(page.attribute("[data-lines]", "d").as_deref(), Some("M61.7 0v100M250.0 0v100"));

    let found = show_marks::of_show(db, show.id).await.unwrap();
    let (ebb, flow) = (found[0].id.to_string(), found[1].id.to_string());
    let rows = |ebb_at: &str, new_at: &str| -> Vec<(String, String)> {
        let row = |id: &str, at: &str, title: &str| {
            [("id", id), ("at", at), ("title", title), ("artist", "")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let mut all = [row(&ebb, ebb_at, "Ebb"), row(&flow, "0:05.0", "Flow"), row("", new_at, "Slack")].concat();
        all.extend(row("", "", ""));
        all.push(("remove".to_owned(), flow.clone()));
        all
    };
    let wrong = rows("0:09.0", "x");
    let pairs: Vec<_> = wrong.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let refused = browser.submit(&marks, &marks, &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.texts(".error-list li").len(), 2, "behind the end, and no time: {}", refused.text());
    let right = rows("0:01.2", "0:06.5");
    let pairs: Vec<_> = right.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(browser.submit(&marks, &marks, &pairs).await.status, StatusCode::SEE_OTHER);
    let kept: Vec<_> = show_marks::of_show(db, show.id).await.unwrap();
    let told: Vec<_> = kept.iter().map(|mark| (mark.at_ms, mark.title.as_str(), mark.origin)).collect();
    assert_eq!(
        told,
        [(1_234, "Ebb", MarkOrigin::Source), (6_500, "Slack", MarkOrigin::Artist)],
        "one that was not moved keeps its millisecond"
    );

    let early = browser.submit(&marks, &format!("/studio/shows/{}/cut", show.id), &[]).await;
    assert_eq!(early.status, StatusCode::SEE_OTHER);
    let cuts = async || {
        let jobs = queue::list(&mut *app.db().await, 100).await.unwrap();
        jobs.iter().filter(|job| job.task == <CutRecording as model::jobs::Job>::NAME).count()
    };
    assert_eq!(cuts().await, 0, "it is still on air");
    shows::end(db, show.id, Utc::now()).await.unwrap();
    browser.submit(&marks, &format!("/studio/shows/{}/cut", show.id), &[]).await;
    assert_eq!(cuts().await, 1);
}

#[actix_web::test]
async fn marks_go_out_as_files_and_come_back_in() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    recorded(&app, show.id).await;
    let marks = format!("/studio/shows/{}/marks", show.id);
    let import = format!("{marks}/import");
    let labels = "0.5\t0.5\tInge - Ebb\n4,25\t4,25\tFlow\n";
    let read = send(&browser, &marks, &import, &[], Some(("file", labels))).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.text());
    let found = show_marks::of_show(&mut *app.db().await, show.id).await.unwrap();
    let told: Vec<_> = found.iter().map(|mark| (mark.at_ms, mark.title.as_str(), mark.artist_name.as_str())).collect();
    assert_eq!(told, [(500, "Ebb", "Inge"), (4_250, "Flow", "")]);

    let cue = browser.get(&format!("{marks}.cue")).await;
    assert_eq!(cue.header("content-disposition"), "attachment; filename=\"night-tide.cue\"");
    let text = cue.text();
    assert!(text.contains("TITLE \"Night Tide\"") && text.contains("INDEX 01 00:04:"), "{text}");
    let back = send(&browser, &marks, &import, &[], Some(("file", &text))).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
    let out = browser.get(&format!("{marks}.txt")).await.text();
    assert!(out.contains("Inge - Ebb"), "{out}");
    for (file, words) in [("", "Choose a file"), ("nothing of the kind", ""), ("99.0\t99.0\tLate\n", "behind the end")]
    {
        let refused = send(&browser, &marks, &import, &[], Some(("file", file))).await;
        bad(&refused, "file");
        assert!(refused.texts("#f-file-error")[0].contains(words), "{file}: {}", refused.texts("#f-file-error")[0]);
    }
    assert_eq!(
        show_marks::of_show(&mut *app.db().await, show.id).await.unwrap().len(),
        2,
        "what was refused changed nothing"
    );
}

#[actix_web::test]
async fn the_audience_is_a_page_and_two_tables() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    let audience = format!("/studio/shows/{}/audience", show.id);
    assert_eq!(browser.get(&audience).await.texts(".empty h2"), ["Nobody has listened yet"]);
    let begun = recorded(&app, show.id).await;
    let release = catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    let db = &mut app.db().await;
    let track = model::tracks::of_release(db, release.id).await.unwrap().remove(0);
    let changes = model::tracks::TrackChanges { isrc: Some("NLA502600001".to_owned()), ..Default::default() };
    model::tracks::update(db, track.id, &changes).await.unwrap();
    for (at_ms, title, track) in [(1_000, "Ebb", Some(track.id)), (5_000, "=Flow", None)] {
        let mark = NewShowMark {
            at_ms,
            title: title.to_owned(),
            artist_name: String::new(),
            origin: MarkOrigin::Rotation,
            track,
        };
        show_marks::add(db, show.id, &mark).await.unwrap();
    }
    for (from, until, client) in [(0, 2, "VLC"), (0, 60, "Firefox"), (31, 40, "Firefox")] {
        let session = NewShowSession {
            show: show.id,
            delivery: Delivery::Hls,
            client: client.to_owned(),
            country: "NL".to_owned(),
            pass: None,
            at_once: 2,
        };
        let id = show_sessions::open(db, &session, begun + Duration::seconds(from)).await.unwrap().unwrap();
        show_sessions::close(db, id, begun + Duration::seconds(until)).await.unwrap();
    }
    let page = browser.get(&audience).await;
    let figures = page.texts("dd.v");
    assert_eq!(figures[..3], ["0", "2", "3"], "now, at once, in all: {figures:?}");
    let cells = page.texts("section table td");
    assert!(cells.windows(2).any(|two| two == ["Netherlands", "3"]), "{cells:?}");
    assert_eq!(page.texts("svg.chart path").len(), 2);
    let csv = browser.get(&format!("/studio/shows/{}/performances.csv", show.id)).await;
    assert_eq!(csv.content_type(), "text/csv; charset=utf-8");
    let lines: Vec<String> = csv.text().lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "title,artist,isrc,start,duration_seconds,listeners",
            &format!("Ebb,{},NLA502600001,2026-11-21T20:00:01Z,4,2", artist.name),
            &format!("'=Flow,{},,2026-11-21T20:00:31Z,3,2", artist.name),
        ]
    );
    let table = browser.get(&format!("{audience}.csv")).await.text();
    assert!(
        table.contains("listens with,Firefox,2\r\n") && table.contains("listens from,Netherlands,3\r\n"),
        "{table}"
    );
    let now = browser.get(&format!("/studio/shows/{}/listeners", show.id)).await.json();
    assert_eq!(now, serde_json::json!({"now": 0, "is_over": false}));
}

#[actix_web::test]
async fn a_rotation_plays_the_artists_own_tracks_and_no_others() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let (other, other_account, _) = app.artist("inge").await;
    let show = planned(&app, &artist, "Night Tide").await;
    let rotation = format!("/studio/shows/{}/rotation", show.id);
    assert_eq!(browser.get(&rotation).await.texts(".empty h2"), ["No tracks to play yet"]);
    let own = catalogue::published(&app, &artist, account.id, ("Low", &["Ebb", "Flow"])).await;
    let draft = catalogue::draft(&app, &artist, "Unheard").await;
    catalogue::add_track(&app, &draft, "Jingle.wav", File::Wav).await;
    let foreign = catalogue::published(&app, &other, other_account.id, ("High", &["Tide"])).await;
    let db = &mut app.db().await;
    let ids = async |release| -> Vec<String> {
        let tracks = model::tracks::of_release(&mut *app.db().await, release).await.unwrap();
        tracks.iter().map(|track| track.id.to_string()).collect()
    };
    let (own, jingle, foreign) = (ids(own.id).await, ids(draft.id).await, ids(foreign.id).await);
    let page = browser.get(&rotation).await;
    assert_eq!(page.texts("input[name=track]").len(), 3, "{}", page.text());
    let numbers = [format!("number-{}", own[0]), format!("number-{}", own[1])];
    let mut fields = vec![
        ("enabled", "true"),
        ("mode", "order"),
        ("crossfade", "20"),
        ("idents_every", "2"),
        ("time_zone", "Europe/Amsterdam"),
        ("track", own[0].as_str()),
        ("track", own[1].as_str()),
        ("track", jingle[0].as_str()),
        ("track", foreign[0].as_str()),
        ("ident", jingle[0].as_str()),
        (numbers[0].as_str(), "2"),
        (numbers[1].as_str(), "1"),
        ("from", "22:00"),
        ("until", "02:00"),
    ];
    let refused = browser.submit(&rotation, &rotation, &fields).await;
    bad_list(&refused, 1);
    assert_eq!(refused.attribute("#f-crossfade", "value").as_deref(), Some("20"), "what was typed stays");
    fields[2].1 = "2.5";
    let saved = browser.submit(&rotation, &rotation, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let tracks: Vec<_> = rotations::tracks(db, show.id).await.unwrap();
    let told: Vec<_> = tracks.iter().map(|(track, is_ident)| (track.to_string(), *is_ident)).collect();
    assert_eq!(told, [(own[1].clone(), false), (own[0].clone(), false), (jingle[0].clone(), true)]);
    let kept = rotations::find(db, show.id).await.unwrap().unwrap();
    assert_eq!((kept.crossfade_ms, kept.idents_every, kept.enabled), (2500, 2, true));
    let hours = rotations::hours(db, show.id).await.unwrap();
    assert_eq!((hours.len(), hours[0].from_minute, hours[0].until_minute), (1, 1320, 1560));
    let again = browser.get(&rotation).await;
    assert_eq!(again.attribute("#f-crossfade", "value").as_deref(), Some("2.5"));
    assert_eq!(again.texts("input[name=track][checked]").len(), 3);
}

fn bad_list(answer: &Answer, count: usize) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert_eq!(answer.texts(".error-list li").len(), count, "{:?}", answer.texts(".error-list li"));
}

#[actix_web::test]
async fn relays_keep_their_password_to_themselves() {
    let app = TestApp::start().await;
    let (artist, _, browser) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    let relays = format!("/studio/shows/{}/relays", show.id);
    for wrong in ["", "radio.example", "file:///etc/passwd", "icecast://radio.example"] {
        bad(&browser.submit(&relays, &relays, &[("address", wrong)]).await, "address");
    }
    let address = "icecast://source:hackme@radio.example:8000/ode";
    assert_eq!(browser.submit(&relays, &relays, &[("address", address)]).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(&relays).await;
    assert_eq!(page.texts("td[data-label=Where]"), ["icecast://radio.example:8000/ode"]);
    assert!(!page.text().contains("hackme"));
    let relay = show_relays::of_show(&mut *app.db().await, show.id).await.unwrap().remove(0);
    let removal = format!("/studio/relays/{}/deletion", relay.id);
    let (_, _, stranger) = app.artist("inge").await;
    assert_eq!(stranger.submit("/studio/artists", &removal, &[]).await.status, StatusCode::NOT_FOUND);
    browser.submit(&relays, &removal, &[]).await;
    assert!(show_relays::of_show(&mut *app.db().await, show.id).await.unwrap().is_empty());
}

#[actix_web::test]
async fn others_see_and_change_nothing_of_it() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let show = planned(&app, &artist, "Night Tide").await;
    recorded(&app, show.id).await;
    let (_, _, stranger) = app.artist("inge").await;
    let base = format!("/studio/shows/{}", show.id);
    let (key, _) = stream_keys::create(&mut *app.db().await, artist.id, None, "Laptop").await.unwrap();
    let pages = ["", "/edit", "/stream-keys", "/marks", "/marks.cue", "/marks.txt", "/audience", "/audience.csv"];
    let more = ["/performances.csv", "/listeners", "/rotation", "/relays"];
    for page in pages.iter().chain(&more) {
        let answer = stranger.get(&format!("{base}{page}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
    for page in ["/studio/shows?artist=ode", "/studio/shows/new?artist=ode", "/studio/artists/ode/stream-keys"] {
        assert_eq!(stranger.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let own = "/studio/artists/inge/stream-keys";
    let forms = ["cancellation", "deletion", "end", "release", "capture", "mark", "stream-keys", "cut", "rotation"];
    let mut actions: Vec<String> = forms.iter().map(|form| format!("{base}/{form}")).collect();
    actions.extend([format!("{base}/relays"), format!("{base}/marks"), "/studio/artists/ode/stream-keys".to_owned()]);
    actions.extend(["renewal", "revocation"].map(|act| format!("/studio/stream-keys/{}/{act}", key.id)));
    for action in &actions {
        let answer = stranger.submit(own, action, &[("title", "x"), ("address", "rtmp://x/y/z")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
    }
    for action in [format!("{base}/edit"), format!("{base}/marks/import"), "/studio/artists/ode/shows".to_owned()] {
        let answer = send(&stranger, own, &action, &[("title", "Theirs")], None).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
    }
    assert_eq!(app.visitor().get(&base).await.status, StatusCode::SEE_OTHER, "visitors are asked to sign in");
    let kept = shows::find(&mut *app.db().await, show.id).await.unwrap().unwrap();
    assert_eq!((kept.title.as_str(), kept.state()), ("Night Tide", State::OnAir));
}
