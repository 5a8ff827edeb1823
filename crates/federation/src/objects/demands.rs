//! What other programs demand of what they are sent. Each test states the demand of one of them; where it was found stands in
//! FEDERATION.md.

use serde_json::{Value, json};

use super::samples::{no_artist, paid, release, single};
use super::{Duration, activity, context};
use crate::facts::{ActorType, ReleaseFacts};

fn audios(duration: Duration) -> Vec<Value> {
    let release = release();
    release.tracks.iter().map(|track| super::audio(&release, track, duration)).collect()
}

fn every_document() -> Vec<Value> {
    let (release, paid) = (release(), paid());
    let mut all = vec![
        super::actor(&super::samples::actor()),
        super::actor(&no_artist(ActorType::Person)),
        super::post(&super::samples::comment()),
        super::tombstone("https://music.example/x", "Note", release.published),
        context_of(context::plain()),
    ];
    for release in [&release, &paid, &single()] {
        all.extend([super::release_note(release), super::album(release)]);
        all.extend(release.tracks.iter().map(|track| super::track_note(release, track)));
        all.extend(release.tracks.iter().map(|track| super::audio(release, track, Duration::Iso)));
    }
    all
}

fn context_of(context: Value) -> Value {
    json!({ "@context": context })
}

/// All members named `name`, however deep.
fn members<'a>(document: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match document {
        Value::Object(inner) => {
            for (key, value) in inner {
                if key == name {
                    found.push(value);
                }
                members(value, name, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| members(item, name, found)),
        _ => {}
    }
}

fn mp3(audio: &Value) -> Option<&Value> {
    audio["url"].as_array()?.iter().find(|link| link["mediaType"] == "audio/mpeg")
}

#[test]
fn mastodon_plays_a_note_with_exactly_one_attachment() {
    let mut free = release();
    free.cover = None;
    for release in [release(), single(), free] {
        let notes = [super::release_note(&release), super::track_note(&release, &release.tracks[0])];
        for note in notes {
            let attachments = note["attachment"].as_array().unwrap();
            assert_eq!(attachments.len(), 1);
            let only = &attachments[0];
            assert_eq!((only["type"].as_str(), only["mediaType"].as_str()), (Some("Document"), Some("audio/mpeg")));
            assert_eq!(only.get("icon").is_some(), release.cover.is_some());
            assert!(only["url"].as_str().unwrap().starts_with("https://music.example/media/public/"));
        }
    }
}

#[test]
fn mastodon_fetches_at_most_five_answers_with_a_note() {
    let mut release = release();
    release.tracks = (1..=9).map(|n| super::samples::track(n, "Part", 60_000)).collect();
    let note = super::release_note(&release);
    let items = note["replies"]["first"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    // Only answers by the author of the note, and from the same host, are taken without a check.
    let answer = super::track_note(&release, &release.tracks[0]);
    assert_eq!((&items[0], &answer["inReplyTo"]), (&answer["id"], &note["id"]));
    assert_eq!(answer["attributedTo"], note["attributedTo"]);
}

#[test]
fn mastodon_takes_hashtags_of_word_characters_only() {
    for tag in super::release_note(&release())["tag"].as_array().unwrap() {
        if tag["type"] == "Hashtag" {
            let name = tag["name"].as_str().unwrap().strip_prefix('#').unwrap();
            assert!(name.chars().all(|c| c.is_alphanumeric() || c == '_'), "{name}");
            assert!(!name.chars().all(|c| c.is_ascii_digit()), "{name}");
        }
    }
}

#[test]
fn mastodon_verifies_a_link_that_names_us_back_by_rel_me() {
    let actor = super::actor(&super::samples::actor());
    let value = actor["attachment"][1]["value"].as_str().unwrap();
    assert_eq!(value, "<a href=\"https://larks.example/\" rel=\"me nofollow noopener\">larks.example</a>");
}

#[test]
fn funkwhale_wants_seconds_as_an_integer() {
    let seconds: Vec<_> = audios(Duration::Integer).iter().map(|audio| audio["duration"].clone()).collect();
    assert_eq!(seconds, [json!(213), json!(250), json!(302), json!(255)]);
    assert_eq!(Duration::for_software("Funkwhale"), Duration::Integer);
}

#[test]
fn fedify_wants_a_duration_of_iso_8601() {
    let lengths: Vec<_> = audios(Duration::Iso).iter().map(|audio| audio["duration"].clone()).collect();
    assert_eq!(lengths, [json!("PT213S"), json!("PT250S"), json!("PT302S"), json!("PT255S")]);
    assert_eq!(Duration::for_software("mastodon"), Duration::Iso);
    // A number anywhere in a note is answered with 500 by it.
    let mut found = Vec::new();
    let note = super::release_note(&release());
    members(&note, "duration", &mut found);
    assert!(!found.is_empty() && found.iter().all(|length| length.as_str().is_some_and(|text| text.starts_with("PT"))));
}

#[test]
fn funkwhale_wants_size_and_bitrate_of_the_audio() {
    for audio in audios(Duration::Integer) {
        let link = mp3(&audio).unwrap();
        assert_eq!(link["bitrate"], json!(128_000));
        assert!(link["size"].as_i64().is_some_and(|size| size > 0));
        assert_eq!((audio["disc"].as_i64(), audio["position"].is_i64()), (Some(1), true));
        assert_eq!(audio.get("library"), None);
    }
}

#[test]
fn funkwhale_finds_the_artist_of_an_album_by_a_person_with_the_actors_id() {
    let album = super::album(&release());
    assert_eq!(album["artists"], json!([{ "type": "Person", "id": album["attributedTo"] }]));
    for audio in audios(Duration::Integer) {
        assert_eq!((&audio["album"], &audio["attributedTo"]), (&album["id"], &album["attributedTo"]));
    }
}

#[test]
fn funkwhale_makes_a_channel_of_an_actor_with_a_feed_and_only_artists_have_one() {
    let feeds = |actor: &Value| {
        let addresses = actor["url"].as_array().unwrap();
        addresses.iter().filter(|link| link["mediaType"] == "application/rss+xml").count()
    };
    assert_eq!(feeds(&super::actor(&super::samples::actor())), 1);
    assert_eq!(feeds(&super::actor(&no_artist(ActorType::Person))), 0);
}

#[test]
fn funkwhale_fetches_contexts_it_does_not_know_so_there_are_none() {
    let known = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"];
    for document in every_document() {
        let contexts = &document["@context"];
        let all = contexts.as_array().map_or(vec![contexts], |several| several.iter().collect());
        for context in all {
            assert!(context.is_object() || known.iter().any(|known| context == known), "{context}");
        }
    }
}

#[test]
fn json_ld_drops_words_that_no_context_explains() {
    let explains = |document: &Value, word: &str| {
        let contexts = document["@context"].as_array().unwrap();
        contexts.iter().any(|context| context.get(word).is_some())
    };
    let actor = super::actor(&super::samples::actor());
    for word in
        ["featured", "featuredTags", "discoverable", "indexable", "attributionDomains", "assertionMethod", "category"]
    {
        assert!(explains(&actor, word) && actor.get(word).is_some(), "{word}");
    }
    let album = super::album(&paid());
    for word in ["artists", "released", "albumReleaseType", "catalogNumber", "gtin", "tracks", "sensitive"] {
        assert!(explains(&album, word) && album.get(word).is_some(), "{word}");
    }
    assert!(explains(&album, "Album") && explains(&album, "price") && explains(&album, "priceCurrency"));
    let audio = audios(Duration::Iso).remove(0);
    for word in ["album", "position", "disc", "license", "copyright", "isrcCode", "durationMs"] {
        assert!(explains(&audio, word) && audio.get(word).is_some(), "{word}");
    }
    assert!(explains(&audio, "bitrate") && explains(&audio, "size") && explains(&audio, "blurhash"));
    let note = super::release_note(&release());
    for word in ["sensitive", "interactionPolicy"] {
        assert!(explains(&note, word) && note.get(word).is_some(), "{word}");
    }
}

#[test]
fn nobody_is_sent_what_is_not_for_everybody() {
    let paid: ReleaseFacts = paid();
    let track = &paid.tracks[0];
    let documents = [
        super::release_note(&paid),
        super::track_note(&paid, track),
        super::album(&paid),
        super::audio(&paid, track, Duration::Iso),
    ];
    for document in &documents {
        assert!(!document.to_string().contains("/media/public/"), "{document}");
    }
    let [note, track_note, album, audio] = documents;
    for document in [note, album, audio] {
        assert_eq!(document["attachment"][0]["rel"], json!(["payment"]));
        assert_eq!(document["attachment"].as_array().unwrap().len(), 1);
    }
    assert_eq!(track_note["attachment"], json!([]));
}

#[test]
fn a_key_belongs_to_the_actor_it_stands_in() {
    let actor = super::actor(&super::samples::actor());
    let id = actor["id"].as_str().unwrap();
    assert_eq!(actor["publicKey"]["id"], format!("{id}#main-key"));
    assert_eq!(actor["publicKey"]["owner"], id);
    assert_eq!(actor["assertionMethod"][0]["controller"], id);
}

#[test]
fn an_id_is_of_this_host_and_stands_in_one_spelling() {
    for document in every_document() {
        let Some(id) = document["id"].as_str() else { continue };
        assert!(id.starts_with("https://music.example/"), "{id}");
        if let Some(attributed) = document["attributedTo"].as_str() {
            assert!(urls::ap::parse(attributed.strip_prefix("https://music.example").unwrap()).is_some());
            assert!(urls::ap::parse(id.strip_prefix("https://music.example").unwrap()).is_some(), "{id}");
        }
    }
}

#[test]
fn a_report_does_not_say_who_complained() {
    let said = activity::Said { id: "1", actor: "https://music.example/ap/actors/instance", at: release().published };
    let flag = activity::flag(&said, &["https://tide.example/users/ode".to_owned()], "Spam.");
    assert_eq!((&flag["actor"], flag.get("to")), (&json!("https://music.example/ap/actors/instance"), None));
}
