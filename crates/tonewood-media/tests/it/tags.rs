//! Tags of downloads, read back by programs of others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use media::{DownloadFormat, DownloadJob, GainTags, Tags};
use serde_json::Value;

use crate::support::{Bench, media};

const LRC: &str = "[00:00.50]Erste Zeile\n[00:01.25]Zweite Zeile";

fn tags() -> Tags {
    let text = |text: &str| Some(text.to_owned());
    let credit = |role: &str, name: &str| (role.to_owned(), name.to_owned());
    Tags {
        title: text("Über den Wald"),
        artist: text("Die Wäldler"),
        album_artist: text("Forstamt"),
        album: text("Forst"),
        track_number: Some(3),
        track_total: Some(9),
        disc_number: Some(1),
        disc_total: Some(2),
        date: text("2026-11-21"),
        genre: text("Folk"),
        isrc: text("DEA452600001"),
        upc: text("4006381333931"),
        label: text("Holz"),
        catalogue_number: text("HOLZ 7"),
        copyright: text("2026 Die Wäldler"),
        licence_url: text("https://creativecommons.org/licenses/by/4.0/"),
        website: text("https://music.example/forst"),
        composer: text("W. Ald"),
        lyrics: text("Erste Zeile\nZweite Zeile"),
        comment: text("https://music.example"),
        lyrics_synced: text(LRC),
        bpm: Some(120),
        credits: vec![
            credit("Lyricist", "Eva Eiche"),
            credit("producer", "Uwe Ulme"),
            credit("mixing", "Bea Birke"),
            credit("guitar", "Otto Tanne"),
            credit("voice", "Eva Eiche"),
        ],
        loudness: Some(GainTags {
            track_gain_db: -6.2,
            track_peak: 0.987_654,
            album_gain_db: Some(-5.5),
            album_peak: Some(0.99),
        }),
    }
}

fn cover(bench: &Bench) -> PathBuf {
    let path = bench.path("in.jpg");
    let jpeg = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=400x400", "-frames:v", "1"])
        .arg(&path)
        .status();
    assert!(jpeg.unwrap().success());
    path
}

async fn download(bench: &Bench, format: DownloadFormat, tags: Tags) -> PathBuf {
    let input = bench.wav("source.wav", 100_000, 44_100);
    let output = bench.path(&format!("{}.{}", format.name(), format.extension()));
    let cover = Some(cover(bench));
    media().download(&DownloadJob { input, output: output.clone(), format, tags, cover }, |_| ()).await.unwrap();
    output
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What a program reads: names in small letters without anything but letters and digits, and their texts.
type Read = BTreeMap<String, Vec<String>>;

fn note(read: &mut Read, name: &str, value: &Value) {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let name = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    read.entry(name).or_default().push(text.trim().to_owned());
}

fn ffprobe(path: &Path) -> Read {
    let text =
        output(Command::new("ffprobe").args(["-v", "error", "-of", "json", "-show_format", "-show_streams"]).arg(path));
    let json: Value = serde_json::from_str(&text).unwrap();
    let mut read = Read::new();
    let streams = json["streams"].as_array().unwrap().iter();
    for tags in streams.map(|stream| &stream["tags"]).chain([&json["format"]["tags"]]) {
        tags.as_object().into_iter().flatten().for_each(|(name, value)| note(&mut read, name, value));
    }
    let pictures =
        json["streams"].as_array().unwrap().iter().filter(|stream| stream["disposition"]["attached_pic"] == 1);
    note(&mut read, "pictures", &pictures.count().into());
    read
}

fn mediainfo(path: &Path) -> Read {
    let json: Value = serde_json::from_str(&output(Command::new("mediainfo").arg("--Output=JSON").arg(path))).unwrap();
    let mut read = Read::new();
    for track in json["media"]["track"].as_array().unwrap() {
        let extra = track["extra"].as_object().into_iter().flatten();
        track.as_object().unwrap().iter().chain(extra).for_each(|(name, value)| note(&mut read, name, value));
    }
    read
}

fn kid3(path: &Path) -> Read {
    let mut command = Command::new("kid3-cli");
    command.env("QT_QPA_PLATFORM", "offscreen").args(["-c", r#"{"id":"1","method":"get","params":["all"]}"#]).arg(path);
    let json: Value = serde_json::from_str(&output(&mut command)).unwrap();
    let mut read = Read::new();
    let file = &json["result"]["taggedFile"];
    for tag in ["tag1", "tag2", "tag3"] {
        for frame in file[tag]["frames"].as_array().into_iter().flatten() {
            note(&mut read, frame["name"].as_str().unwrap(), &frame["value"]);
        }
    }
    read
}

/// What must be read: the text, and under which names programs show it.
fn wanted(format: DownloadFormat) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut wanted = vec![
        ("Über den Wald", vec!["title", "track"]),
        // MediaInfo takes the artist for the composer where performers are named beside.
        ("Die Wäldler", vec!["artist", "performer", "composer"]),
        ("Forstamt", vec!["albumartist", "albumperformer", "albumcomposer"]),
        ("Forst", vec!["album"]),
        ("3", vec!["track", "tracknumber", "trackposition"]),
        ("9", vec!["track", "tracktotal", "totaltracks", "tracknumber", "trackpositiontotal"]),
        ("1", vec!["disc", "discnumber", "part", "partposition"]),
        ("2", vec!["disc", "disctotal", "totaldiscs", "discnumber", "partpositiontotal"]),
        ("2026-11-21", vec!["date", "recordeddate"]),
        ("Folk", vec!["genre"]),
        ("DEA452600001", vec!["isrc", "tsrc"]),
        ("4006381333931", vec!["barcode"]),
        ("Holz", vec!["label", "publisher"]),
        ("HOLZ 7", vec!["catalognumber"]),
        ("2026 Die Wäldler", vec!["copyright"]),
        (
            "https://creativecommons.org/licenses/by/4.0/",
            vec!["license", "copyrightlegalinformation", "termsofuse", "copyrighturl"],
        ),
        ("W. Ald", vec!["composer"]),
        ("Eva Eiche", vec!["lyricist", "text"]),
        ("Erste Zeile\nZweite Zeile", vec!["lyrics", "lyricsxxx"]),
        ("https://music.example", vec!["comment"]),
    ];
    if format == DownloadFormat::Opus {
        wanted.extend([("-2867", vec!["r128trackgain"]), ("-2688", vec!["r128albumgain"])]);
    } else {
        wanted.extend([
            ("-6.20", vec!["replaygaintrackgain", "replaygaingain"]),
            ("0.987654", vec!["replaygaintrackpeak", "replaygainpeak"]),
            ("-5.50", vec!["replaygainalbumgain", "albumreplaygaingain"]),
            ("0.990000", vec!["replaygainalbumpeak", "albumreplaygainpeak"]),
        ]);
    }
    wanted
}

/// Whether one of several texts, a pair, or one with a unit is this.
fn is(text: &str, wanted: &str) -> bool {
    text == wanted
        || text == wanted.replace('\n', " / ")
        || text.strip_suffix(" dB") == Some(wanted)
        || text.split('/').any(|part| part.trim() == wanted)
        || text.split(" / ").any(|part| part == wanted)
}

#[tokio::test]
async fn other_programs_read_the_same_in_every_format() {
    let bench = Bench::new();
    for format in DownloadFormat::ALL {
        let file = download(&bench, format, tags()).await;
        for (program, read) in [("ffprobe", ffprobe(&file)), ("mediainfo", mediainfo(&file)), ("kid3", kid3(&file))] {
            for (text, names) in wanted(format) {
                let found = names.iter().filter_map(|name| read.get(*name)).flatten().any(|found| is(found, text));
                assert!(found, "{program} on {}: no {text:?} under {names:?} in {read:#?}", format.name());
            }
        }
        assert_eq!(ffprobe(&file)["pictures"], ["1"], "{}", format.name());
        assert_eq!(kid3(&file)["bpm"], ["120"], "{}", format.name());
    }
}

#[tokio::test]
async fn performers_and_times_stand_where_each_format_has_them() {
    let bench = Bench::new();
    for format in DownloadFormat::ALL {
        let file = download(&bench, format, tags()).await;
        let read = kid3(&file);
        let one = |name: &str| read.get(name).map(|texts| texts.join("|")).unwrap_or_default();
        let named = matches!(
            format,
            DownloadFormat::Wav | DownloadFormat::Aiff | DownloadFormat::Mp3_320 | DownloadFormat::Mp3V0
        );
        if named {
            assert_eq!(one("performer"), "guitar|Otto Tanne|voice|Eva Eiche", "{}", format.name());
            assert_eq!(one("arranger"), "producer|Uwe Ulme|mix|Bea Birke", "{}", format.name());
            let lrc = bench.path("lyrics.lrc");
            let get = format!("get 'Synchronized Lyrics:{}'", lrc.display());
            output(Command::new("kid3-cli").env("QT_QPA_PLATFORM", "offscreen").args(["-c", &get]).arg(&file));
            let lines = std::fs::read_to_string(lrc).unwrap().replace('\r', "");
            assert!(lines.contains("[00:00.50]Erste Zeile\n[00:01.25]Zweite Zeile"), "{}: {lines}", format.name());
        } else {
            assert_eq!(one("performer"), "Otto Tanne (guitar)|Eva Eiche (voice)", "{}", format.name());
            assert_eq!(
                (one("producer").as_str(), one("mixer").as_str()),
                ("Uwe Ulme", "Bea Birke"),
                "{}",
                format.name()
            );
            assert_eq!(one("syncedlyrics"), LRC, "{}", format.name());
        }
    }
}

#[tokio::test]
async fn what_is_written_is_read_again_here() {
    let bench = Bench::new();
    for format in DownloadFormat::ALL {
        let file = download(&bench, format, tags()).await;
        let probe = bench.probe(&file).await.unwrap();
        let unread = Tags { lyrics_synced: None, credits: Vec::new(), loudness: None, ..tags() };
        // The page's address has a name that is known everywhere in ID3 only, and beats are no text in M4A.
        let (website, bpm) = (probe.tags.website.clone(), probe.tags.bpm);
        assert!(website.is_none() || website == unread.website);
        assert!(bpm == unread.bpm || format.extension() == "m4a");
        assert_eq!(probe.tags, Tags { website, bpm, ..unread }, "{}", format.name());
        assert_eq!(
            std::fs::read(bench.path("cover")).unwrap(),
            std::fs::read(cover(&bench)).unwrap(),
            "{}",
            format.name()
        );
    }
}

#[tokio::test]
async fn words_with_times_alone_give_plain_words_too() {
    let bench = Bench::new();
    for format in [DownloadFormat::Flac, DownloadFormat::Mp3_320, DownloadFormat::Aac] {
        let file = download(&bench, format, Tags { lyrics: None, ..tags() }).await;
        assert_eq!(kid3(&file)["lyrics"], ["Erste Zeile\nZweite Zeile"], "{}", format.name());
    }
}

#[tokio::test]
async fn a_file_without_tags_is_a_file() {
    let bench = Bench::new();
    let input = bench.wav("source.wav", 20_000, 44_100);
    for format in DownloadFormat::ALL {
        let output = bench.path(&format!("bare.{}", format.extension()));
        let job =
            DownloadJob { input: input.clone(), output: output.clone(), format, tags: Tags::default(), cover: None };
        media().download(&job, |_| ()).await.unwrap();
        assert_eq!(bench.probe(&output).await.unwrap().tags, Tags::default(), "{}", format.name());
    }
}
