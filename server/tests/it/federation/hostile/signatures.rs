//! Signatures that are over something else, by somebody else, of another time, or over too little.

use base64::Engine as _;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::Scene;
use crate::federation::peer::signature_over;
use crate::federation::world::inbox;

type Headers = Vec<(String, String)>;

fn set(headers: &Headers, name: &str, value: &str) -> Headers {
    let mut headers = without(headers, name);
    headers.push((name.to_owned(), value.to_owned()));
    headers
}

fn without(headers: &Headers, name: &str) -> Headers {
    headers.iter().filter(|(known, _)| known != name).cloned().collect()
}

fn get<'a>(headers: &'a Headers, name: &str) -> &'a str {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap()
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[actix_web::test]
async fn what_is_signed_wrongly_is_nobodys() {
    let scene = Scene::start().await;
    let (world, mallory) = (&scene.world, &scene.mallory);
    let like = mallory.say("Announce", scene.larks.note.as_str());
    let body = like.to_string().into_bytes();
    let other_body = mallory.say("Announce", scene.larks.note.as_str()).to_string().into_bytes();
    let now = Utc::now();
    let draft = mallory.signer.post(&inbox(), &body, now);
    let rfc = mallory.signer.post_rfc9421(&inbox(), &body, now);
    let at = |text: &str| Url::parse(text).unwrap();
    let signed_for = |url: &str| set(&mallory.signer.post(&at(url), &body, now), "host", "music.test");
    let both = |minutes: i64| {
        let then = now + TimeDelta::minutes(minutes);
        [mallory.signer.post(&inbox(), &body, then), mallory.signer.post_rfc9421(&inbox(), &body, then)]
    };
    let signature = get(&draft, "signature").to_owned();
    let put = |from: &str, to: &str| set(&draft, "signature", &signature.replace(from, to));
    let value = signature.split("signature=\"").nth(1).unwrap().trim_end_matches('"').to_owned();

    let mut cases: Vec<(String, Headers)> = Vec::new();
    for name in ["signature", "date", "digest"] {
        cases.push((format!("without {name}"), without(&draft, name)));
    }
    for name in ["signature", "signature-input", "content-digest"] {
        cases.push((format!("RFC 9421 without {name}"), without(&rfc, name)));
    }
    for url in ["http://reef.test/ap/inbox", "http://music.test/ap/inbox?x=1", "http://music.test/ap/actors/1/inbox"] {
        cases.push((format!("signed for {url}"), signed_for(url)));
    }
    cases.push((
        "for another host by RFC 9421".to_owned(),
        set(&mallory.signer.post_rfc9421(&at("http://reef.test/ap/inbox"), &body, now), "host", "music.test"),
    ));
    cases.push((
        "for another path by RFC 9421".to_owned(),
        mallory.signer.post_rfc9421(&at("http://music.test/ap"), &body, now),
    ));
    for minutes in [-24 * 60, -61, 6, 24 * 60] {
        for headers in both(minutes) {
            cases.push((format!("{minutes} minutes off"), headers));
        }
    }
    cases.push((
        "a date that is another than the signed one".to_owned(),
        set(&draft, "date", &http_date(now - TimeDelta::minutes(1))),
    ));
    cases.push(("a key of nobody".to_owned(), mallory.with_new_key().signer.post(&inbox(), &body, now)));
    cases.push((
        "a key of nobody by RFC 9421".to_owned(),
        mallory.with_new_key().signer.post_rfc9421(&inbox(), &body, now),
    ));
    cases.push(("Bob's key id".to_owned(), put(&mallory.uri, &scene.bob.uri)));
    cases.push(("Bob's signature".to_owned(), scene.bob.signer.post(&inbox(), &body, now)));
    cases.push(("our key id".to_owned(), put(&mallory.uri, &scene.larks.uri)));
    cases.push(("another key of hers".to_owned(), put("#main-key", "#other-key")));
    for algorithm in ["none", "hmac-sha256", "rsa-sha1", "ed25519", "rsa-pss-sha512"] {
        cases.push((format!("algorithm {algorithm}"), put("rsa-sha256", algorithm)));
    }
    for wrong in ["", "!!!!", "AAAA", &value.chars().rev().collect::<String>(), &value[4..]] {
        cases.push((format!("signature {wrong:.9}"), put(&value, wrong)));
    }
    cases.push(("nothing but noise".to_owned(), set(&draft, "signature", &"=\",".repeat(500))));
    cases.push((
        "two signatures".to_owned(),
        [draft.clone(), vec![("signature".to_owned(), signature.clone())]].concat(),
    ));
    cases.push((
        "the digest of another body".to_owned(),
        set(&draft, "digest", get(&mallory.signer.post(&inbox(), &other_body, now), "digest")),
    ));
    cases.push(("a digest that is none".to_owned(), set(&draft, "digest", "MD5=rL0Y20zC+Fzt72VPzMSk2A==")));
    cases.extend(over_too_little(&scene, &body, now));

    let before = world.prints().await;
    for (what, headers) in &cases {
        assert_eq!(world.post("/ap/inbox", headers, body.clone()).await, 401, "{what}");
    }
    for headers in [&draft, &rfc] {
        assert_eq!(world.post("/ap/inbox", headers, other_body.clone()).await, 401, "another body");
        assert_eq!(
            world.post(&urls::ap::inbox(scene.larks.actor.id.0), headers, body.clone()).await,
            401,
            "another inbox"
        );
    }
    assert_eq!(world.prints().await, before);
    assert_eq!(world.names.asked_at_all(), 0);

    // As it was signed, it is taken, once however often it comes.
    for headers in [&draft, &rfc, &draft] {
        assert_eq!(world.post("/ap/inbox", headers, body.clone()).await, 202);
    }
    assert_eq!(world.count("reactions", "kind = 'boost'").await, 1);
}

/// Good signatures over some of what must be signed.
fn over_too_little(scene: &Scene, body: &[u8], now: DateTime<Utc>) -> Vec<(String, Headers)> {
    let digest = format!("SHA-256={}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(body)));
    let date = http_date(now);
    let all = [("(request-target)", "post /ap/inbox"), ("host", "music.test"), ("date", &date), ("digest", &digest)];
    let key = format!("{}#main-key", scene.mallory.uri);
    let headers = |lines: &[(&str, &str)]| -> Headers {
        vec![
            ("host".to_owned(), "music.test".to_owned()),
            ("date".to_owned(), date.clone()),
            ("digest".to_owned(), digest.clone()),
            ("signature".to_owned(), signature_over(&key, lines)),
        ]
    };
    let mut cases = Vec::new();
    // Every set but the whole one, by the bits of a number.
    for set in 0..15_u32 {
        let lines: Vec<_> =
            all.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0).map(|(_, line)| *line).collect();
        let names: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
        cases.push((format!("over {names:?} alone"), headers(&lines)));
    }
    let wrong_target = [("(request-target)", "get /ap/inbox"), all[1], all[2], all[3]];
    cases.push(("over another method".to_owned(), headers(&wrong_target)));
    cases
}

#[actix_web::test]
async fn an_id_that_came_is_not_taken_again_whatever_it_says_now() {
    let scene = Scene::start().await;
    let (world, mallory) = (&scene.world, &scene.mallory);
    let announce = mallory.say("Announce", scene.larks.note.as_str());
    assert_eq!(world.send(mallory, &announce).await, 202);
    assert_eq!(world.send(mallory, &mallory.say("Undo", announce.clone())).await, 202);
    assert_eq!(world.count("reactions", "kind = 'boost'").await, 0);
    let mut other = mallory.say("Create", mallory.note("Again", Some(&scene.larks.note)));
    other["id"] = announce["id"].clone();
    let before = world.prints().await;
    for replay in [announce, other, json!({"type": "Delete"})] {
        let status = world.send(mallory, &replay).await;
        assert!(matches!(status, 202 | 400), "{status}");
    }
    assert_eq!(world.prints().await, before);
}
