//! Every document as it is sent, from facts that never change; and what people can type into it.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::activity::{self, Said};
use super::collection::{self, Order, Page};
use super::discovery::{self, Found, Version};
use super::samples::{BASE, comment, id, moment, no_artist, paid, picture, release, single, track};
use super::{Audience, Duration, hashtags, samples};
use crate::facts::{ActorType, Attached, InstanceFacts, Registrations, Visibility};

fn said(id: &'static str) -> Said<'static> {
    Said { id, actor: "https://music.example/ap/actors/a", at: moment(12) }
}

fn text<'a>(document: &'a Value, member: &str) -> &'a str {
    document.get(member).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn actors() {
    assert_json_snapshot!("actor_artist", super::actor(&samples::actor()));
    assert_json_snapshot!("actor_fan", super::actor(&no_artist(ActorType::Person)));
    let mut label = samples::actor();
    label.kind = ActorType::Organization;
    label.moved_to = Some("https://tide.example/users/larks".to_owned());
    label.also_known_as = vec!["https://tide.example/users/larks".to_owned()];
    let label = super::actor(&label);
    assert_eq!(label["type"], "Organization");
    assert_eq!(label["movedTo"], "https://tide.example/users/larks");
    assert_eq!(label["alsoKnownAs"], json!(["https://tide.example/users/larks"]));
    for (kind, name) in [(ActorType::Application, "Application"), (ActorType::Service, "Service")] {
        let service = super::actor(&no_artist(kind));
        assert_eq!(service["type"], name);
        assert_eq!(service.get("category"), None);
    }
}

#[test]
fn notes() {
    assert_json_snapshot!("note_release", super::release_note(&release()));
    assert_json_snapshot!("note_release_paid", super::release_note(&paid()));
    let release = release();
    assert_json_snapshot!("note_track", super::track_note(&release, &release.tracks[1]));
    assert_json_snapshot!("note_comment", super::post(&comment()));
}

#[test]
fn shows() {
    assert_json_snapshot!("event", super::event(&samples::show()));
    let undated = super::event(&crate::facts::ShowFacts { ends: None, picture: None, ..samples::show() });
    assert_eq!((undated.get("endTime"), &undated["attachment"]), (None, &json!([])));
    let page = "https://music.example/live/low-water";
    let mut live = samples::live_post(&format!("Live now: Low Water — listen: <{page}>"));
    live.attached = Some(Attached::Picture(picture()));
    assert_json_snapshot!("note_live", super::post(&live));
    let mut over = samples::live_post(&format!("Was live: Low Water — listen to the replay: <{page}>"));
    over.updated = Some(moment(22));
    assert_json_snapshot!("note_was_live", super::post(&over));
}

#[test]
fn music() {
    let release = release();
    assert_json_snapshot!("album", super::album(&release));
    assert_json_snapshot!("audio", super::audio(&release, &release.tracks[0], Duration::Iso));
    let paid = paid();
    assert_json_snapshot!("album_paid", super::album(&paid));
    assert_json_snapshot!("audio_paid", super::audio(&paid, &paid.tracks[0], Duration::Integer));
}

#[test]
fn activities() {
    let object = super::release_note(&release());
    let object_id = text(&object, "id").to_owned();
    let everybody = Audience::read(&object);
    let follow = activity::follow(&said("https://music.example/ap/follows/f"), "https://tide.example/users/ode");
    assert_json_snapshot!(
        "activities",
        json!([
            activity::delete(&said("1"), &everybody, &object_id, "Note"),
            activity::delete_actor(&said("2")),
            activity::announce(&said("3"), &everybody, &object_id),
            activity::like(&said("4"), "https://tide.example/notes/7", "https://tide.example/users/ode"),
            follow,
            activity::accept(&said("5"), "https://tide.example/users/ode", json!("https://tide.example/follows/1")),
            activity::reject(&said("6"), "https://tide.example/users/ode", json!("https://tide.example/follows/1")),
            activity::undo(&said("7"), follow.clone()),
            activity::flag(&said("8"), &["https://tide.example/users/ode".to_owned()], "Spam."),
            activity::block(&said("9"), "https://tide.example/users/ode"),
            activity::moved(
                &said("10"),
                "https://music.example/ap/actors/a/followers",
                "https://tide.example/users/larks"
            ),
            activity::add(&said("11"), &everybody, &object_id, "https://music.example/ap/actors/a/featured"),
            activity::remove(&said("12"), &everybody, &object_id, "https://music.example/ap/actors/a/featured"),
        ])
    );
    assert_json_snapshot!("tombstone", super::tombstone(&object_id, "Note", moment(13)));
}

#[test]
fn what_is_created_is_inside_and_its_words_are_outside() {
    let object = super::release_note(&release());
    let create = activity::create(&said("https://music.example/ap/activities/1"), object.clone());
    assert_eq!(create["@context"], object["@context"]);
    assert_eq!(create["object"].get("@context"), None);
    assert_eq!((&create["to"], &create["cc"]), (&object["to"], &object["cc"]));
    assert_eq!(create["object"]["id"], object["id"]);
    let update = activity::update(&said("https://music.example/ap/activities/2"), object);
    assert_eq!(update["object"]["updated"], "2026-11-21T12:00:00Z");
    let profile = super::actor(&samples::actor());
    let update = activity::update_actor(&said("3"), "https://music.example/ap/actors/a/followers", profile.clone());
    assert_eq!(update["@context"], profile["@context"]);
}

#[test]
fn an_object_is_renewed_and_the_activity_stays() {
    let before = activity::create(&said("https://music.example/ap/activities/1"), super::post(&comment()));
    let mut changed = comment();
    changed.content = "<p>In other words</p>\n".to_owned();
    changed.updated = Some(moment(11));
    // Whom it was told stays, whoever is named in it now.
    changed.mentions.clear();
    let after = activity::with_object(before.clone(), super::post(&changed));
    for member in ["@context", "id", "type", "actor", "published", "to", "cc"] {
        assert_eq!(after[member], before[member], "{member}");
    }
    assert_eq!(after["object"].get("@context"), None);
    assert_eq!(text(&after["object"], "updated"), "2026-11-21T11:00:00Z");
    assert!(text(&after["object"], "content").contains("In other words"));
}

#[test]
fn collections() {
    let outbox = "https://music.example/ap/actors/a/outbox";
    let page =
        Page { collection: outbox, order: Order::Ordered, total: 41, before: Some("x"), next: Some("y"), words: None };
    let tags = hashtags::of_all(BASE, ["dream pop"]).iter().map(hashtags::Hashtag::document).collect();
    assert_json_snapshot!(
        "collections",
        json!([
            collection::collection(outbox, Order::Ordered, 41),
            collection::counted("https://music.example/ap/actors/a/followers", Order::Ordered, 7),
            collection::page(&page, vec![json!("https://music.example/ap/activities/1")]),
            collection::page(&Page { before: None, next: None, order: Order::Unordered, ..page }, Vec::new()),
            collection::whole(
                "https://music.example/ap/actors/a/tags",
                Order::Unordered,
                tags,
                Some(super::context::actor())
            ),
        ])
    );
}

#[test]
fn finding() {
    let found = Found {
        base: BASE,
        domain: "music.example",
        id: id(1),
        username: "the_larks",
        page: "/@the_larks",
        icon: Some("https://music.example/media/images/x/640.jpg"),
        acts: true,
    };
    assert_json_snapshot!("webfinger", discovery::webfinger(&found));
    let service = discovery::webfinger(&Found { acts: false, icon: None, ..found });
    assert!(service["links"].as_array().unwrap().iter().all(|link| link.get("template").is_none()));
    assert_json_snapshot!("host_meta", json!([discovery::host_meta(BASE), discovery::host_meta_json(BASE)]));
    let instance = InstanceFacts {
        name: "Music \"here\"".to_owned(),
        version: "0.1.0".to_owned(),
        registrations: Registrations::Open,
        users: 12,
        posts: 40,
        comments: 3,
    };
    assert_json_snapshot!(
        "nodeinfo",
        json!([
            discovery::nodeinfo_links(BASE, id(6)),
            discovery::nodeinfo(Version::V2_0, &instance),
            discovery::nodeinfo(Version::V2_1, &instance),
        ])
    );
}

#[test]
fn nothing_that_was_typed_becomes_markup() {
    let typed = "<script>alert('x')</script> \"quoted\" & 🎵";
    let mut release = release();
    release.title = typed.to_owned();
    release.artist = typed.to_owned();
    release.genre = typed.to_owned();
    release.tags = vec!["\"><img src=x>".to_owned()];
    release.tracks[0].title = typed.to_owned();
    release.tracks[0].artist = typed.to_owned();
    let audio = super::audio(&release, &release.tracks[0], Duration::Iso);
    let notes = [super::release_note(&release), super::track_note(&release, &release.tracks[0]), audio.clone()];
    for note in &notes {
        let content = text(note, "content");
        assert!(!content.contains("<script") && !content.contains("<img"), "{content}");
        assert!(content.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), "{content}");
        assert!(content.contains("&quot;quoted&quot; &amp; 🎵"), "{content}");
    }
    // A name is text, not HTML: nobody may find entities in it.
    assert_eq!(text(&audio, "name"), typed);
    assert!(text(&notes[0]["attachment"][0], "name").starts_with(typed));
    let mut actor = samples::actor();
    actor.fields[1].value = crate::facts::FieldValue::Link("https://x.example/\"onclick=\"alert(1)".to_owned());
    let field = super::actor(&actor)["attachment"][1]["value"].as_str().unwrap().to_owned();
    assert!(!field.contains("\"onclick"), "{field}");
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let mut release = release();
    release.tracks = (1..=32).map(|n| track(n, &format!("Part {n}"), 60_000)).collect();
    let note = super::release_note(&release);
    let content = text(&note, "content");
    assert!(content.contains("20. Part 20 1:00<br>and 12 more</p>"), "{content}");
    assert!(!content.contains("21. Part 21"));
    assert!(content.contains("new EP, 32 tracks, 32 min."));
    release.tracks.truncate(20);
    assert!(!text(&super::release_note(&release), "content").contains("more"));
}

#[test]
fn a_single_needs_no_list_and_no_second_note() {
    let note = super::release_note(&single());
    assert!(text(&note, "content").contains("</strong> — new single, 1 track, 4 min.</p><p>Listen and download"));
    assert_eq!(note["replies"]["first"]["items"], json!([]));
}

#[test]
fn what_is_explicit_is_behind_a_warning() {
    let mut release = release();
    let quiet = super::release_note(&release);
    assert_eq!((quiet["sensitive"].as_bool(), quiet.get("summary")), (Some(false), None));
    release.explicit = true;
    let loud = super::release_note(&release);
    assert_eq!((loud["sensitive"].as_bool(), text(&loud, "summary")), (Some(true), "Explicit lyrics"));
    release.explicit = false;
    release.tracks[2].explicit = true;
    let track = super::track_note(&release, &release.tracks[2]);
    assert_eq!(track["sensitive"], json!(true));
}

#[test]
fn a_text_has_a_language_only_where_it_is_one() {
    let mut release = release();
    for (tag, said) in [("en", true), ("pt-BR", true), ("zxx", false), ("mul", false), ("", false)] {
        release.language = tag.to_owned();
        let note = super::release_note(&release);
        assert_eq!(note.get("contentMap").is_some_and(|map| map[tag] == note["content"]), said, "{tag}");
    }
}

#[test]
fn a_post_goes_to_whom_it_is_meant_for() {
    let followers = "https://music.example/ap/actors/0197a100-0000-7000-8000-000000000005/followers";
    let (ode, all) = ("https://tide.example/users/ode", super::PUBLIC);
    let mut post = comment();
    for (visibility, to, cc) in [
        (Visibility::Public, json!([all]), Some(json!([followers, ode]))),
        (Visibility::Unlisted, json!([followers]), Some(json!([all, ode]))),
        (Visibility::Followers, json!([followers]), Some(json!([ode]))),
        (Visibility::Direct, json!([ode]), None),
    ] {
        post.visibility = visibility;
        let note = super::post(&post);
        assert_eq!((&note["to"], note.get("cc")), (&to, cc.as_ref()), "{visibility:?}");
        assert_eq!(note.get("interactionPolicy").is_some(), note.to_string().contains(all), "{visibility:?}");
    }
}

#[test]
fn a_post_shows_one_thing() {
    let mut post = comment();
    post.attached = Some(Attached::Picture(picture()));
    assert_json_snapshot!("note_picture", super::post(&post)["attachment"]);
    post.attached = Some(Attached::Release(Box::new(release())));
    assert_eq!(super::post(&post)["attachment"][0]["mediaType"], "audio/mpeg");
    post.attached = Some(Attached::Track(Box::new(paid()), id(101)));
    let attachment = &super::post(&post)["attachment"];
    assert_eq!((attachment[0]["mediaType"].as_str(), attachment.as_array().unwrap().len()), (Some("image/jpeg"), 1));
}
