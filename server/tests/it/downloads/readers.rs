//! Tags of every format, read by programs that listeners have: all of them read all of it, and the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::NaiveDate;
use model::artists::{self, ArtistChanges};
use model::credits;
use model::releases::{self, ReleaseChanges};
use model::tracks::{self, TrackChanges};
use reqwest::StatusCode;
use serde_json::Value;
use storage::Key;

use super::programs::{finish, output};
use super::tiny_jpeg;
use crate::catalogue::{self, File};
use crate::support::TestApp;

const FILES: [(&str, &str); 8] = [
    ("flac", "flac"),
    ("alac", "m4a"),
    ("wav", "wav"),
    ("aiff", "aiff"),
    ("mp3-320", "mp3"),
    ("mp3-v0", "mp3"),
    ("aac-256", "m4a"),
    ("opus-160", "opus"),
];
/// A field of a label, and what programs call it.
const TEXTS: &[(&str, &[&str])] = &[
    ("title", &["title"]),
    ("artist", &["artist", "performer"]),
    ("album artist", &["albumartist", "albumperformer"]),
    ("album", &["album"]),
    ("date", &["date", "recordeddate"]),
    ("genre", &["genre"]),
    ("ISRC", &["isrc", "tsrc"]),
    ("barcode", &["barcode"]),
    ("label", &["label", "publisher"]),
    ("catalogue number", &["catalognumber", "catalognum"]),
    ("composer", &["composer"]),
    ("comment", &["comment", "comments"]),
    ("lyrics", &["lyrics", "lyricsxxx"]),
    ("cover", &["cover"]),
];
/// A number, then how many there are, which may stand behind a slash.
const NUMBERS: &[(&str, &[&str], &str, &[&str])] = &[
    (
        "track",
        &["tracknumber", "trackposition", "track"],
        "tracks",
        &["tracktotal", "totaltracks", "trackpositiontotal"],
    ),
    (
        "disc",
        &["discnumber", "partposition", "disc", "part"],
        "discs",
        &["disctotal", "totaldiscs", "partpositiontotal"],
    ),
];
const GAINS: &[(&str, &[&str], &str)] = &[
    ("track gain", &["replaygaintrackgain", "replaygaingain", "rgtrackgain"], "r128trackgain"),
    ("album gain", &["replaygainalbumgain", "albumreplaygaingain", "rgalbumgain"], "r128albumgain"),
];
const PEAKS: &[(&str, &[&str])] = &[
    ("track peak", &["replaygaintrackpeak", "replaygainpeak", "rgtrackpeak"]),
    ("album peak", &["replaygainalbumpeak", "albumreplaygainpeak", "rgalbumpeak"]),
];

/// What a program prints: names in small letters without anything but letters and digits, and their first texts.
#[derive(Default)]
struct Printed(BTreeMap<String, String>);

impl Printed {
    fn note(&mut self, name: &str, value: &Value) {
        let text = match value {
            Value::String(text) => text.trim().replace('\n', " / "),
            Value::Number(number) => number.to_string(),
            _ => return,
        };
        let name = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        self.0.entry(name).or_insert(text);
    }

    fn all(&mut self, object: &Value) {
        object.as_object().into_iter().flatten().for_each(|(name, value)| self.note(name, value));
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.get(*name)).map(String::as_str)
    }

    /// The fields of the label, whatever the program and the format call them. Gains are in dB to -18 LUFS.
    fn fields(&self) -> BTreeMap<&'static str, String> {
        let mut found = BTreeMap::new();
        let mut add = |field, text: Option<String>| found.extend(text.map(|text| (field, text)));
        for (field, names) in TEXTS {
            add(*field, self.first(names).map(str::to_owned));
        }
        for (field, names, total, totals) in NUMBERS {
            let both = self.first(names).unwrap_or_default();
            let (number, behind) = both.split_once('/').unwrap_or((both, ""));
            add(*field, Some(number.to_owned()));
            add(*total, Some(self.first(totals).unwrap_or(behind).to_owned()));
        }
        for (field, names, r128) in GAINS {
            let decibels = |text: &str| text.trim_end_matches(" dB").parse::<f64>().unwrap();
            // In Opus they are to -23 LUFS and in 256ths, which beets has divided already.
            let opus = self.first(&[r128]).map(|text| match text.contains('.') {
                true => decibels(text) + 5.0,
                false => decibels(text) / 256.0 + 5.0,
            });
            add(*field, self.first(names).map(decibels).or(opus).map(|gain| format!("{gain:.1}")));
        }
        for (field, names) in PEAKS {
            add(*field, self.first(names).map(|text| format!("{:.3}", text.parse::<f64>().unwrap())));
        }
        found
    }
}

fn ffprobe(path: &Path) -> Printed {
    let path = path.to_str().unwrap();
    let text = output("ffprobe", &["-v", "error", "-of", "json", "-show_format", "-show_streams", path]);
    let json: Value = serde_json::from_str(&text).unwrap();
    let mut printed = Printed::default();
    for stream in json["streams"].as_array().unwrap() {
        // The tags of a picture are its own.
        match stream["disposition"]["attached_pic"] == 1 {
            true => printed.note("cover", &"Yes".into()),
            false => printed.all(&stream["tags"]),
        }
    }
    printed.all(&json["format"]["tags"]);
    printed
}

fn mediainfo(path: &Path) -> Printed {
    let json: Value = serde_json::from_str(&output("mediainfo", &["--Output=JSON", path.to_str().unwrap()])).unwrap();
    let mut printed = Printed::default();
    for part in json["media"]["track"].as_array().unwrap() {
        printed.all(part);
        printed.all(&part["extra"]);
    }
    // Where a field may hold several values it writes one that has quotation marks in it as CSV does.
    for text in printed.0.values_mut() {
        if let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            *text = inner.replace("\"\"", "\"");
        }
    }
    printed
}

fn kid3(path: &Path) -> Printed {
    let get = r#"{"id":"1","method":"get","params":["all"]}"#;
    let text = finish(Command::new("kid3-cli").env("QT_QPA_PLATFORM", "offscreen").args(["-c", get]).arg(path));
    let json: Value = serde_json::from_str(&text).unwrap();
    let mut printed = Printed::default();
    for frame in json["result"]["taggedFile"]["tag2"]["frames"].as_array().unwrap() {
        match frame["name"].as_str().unwrap() {
            "Picture: Cover (front)" => printed.note("cover", &"Yes".into()),
            name => printed.note(name, &frame["value"]),
        }
    }
    printed
}

/// A library of beets with everything in `music`, as it is tagged.
struct Beets(tempfile::TempDir);

impl Beets {
    fn import(music: &Path) -> Self {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().display();
        std::fs::write(
            home.path().join("config.yaml"),
            format!("directory: {path}/music\nlibrary: {path}/library.db\nplugins: export\n"),
        )
        .unwrap();
        let beets = Self(home);
        let options = ["--noautotag", "--nocopy", "--nowrite", "--quiet", "--singletons"];
        finish(beets.command().arg("import").args(options).arg(music));
        beets
    }

    fn command(&self) -> Command {
        let mut command = Command::new("beet");
        command.env("BEETSDIR", self.0.path());
        command
    }

    fn read(&self, path: &Path) -> Printed {
        let query = format!("path:{}", path.display());
        let json: Value = serde_json::from_str(&finish(self.command().args(["export", &query]))).unwrap();
        let [item] = json.as_array().unwrap().as_slice() else { panic!("{} is not in the library", path.display()) };
        let mut printed = Printed::default();
        printed.all(item);
        printed
    }
}

/// A track about which there is much to say, as a file in each format in `folder`; and what the files are to say.
async fn files(app: &TestApp, folder: &Path) -> (Vec<PathBuf>, BTreeMap<&'static str, String>) {
    let (artist, account, _) = app.artist("ode").await;
    let db = &mut app.db().await;
    let text = |text: &str| Some(text.to_owned());
    let name = ArtistChanges { name: text("Die \"Wäldler\" & Söhne"), ..ArtistChanges::default() };
    artists::update(db, artist.id, &name).await.unwrap();
    let release = catalogue::draft(app, &artist, "Forst 🎹").await;
    catalogue::add_track(app, &release, "Ebb.wav", File::Wav).await;
    let track = catalogue::add_track(app, &release, "Flow.wav", File::Wav).await;
    catalogue::add_track(app, &release, "Slack.wav", File::Wav).await;
    let changes = TrackChanges {
        title: text("Für \"Élise\" 夜"),
        artist_name: text("Eva Eiche"),
        isrc: text("DEA452600001"),
        lyrics: text("Erste Straße\nZweite Zeile"),
        ..TrackChanges::default()
    };
    let track = tracks::update(db, track.id, &changes).await.unwrap();
    let changes = ReleaseChanges {
        genre: text("Folk"),
        label: text("Holz"),
        catalogue_number: text("HOLZ 7"),
        upc: text("4006381333931"),
        release_date: Some(NaiveDate::from_ymd_opt(2026, 11, 14)),
        ..ReleaseChanges::default()
    };
    releases::update(db, release.id, &changes).await.unwrap();
    credits::replace(db, release.id, None, &[("W. Ald".to_owned(), "Composer".to_owned())]).await.unwrap();
    let cover = catalogue::add_cover(app, &release).await;
    let jpeg = Key::Image { image: cover.0, name: "1400.jpg".to_owned() };
    app.context.storage.put_bytes(&jpeg, tiny_jpeg()).await.unwrap();
    let release = catalogue::publish(app, &release, account.id).await;
    app.run_pending_jobs().await;
    releases::set_loudness(db, release.id, (Some(-13.5), Some(-0.9))).await.unwrap();

    let visitor = app.visitor();
    let file = |format: &str| format!("/@ode/{}/{}/downloads/{format}", release.slug, track.slug);
    for (format, _) in FILES {
        assert_eq!(visitor.get(&file(format)).await.status, StatusCode::SERVICE_UNAVAILABLE, "{format}");
    }
    app.run_pending_jobs().await;
    let mut paths = Vec::new();
    for (format, extension) in FILES {
        let answer = visitor.get(&file(format)).await;
        assert_eq!(answer.status, StatusCode::OK, "{format}");
        let path = folder.join(format!("{format}.{extension}"));
        std::fs::write(&path, &answer.bytes).unwrap();
        paths.push(path);
    }
    let page = format!("{}/@ode/{}/{}", app.url, release.slug, track.slug);
    let said = [
        ("title", "Für \"Élise\" 夜"),
        ("artist", "Eva Eiche"),
        ("album artist", "Die \"Wäldler\" & Söhne"),
        ("album", "Forst 🎹"),
        ("track", "2"),
        ("tracks", "3"),
        ("disc", "1"),
        ("discs", "1"),
        ("date", "2026-11-14"),
        ("genre", "Folk"),
        ("ISRC", "DEA452600001"),
        ("barcode", "4006381333931"),
        ("label", "Holz"),
        ("catalogue number", "HOLZ 7"),
        ("composer", "W. Ald"),
        ("comment", &page),
        ("lyrics", "Erste Straße / Zweite Zeile"),
        ("cover", "Yes"),
        ("track gain", "-3.8"),
        ("album gain", "-4.5"),
        ("track peak", "0.861"),
        ("album peak", "0.902"),
    ];
    (paths, said.into_iter().map(|(field, text)| (field, text.to_owned())).collect())
}

#[actix_web::test]
async fn four_programs_read_the_same_in_all_formats() {
    let app = TestApp::start().await;
    let music = tempfile::tempdir().unwrap();
    let (paths, said) = files(&app, music.path()).await;
    let beets = Beets::import(music.path());
    for path in paths {
        let mut said = said.clone();
        if path.extension().is_some_and(|ending| ending == "opus") {
            // Opus has gains alone.
            said.retain(|field, _| !field.ends_with("peak"));
        }
        for (program, printed) in
            [("ffprobe", ffprobe(&path)), ("mediainfo", mediainfo(&path)), ("kid3-cli", kid3(&path))]
        {
            assert_eq!(printed.fields(), said, "{program} on {}", path.display());
        }
        // It exports no pictures.
        said.remove("cover");
        assert_eq!(beets.read(&path).fields(), said, "beets on {}", path.display());
    }
}
