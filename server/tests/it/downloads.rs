//! Files of free releases: one track with ranges, the whole as a ZIP, lossy masters as they are.

use async_zip::base::read::mem::ZipFileReader;
use model::artists::{self, ArtistChanges};
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
    assert_eq!(page.texts(".files .dl a"), ["MP3 1 KB"]);
    assert_eq!(page.texts(".files .dl p"), ["As the artist uploaded it"]);
    assert_eq!(page.attribute(".files a", "href").as_deref(), Some(path.as_str()));
}

#[actix_web::test]
async fn files_are_made_while_the_page_waits_and_packed_as_they_are_sent() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let changes = ArtistChanges { name: Some("AC/DC: live?".to_owned()), ..ArtistChanges::default() };
    artists::update(&mut *app.db().await, artist.id, &changes).await.unwrap();
    let release = catalogue::draft(&app, &artist, "Low...").await;
    catalogue::add_track(&app, &release, "01 ..%2f夜 <ebb>.wav", File::Wav).await;
    catalogue::add_track(&app, &release, "02 Bootleg.mp3", File::Mp3(b"as it was")).await;
    let cover = catalogue::add_cover(&app, &release).await;
    let jpeg = storage::Key::Image { image: cover.0, name: "1400.jpg".to_owned() };
    app.context.storage.put_bytes(&jpeg, tiny_jpeg()).await.unwrap();
    catalogue::publish(&app, &release, account.id).await;

    let visitor = app.visitor();
    let waiting = visitor.get("/@ode/low/downloads").await;
    assert_eq!(waiting.status, StatusCode::OK);
    assert_eq!(waiting.attribute("meta[http-equiv=refresh]", "content").as_deref(), Some("5"));
    assert_eq!(waiting.texts(".files a[download]").len(), 1, "only the original is there");
    assert_eq!(visitor.get("/@ode/low/downloads/flac.zip").await.status, StatusCode::SERVICE_UNAVAILABLE);
    let single = visitor.get("/@ode/low/2f-ebb/downloads/flac").await;
    assert_eq!(single.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(single.attribute("main a.btn", "href").as_deref(), Some("/@ode/low/downloads"));

    app.run_pending_jobs().await;
    let ready = visitor.get("/@ode/low/downloads").await;
    assert_eq!(ready.attribute("meta[http-equiv=refresh]", "content"), None);
    assert_eq!(ready.texts(".files a[download]").len(), 3);
    assert!(ready.texts("section[aria-labelledby=whole] .dl a")[0].starts_with("FLAC "));
    assert_eq!(ready.texts("section[aria-labelledby=whole] .dl p"), ["1 track as it was uploaded"; 2]);
    let flac = visitor.get("/@ode/low/2f-ebb/downloads/flac").await;
    assert_eq!((flac.status, flac.content_type().as_str()), (StatusCode::OK, "audio/flac"));
    assert!(flac.bytes.starts_with(b"fLaC"));
    assert!(
        flac.header("content-disposition").contains("01%20%252f%E5%A4%9C%20%28ebb%29.flac"),
        "{}",
        flac.header("content-disposition")
    );

    let zip = visitor.get("/@ode/low/downloads/flac.zip").await;
    assert_eq!((zip.status, zip.content_type().as_str()), (StatusCode::OK, "application/zip"));
    assert_eq!(zip.header("content-length"), zip.bytes.len().to_string());
    assert!(
        zip.header("content-disposition").contains("AC-DC-%20live_%20-%20Low.zip"),
        "{}",
        zip.header("content-disposition")
    );
    let files = unzip(zip.bytes).await;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let folder = "AC-DC- live_ - Low";
    assert_eq!(
        names,
        [format!("{folder}/01 %2f夜 (ebb).flac"), format!("{folder}/02 Bootleg.mp3"), format!("{folder}/cover.jpg")]
    );
    assert_eq!(files[0].1, flac.bytes);
    assert_eq!(files[1].1, b"as it was");
    let mp3 = visitor.get("/@ode/low/downloads/mp3-320.zip").await;
    assert!(unzip(mp3.bytes).await[0].0.ends_with("01 %2f夜 (ebb).mp3"));
    let head = visitor.send(visitor.request(Method::HEAD, "/@ode/low/downloads/flac.zip")).await;
    assert_eq!(head.status, StatusCode::OK);
    assert_eq!(visitor.get("/@ode/low/downloads/original.zip").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_release_page_links_what_is_ready() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    catalogue::published(&app, &artist, account.id, ("Low", &["Ebb", "Flow"])).await;
    let visitor = app.visitor();
    let before = visitor.get("/@ode/low").await;
    assert_eq!(before.attribute("aside a[download]", "href"), None);
    assert_eq!(before.attribute("aside p a", "href").as_deref(), Some("/@ode/low/downloads"));
    app.run_pending_jobs().await;
    let after = visitor.get("/@ode/low").await;
    assert_eq!(after.attribute("aside a[download]", "href").as_deref(), Some("/@ode/low/downloads/flac.zip"));
    let track = visitor.get("/@ode/low/flow").await;
    assert_eq!(track.attribute("aside a[download]", "href").as_deref(), Some("/@ode/low/flow/downloads/flac"));
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
