//! Files of free releases: one track with ranges, the whole as a ZIP, lossy masters as they are.

mod archives;
mod offered;
mod programs;
mod readers;

use async_zip::base::read::mem::ZipFileReader;
use model::artists::{self, ArtistChanges};
use model::credits;
use model::downloads::{self, DownloadFormat};
use model::jobs::{self, SweepExpired};
use model::tracks::{self, TrackChanges};
use reqwest::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use reqwest::{Method, StatusCode};

use crate::catalogue::{self, File};
use crate::support::{Answer, Browser, TestApp};

async fn with_header(browser: &Browser, path: &str, headers: &[(reqwest::header::HeaderName, &str)]) -> Answer {
    let request =
        headers.iter().fold(browser.request(Method::GET, path), |request, (name, value)| request.header(name, *value));
    browser.send(request).await
}

/// What is in an archive: names and contents.
async fn unzip(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let reader = ZipFileReader::new(bytes).await.unwrap();
    let mut files = Vec::new();
    for index in 0..reader.file().entries().len() {
        let name = reader.file().entries()[index].filename().as_str().unwrap().to_owned();
        let mut content = Vec::new();
        reader.reader_with_entry(index).await.unwrap().read_to_end_checked(&mut content).await.unwrap();
        files.push((name, content));
    }
    files
}

#[actix_web::test]
async fn a_lossy_master_is_offered_as_itself_and_in_parts() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low").await;
    catalogue::add_track(&app, &release, "Ebb \"live\" Sørli.mp3", File::Mp3(b"0123456789")).await;
    let release = catalogue::publish(&app, &release, account.id).await;
    let path = format!("/@ode/{}/ebb-live-sorli/downloads/original", release.slug);
    let visitor = app.visitor();

    let whole = visitor.get(&path).await;
    assert_eq!((whole.status, whole.text().as_str()), (StatusCode::OK, "0123456789"));
    assert_eq!(whole.content_type(), "audio/mpeg");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("content-length"), "10");
    let disposition = whole.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"Ebb 'live' S_rli.mp3\""), "{disposition}");
    assert!(disposition.ends_with("filename*=UTF-8''Ebb%20%27live%27%20S%C3%B8rli.mp3"), "{disposition}");
    let tag = whole.header("etag");

    for (range, content, said) in
        [("bytes=2-4", "234", "bytes 2-4/10"), ("bytes=7-", "789", "bytes 7-9/10"), ("bytes=-2", "89", "bytes 8-9/10")]
    {
        let part = with_header(&visitor, &path, &[(RANGE, range)]).await;
        assert_eq!((part.status, part.text().as_str()), (StatusCode::PARTIAL_CONTENT, content), "{range}");
        assert_eq!(part.header("content-range"), said);
        assert_eq!(part.header("content-length"), content.len().to_string());
    }
    let beyond = with_header(&visitor, &path, &[(RANGE, "bytes=10-")]).await;
    assert_eq!(
        (beyond.status, beyond.header("content-range").as_str()),
        (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */10")
    );
    let same = with_header(&visitor, &path, &[(RANGE, "bytes=2-4"), (IF_RANGE, &tag)]).await;
    assert_eq!(same.status, StatusCode::PARTIAL_CONTENT);
    let other = with_header(&visitor, &path, &[(RANGE, "bytes=2-4"), (IF_RANGE, "\"older\"")]).await;
    assert_eq!((other.status, other.text().as_str()), (StatusCode::OK, "0123456789"));
    let known = with_header(&visitor, &path, &[(IF_NONE_MATCH, &tag)]).await;
    assert_eq!((known.status, known.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let head = visitor.send(visitor.request(Method::HEAD, &path)).await;
    assert_eq!((head.status, head.header("content-length").as_str()), (StatusCode::OK, "10"));
    assert!(head.bytes.is_empty());

    for dressed_up in ["flac", "mp3-320", "wav"] {
        let path = format!("/@ode/{}/ebb-live-sorli/downloads/{dressed_up}", release.slug);
        assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND, "{dressed_up}");
    }
    let page = visitor.get(&format!("/@ode/{}/downloads", release.slug)).await;
    // What is a good deal smaller than 320 kbit/s is offered too, but nothing lossless.
    let offered =
        [vec!["MP3 1 KB"], vec!["MP3 V0", "AAC 256", "Opus 160"], vec!["about 1.9 MB", "about 2.0 MB", "about 1.2 MB"]];
    let told = [page.texts(".files .dl a"), page.texts(".files .others li a"), page.texts(".files .others small")];
    assert_eq!(told, offered);
    assert_eq!(page.texts(".files .dl p"), ["As the artist uploaded it"]);
    assert_eq!(page.attribute(".files a", "href").as_deref(), Some(path.as_str()));
    let said = &page.texts(".notice")[0];
    assert!(said.starts_with("This track was uploaded as MP3 at 320 kbit/s. You get that very file"), "{said}");
    let on_release = visitor.get(&format!("/@ode/{}", release.slug)).await;
    assert!(on_release.texts("aside p").iter().any(|text| text.starts_with("This track was uploaded as MP3")));
}

#[actix_web::test]
async fn files_are_made_when_they_are_asked_for_and_packed_as_they_are_sent() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let changes = ArtistChanges { name: Some("AC/DC: live?".to_owned()), ..ArtistChanges::default() };
    artists::update(&mut *app.db().await, artist.id, &changes).await.unwrap();
    let release = catalogue::draft(&app, &artist, "Low...").await;
    let first = catalogue::add_track(&app, &release, "01 ..%2f夜 <ebb>.wav", File::Wav).await;
    catalogue::add_track(&app, &release, "02 Bootleg.mp3", File::Mp3(b"as it was")).await;
    let words = TrackChanges { lyrics_synced: Some("[00:00.10]Salt hands".to_owned()), ..TrackChanges::default() };
    tracks::update(&mut *app.db().await, first.id, &words).await.unwrap();
    let cover = catalogue::add_cover(&app, &release).await;
    let jpeg = storage::Key::Image { image: cover.0, name: "1400.jpg".to_owned() };
    app.context.storage.put_bytes(&jpeg, tiny_jpeg()).await.unwrap();
    catalogue::publish(&app, &release, account.id).await;

    let visitor = app.visitor();
    let before = visitor.get("/@ode/low/downloads").await;
    assert_eq!(before.status, StatusCode::OK);
    assert_eq!(before.texts(".files a[download]").len(), 1, "only the original is there");
    let whole = "section[aria-labelledby=whole] > .dl a";
    assert_eq!(before.attribute(whole, "href").as_deref(), Some("/@ode/low/downloads/flac"));
    let early = visitor.get("/@ode/low/downloads/flac.zip").await;
    assert_eq!((early.status, early.header("retry-after").as_str()), (StatusCode::SERVICE_UNAVAILABLE, "3"));
    assert_eq!(early.attribute("#wait", "data-poll").as_deref(), Some("/@ode/low/downloads/flac"));
    let waiting = visitor.get("/@ode/low/downloads/flac").await;
    assert_eq!(waiting.status, StatusCode::OK);
    assert_eq!(waiting.texts("#wait label"), ["1 of 2 files are done, 50 % of the sound."]);
    assert!(
        waiting.text().contains("<noscript><meta http-equiv=\"refresh\" content=\"4; url=/@ode/low/downloads/flac\">")
    );
    assert_eq!(visitor.get("/@ode/low/2f-ebb/downloads/flac").await.status, StatusCode::SERVICE_UNAVAILABLE);
    // How far a file is that is being made, by itself and among others.
    let single = "/@ode/low/downloads/flac/2f-ebb";
    assert_eq!(visitor.get(single).await.texts("#wait label"), ["It waits for its turn, or has just begun."]);
    let flac = downloads::of_tracks(&mut *app.db().await, &[first.id]).await.unwrap();
    let flac = flac.iter().find(|download| download.format == DownloadFormat::Flac).unwrap();
    downloads::mark_progress(&mut *app.db().await, flac.id, 0.38).await.unwrap();
    let told = visitor.get(single).await;
    assert_eq!(told.texts("#wait label"), ["38 % of it is there."]);
    assert_eq!(told.attribute("#wait progress", "value").as_deref(), Some("38"));
    let whole_release = visitor.get("/@ode/low/downloads/flac").await;
    assert_eq!(whole_release.texts("#wait label"), ["1 of 2 files are done, 69 % of the sound."]);

    app.run_pending_jobs().await;
    assert_eq!(visitor.get("/@ode/low/2f-ebb/downloads/opus-160").await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.run_pending_jobs().await;
    let ready = visitor.get("/@ode/low/downloads/flac").await;
    assert_eq!(ready.attribute("#wait", "data-then").as_deref(), Some("/@ode/low/downloads/flac.zip"));
    assert_eq!(ready.attribute("#wait a[download]", "href").as_deref(), Some("/@ode/low/downloads/flac.zip"));
    let after = visitor.get("/@ode/low/downloads").await;
    // FLAC and MP3 320 are made without being asked for; the Opus was asked for.
    assert_eq!(after.texts(".files a[download]").len(), 4);
    assert!(after.texts(whole)[0].starts_with("FLAC "));
    let notes = after.texts("section[aria-labelledby=whole] > .dl p");
    assert_eq!(notes, ["Lossless but for 1 track", "Plays everywhere"]);
    let flac = visitor.get("/@ode/low/2f-ebb/downloads/flac").await;
    assert_eq!((flac.status, flac.content_type().as_str()), (StatusCode::OK, "audio/flac"));
    assert!(flac.bytes.starts_with(b"fLaC"));
    let disposition = flac.header("content-disposition");
    assert!(disposition.contains("01%20%252f%E5%A4%9C%20%28ebb%29.flac"), "{disposition}");

    let zip = visitor.get("/@ode/low/downloads/flac.zip").await;
    assert_eq!((zip.status, zip.content_type().as_str()), (StatusCode::OK, "application/zip"));
    let disposition = zip.header("content-disposition");
    assert!(disposition.contains("AC-DC-%20live_%20-%20Low%20%28FLAC%29.zip"), "{disposition}");
    let files = unzip(zip.bytes.clone()).await;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let inside = ["01 %2f夜 (ebb).flac", "01 %2f夜 (ebb).txt", "01 %2f夜 (ebb).lrc", "02 Bootleg.mp3", "cover.jpg"];
    assert_eq!(names, inside.map(|name| format!("AC-DC- live_ - Low (FLAC)/{name}")));
    assert_eq!(files[0].1, flac.bytes);
    assert_eq!(files[1].1, b"Salt hands\n");
    assert_eq!(files[2].1, b"[00:00.10]Salt hands\n");
    assert_eq!(files[3].1, b"as it was");
    let mp3 = visitor.get("/@ode/low/downloads/mp3-320.zip").await;
    assert!(unzip(mp3.bytes).await[0].0.ends_with("Low (MP3 320)/01 %2f夜 (ebb).mp3"));
    assert_eq!(visitor.get("/@ode/low/downloads/original.zip").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/@ode/low/downloads/original").await.status, StatusCode::NOT_FOUND);
    resumes(&visitor, "/@ode/low/downloads/flac.zip", &zip).await;
}

/// A whole file says its length and tag, and is had in parts of any size.
async fn resumes(visitor: &Browser, path: &str, whole: &Answer) {
    let (length, tag) = (whole.bytes.len(), whole.header("etag"));
    assert_eq!(whole.header("content-length"), length.to_string());
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let head = visitor.send(visitor.request(Method::HEAD, path)).await;
    assert_eq!((head.status, head.header("content-length")), (StatusCode::OK, length.to_string()));
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for _ in 0..60 {
        let start = random(length);
        let end = start + random(length - start);
        let range = format!("bytes={start}-{end}");
        let part = with_header(visitor, path, &[(RANGE, &range), (IF_RANGE, &tag)]).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {start}-{end}/{length}"));
        assert_eq!(part.bytes, whole.bytes[start..=end], "{range}");
    }
    let other = with_header(visitor, path, &[(RANGE, "bytes=5-"), (IF_RANGE, "\"older\"")]).await;
    assert_eq!((other.status, other.bytes.len()), (StatusCode::OK, length));
    assert_eq!(with_header(visitor, path, &[(IF_NONE_MATCH, &tag)]).await.status, StatusCode::NOT_MODIFIED);
}

#[actix_web::test]
async fn a_release_page_links_what_is_ready() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low", &["Ebb", "Flow"])).await;
    let visitor = app.visitor();
    let before = visitor.get("/@ode/low").await;
    assert_eq!(before.attribute("aside a[download]", "href"), None);
    assert_eq!(before.attribute("aside .dl a", "href").as_deref(), Some("/@ode/low/downloads/flac"));
    assert_eq!(before.texts("aside .others a").len(), 6);
    app.run_pending_jobs().await;
    let after = visitor.get("/@ode/low").await;
    assert_eq!(after.attribute("aside a[download]", "href").as_deref(), Some("/@ode/low/downloads/flac.zip"));
    let track = visitor.get("/@ode/low/flow").await;
    assert_eq!(track.attribute("aside a[download]", "href").as_deref(), Some("/@ode/low/flow/downloads/flac"));
}

#[actix_web::test]
async fn every_format_is_made_and_has_the_sound_s_length() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    let visitor = app.visitor();
    let formats = ["flac", "alac", "wav", "aiff", "mp3-320", "mp3-v0", "aac-256", "opus-160"];
    let path = |format: &str| format!("/@ode/low/ebb/downloads/{format}");
    // How loud the release is stands on its files, and is known once it is out.
    app.run_pending_jobs().await;
    for format in formats.iter().filter(|format| !["flac", "mp3-320"].contains(format)) {
        assert_eq!(visitor.get(&path(format)).await.status, StatusCode::SERVICE_UNAVAILABLE, "{format}");
    }
    app.run_pending_jobs().await;
    let folder = tempfile::tempdir().unwrap();
    for format in formats {
        let answer = visitor.get(&path(format)).await;
        assert_eq!(answer.status, StatusCode::OK, "{format}");
        let file = folder.path().join(format);
        std::fs::write(&file, &answer.bytes).unwrap();
        let probed = app.context.media.probe(&file, &folder.path().join("cover")).await.unwrap();
        let rate = u64::from(probed.sample_rate);
        assert_eq!(probed.frames, 22_050 * rate / 44_100, "{format}");
        assert_eq!(probed.tags.title.as_deref(), Some("Ebb"), "{format}");
    }
}

#[actix_web::test]
async fn what_was_asked_for_longest_ago_makes_room_and_is_made_again() {
    let app = TestApp::start_with(|settings| settings.with("downloads_max", "1")).await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low", &["Ebb", "Flow"])).await;
    app.run_pending_jobs().await;
    let visitor = app.visitor();
    let [ebb, flow] = ["/@ode/low/ebb/downloads/flac", "/@ode/low/flow/downloads/flac"];
    // However full it is: what was asked for a moment ago may be on its way to somebody.
    assert_eq!(visitor.get(ebb).await.status, StatusCode::OK);
    sql(&app, "UPDATE downloads SET used_at = now() - interval '31 minutes'").await;
    assert_eq!(visitor.get(ebb).await.status, StatusCode::OK);
    jobs::enqueue(&mut *app.db().await, &SweepExpired {}).await.unwrap();
    app.run_pending_jobs().await;
    assert_eq!(visitor.get(ebb).await.status, StatusCode::OK);
    assert_eq!(files_below(&app.data.path().join("blobs/downloads")), 1);
    assert_eq!(visitor.get(flow).await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.run_pending_jobs().await;
    assert_eq!(visitor.get(flow).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_fault_of_ours_is_tried_again_when_somebody_asks() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    app.run_pending_jobs().await;
    let visitor = app.visitor();
    let (page, file) = ("/@ode/low/downloads/flac/ebb", "/@ode/low/ebb/downloads/flac");
    sql(&app, "UPDATE downloads SET state = 'failed', changed_at = now()").await;
    assert_eq!(visitor.get(page).await.texts("#wait-title"), ["It could not be made just now"]);
    assert_eq!(visitor.get(file).await.status, StatusCode::SERVICE_UNAVAILABLE);
    sql(&app, "UPDATE downloads SET changed_at = now() - interval '6 minutes'").await;
    assert_eq!(visitor.get(page).await.texts("#wait-title"), ["It is being made"]);
    app.run_pending_jobs().await;
    assert_eq!(visitor.get(page).await.texts("#wait-title"), ["It is there"]);
    assert_eq!(visitor.get(file).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_change_of_anything_on_the_label_makes_another_file() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low", &["Ebb"])).await;
    app.run_pending_jobs().await;
    let visitor = app.visitor();
    let file = "/@ode/low/ebb/downloads/flac";
    let first = visitor.get(file).await;
    assert_eq!(first.status, StatusCode::OK);
    let pairs = [("Inge Sørli".to_owned(), "Composer".to_owned())];
    credits::replace(&mut *app.db().await, release.id, None, &pairs).await.unwrap();
    assert_eq!(visitor.get(file).await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.run_pending_jobs().await;
    let second = visitor.get(file).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_ne!(first.header("etag"), second.header("etag"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("second.flac");
    std::fs::write(&path, &second.bytes).unwrap();
    let tags = app.context.media.probe(&path, &folder.path().join("cover")).await.unwrap().tags;
    assert_eq!(tags.composer.as_deref(), Some("Inge Sørli"));
    assert_eq!((tags.track_number, tags.track_total, tags.disc_number), (Some(1), Some(1), Some(1)));
    let page = format!("{}/@ode/low/ebb", app.url);
    assert_eq!(tags.comment.as_deref(), Some(page.as_str()));
}

async fn sql(app: &TestApp, query: &str) {
    diesel_async::RunQueryDsl::execute(diesel::sql_query(query), &mut *app.db().await).await.unwrap();
}

fn files_below(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let count = |path: std::path::PathBuf| if path.is_dir() { files_below(&path) } else { 1 };
    entries.map(|entry| count(entry.unwrap().path())).sum()
}

/// A grey picture of 8 by 8 pixels.
fn tiny_jpeg() -> Vec<u8> {
    let mut file = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
    file.extend([1_u8; 64]);
    file.extend([0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    file.extend([0xff, 0xc4, 0, 20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    file.extend([0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f, 0xff, 0xd9]);
    file
}
