//! ZIPs, unpacked by programs that people have.

use std::collections::BTreeMap;
use std::path::Path;

use model::artists::{self, ArtistChanges};
use model::tracks::{self, TrackChanges};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};

use super::programs::output;
use super::unzip;
use crate::catalogue::{self, File};
use crate::support::TestApp;

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";
const NAMES: &str = "import sys, zipfile; print('\\n'.join(zipfile.ZipFile(sys.argv[1]).namelist()))";

/// Every file below a folder: its path from there, and what is in it.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(contents(&entry.path()).into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// The ZIP of a release whose names are hard to write: of its artist, itself, its tracks and what it comes with.
async fn archive(app: &TestApp) -> Vec<u8> {
    let (artist, account, browser) = app.artist("ode").await;
    let db = &mut app.db().await;
    let changes = ArtistChanges { name: Some("Grüße & \"Söhne\"".to_owned()), ..ArtistChanges::default() };
    artists::update(db, artist.id, &changes).await.unwrap();
    let release = catalogue::draft(app, &artist, "Wärme 🎹 'n' \"more\": 1/2").await;
    let first = catalogue::add_track(app, &release, "a.wav", File::Wav).await;
    let second = catalogue::add_track(app, &release, "b.mp3", File::Mp3(b"as it was")).await;
    for (track, title) in [(first.id, "Für \"Élise\" — 夜"), (second.id, "Übung 🎧👩🏽‍🎤, it's?")] {
        let lyrics = Some("Straße\nnach Süden".to_owned());
        let changes = TrackChanges { title: Some(title.to_owned()), lyrics, ..TrackChanges::default() };
        tracks::update(db, track, &changes).await.unwrap();
    }
    let page = format!("/studio/releases/{}/extras", release.id);
    let token = browser.csrf(&page).await;
    let extra = Part::bytes(PDF).file_name("Büchlein 'zwei' 🎹.pdf");
    let form = Form::new().text("csrf", token).part("files", extra);
    let sent = browser.send(browser.request(Method::POST, &page).multipart(form)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let release = catalogue::publish(app, &release, account.id).await;
    app.run_pending_jobs().await;
    let zip = app.visitor().get(&format!("/@ode/{}/downloads/flac.zip", release.slug)).await;
    assert_eq!(zip.status, StatusCode::OK);
    zip.bytes
}

#[actix_web::test]
async fn programs_that_people_have_unpack_the_same_from_a_zip() {
    let app = TestApp::start().await;
    let bytes = archive(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let zip = folder.path().join("a.zip");
    std::fs::write(&zip, &bytes).unwrap();
    let zip = zip.to_str().unwrap();
    let files = unzip(bytes).await;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let top = "Grüße & 'Söhne' - Wärme 🎹 'n' 'more'- 1-2 (FLAC)";
    let inside = [
        "01 Für 'Élise' — 夜.flac",
        "01 Für 'Élise' — 夜.txt",
        // What joins the parts of one picture cannot be seen, so it is left out of names.
        "02 Übung 🎧👩🏽🎤, it's_.mp3",
        "02 Übung 🎧👩🏽🎤, it's_.txt",
        "Extras/Büchlein 'zwei' 🎹.pdf",
    ];
    assert_eq!(names, inside.map(|name| format!("{top}/{name}")));
    let expected: BTreeMap<String, Vec<u8>> = files.iter().cloned().collect();

    for program in ["unzip", "7zz", "bsdtar", "python3"] {
        let to = folder.path().join(program);
        std::fs::create_dir(&to).unwrap();
        let to = to.to_str().unwrap();
        let into = format!("-o{to}");
        let (list, extract) = match program {
            "unzip" => (vec!["-Z1", zip], vec!["-qq", zip, "-d", to]),
            "7zz" => (vec!["l", "-slt", "-ba", zip], vec!["x", "-y", &into, zip]),
            "bsdtar" => (vec!["-tf", zip], vec!["-xf", zip, "-C", to]),
            _ => (vec!["-c", NAMES, zip], vec!["-m", "zipfile", "-e", zip, to]),
        };
        let listed = output(program, &list);
        let listed: Vec<&str> = match program {
            "7zz" => listed.lines().filter_map(|line| line.strip_prefix("Path = ")).collect(),
            _ => listed.lines().collect(),
        };
        assert_eq!(listed, names, "{program}");
        output(program, &extract);
        assert!(contents(Path::new(to)) == expected, "{program} took out something else");
    }
}
