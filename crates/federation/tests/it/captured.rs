//! Documents of other programs, as `federation-tests/captured` keeps them: each is read as what it is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::Utc;
use federation::client::{Client, Reach};
use federation::remote::{actor, html, note, read, release};
use federation::{Federation, FederationError};
use model::actors::{self, Actor, ActorKind, RemoteActor};
use model::posts::Post;
use model::remote_releases::{self, RemoteRelease};
use model::{Connection, Pool};
use serde_json::{Value, json};
use testkit::TestDb;

use Expected::{Activity, Nothing, Release, Somebody, Words};

/// What becomes of a document.
enum Expected {
    /// An actor with this handle.
    Somebody(&'static str),
    /// A post with these words in it.
    Words(&'static str),
    /// A release with this title and as many tracks, of which so many can be played from there.
    Release(&'static str, usize, usize),
    /// An activity of this type about this address.
    Activity(&'static str, &'static str),
    /// Something of a type that is nothing to us.
    Nothing,
}

const HERE: &str = "https://music.example";
const TABLE: &[(&str, Expected)] = &[
    ("bandwagon/album", Release("DRAGX̶FUNK", 0, 0)),
    ("castopod/announce", Activity("Announce", "https://music.example/ap/releases/0199b2/note")),
    ("castopod/create_note", Words("Slack Water")),
    ("castopod/episode", Nothing),
    ("castopod/like", Activity("Like", "https://music.example/ap/releases/0199b2/note")),
    ("castopod/person", Somebody("tides@podcast.example")),
    ("friendica/person", Somebody("tobias@friendi.ca")),
    // Before version 1.0 Funkwhale wrote `mimeType`, so that it was not said what can be played.
    ("funkwhale/audio", Release("Compositions - Test Audio for Pleroma", 1, 0)),
    ("funkwhale/channel", Somebody("compositions@channels.tests.funkwhale.audio")),
    ("funkwhale/create_audio", Release("Compositions - Test Audio for Pleroma", 1, 0)),
    ("funkwhale/person", Somebody("Greensky@open.audio")),
    (
        "gotosocial/announce",
        Activity("Announce", "http://localhost:8080/users/the_mighty_zork/statuses/01FCTA44PW9H1TB328S9AQXKDS"),
    ),
    ("gotosocial/create_note", Words("hello everyone!")),
    ("gotosocial/create_vote", Words("")),
    ("gotosocial/delete", Activity("Delete", "http://localhost:8080/users/admin/statuses/01F8MH75CBF9JFX4ZAD54N0W0R")),
    ("gotosocial/flag", Activity("Flag", "http://fossbros-anonymous.io/users/foss_satan")),
    ("gotosocial/note", Words("hello everyone!")),
    ("gotosocial/note_with_mention", Words("welcome to the instance!")),
    ("gotosocial/person", Somebody("the_mighty_zork@localhost:8080")),
    ("gotosocial/person_moved", Somebody("the_mighty_zork@localhost:8080")),
    ("hubzilla/person", Somebody("scott@authorship.studio")),
    ("lemmy/accept", Activity("Accept", "http://ds9.lemmy.ml/activities/follow/6abcd50b-b8ca-4952-86b0-a6dd8cc12866")),
    (
        "lemmy/announce_create_page",
        Activity("Announce", "http://enterprise.lemmy.ml/activities/create/2807c9ec-3ad8-4859-a9e0-28b59b6e499f"),
    ),
    ("lemmy/block_user", Activity("Block", "http://ds9.lemmy.ml/u/lemmy_alpha")),
    ("lemmy/comment", Words("first comment!")),
    ("lemmy/create_comment", Words("hello")),
    ("lemmy/create_page", Words("test post")),
    ("lemmy/delete_page", Activity("Delete", "http://ds9.lemmy.ml/post/1")),
    ("lemmy/delete_user", Activity("Delete", "http://ds9.lemmy.ml/u/lemmy_alpha")),
    ("lemmy/dislike_page", Activity("Dislike", "http://ds9.lemmy.ml/post/1")),
    ("lemmy/follow", Activity("Follow", "http://enterprise.lemmy.ml/c/main")),
    ("lemmy/group", Somebody("tenforward@enterprise.lemmy.ml")),
    ("lemmy/instance", Somebody("enterprise.lemmy.ml@enterprise.lemmy.ml")),
    ("lemmy/like_note", Activity("Like", "http://ds9.lemmy.ml/comment/1")),
    ("lemmy/page", Words("Post title")),
    ("lemmy/person", Somebody("picard@enterprise.lemmy.ml")),
    ("lemmy/tombstone", Nothing),
    (
        "lemmy/undo_like_note",
        Activity("Undo", "http://ds9.lemmy.ml/activities/like/efcf7ae2-dfcc-4ff4-9ce4-6adf251ff004"),
    ),
    ("mastodon/accept", Activity("Accept", "http://localtesting.pleroma.lol/users/lain#follows/4")),
    ("mastodon/announce", Activity("Announce", "http://mastodon.example.org/@admin/99541947525187367")),
    ("mastodon/block", Activity("Block", "http://localtesting.pleroma.lol/users/lain")),
    ("mastodon/create_contentmap", Words("@")),
    ("mastodon/create_note", Words("@")),
    ("mastodon/create_question", Words("Why is Tenshi eating a corndog so cute?")),
    ("mastodon/create_with_attachment", Words("http://mastodon.example.org/media/")),
    ("mastodon/delete", Activity("Delete", "https://mastodon.madrid/users/felix/statuses/107773559874184870")),
    ("mastodon/delete_user", Activity("Delete", "http://mastodon.example.org/users/admin")),
    ("mastodon/flag", Activity("Flag", "https://example.com/users/1")),
    ("mastodon/follow", Activity("Follow", "https://ds9.lemmy.ml/c/testcom")),
    ("mastodon/like_page", Activity("Like", "https://ds9.lemmy.ml/post/147")),
    ("mastodon/note_1", Words("@")),
    ("mastodon/note_2", Words("@")),
    ("mastodon/page", Words("@")),
    ("mastodon/person", Somebody("mastodon@masto.qa.urbanwildlife.biz")),
    ("mastodon/reject", Activity("Reject", "http://localtesting.pleroma.lol/users/lain#follows/4")),
    (
        "mastodon/undo_announce",
        Activity("Undo", "http://mastodon.example.org/users/admin/statuses/99542391527669785/activity"),
    ),
    ("mastodon/undo_follow", Activity("Undo", "https://masto.asonix.dog/1ea87517-63c5-4118-8831-460ee641b2cf")),
    ("mastodon/undo_like_page", Activity("Undo", "https://mastodon.madrid/users/felix#likes/212341")),
    ("mastodon/update_person", Activity("Update", "http://mastodon.example.org/users/gargron")),
    // Blogs with a name of their own are written to at the host of the service.
    // Its inbox is on the host of Micro.blog.
    ("microblog/person", Somebody("manton@manton.org")),
    ("mirlo/create_article", Words("On tour in October")),
    // Mirlo's Audio does not say whose it is: it is whose server sends it. Its sound is not named.
    ("mirlo/create_audio", Release("Low Water", 1, 0)),
    ("mirlo/person", Somebody("ode@mirlo.example")),
    ("misskey/person", Somebody("syuilo@misskey.io")),
    ("mitra/create_post", Words("Remote post 5")),
    ("mobilizon/event", Words("Caledonian scottish dance class")),
    ("mobilizon/group", Somebody("contribateliers@mobilizon.fr")),
    ("owncast/note_with_attachment", Words("I've gone live!")),
    (
        "peertube/announce_video",
        Activity("Announce", "https://tilvids.com/videos/watch/e7946124-7b72-4ad7-9d22-844a84bb2de1"),
    ),
    ("peertube/group", Somebody("thelinuxexperiment_channel@tilvids.com")),
    ("peertube/note", Words("idk")),
    ("peertube/person", Somebody("thelinuxexperiment@tilvids.com")),
    ("peertube/video", Words("Mesa, Wayland & X.org in trouble")),
    ("peertube/video_stream_only", Words("Planète Mars 2050")),
    ("pixelfed/note", Words("This was my first IG post too.")),
    ("pixelfed/person", Somebody("dansup@pixelfed.social")),
    ("pleroma/create_note", Words("@")),
    ("pleroma/follow", Activity("Follow", "https://lemmy.ca/u/kinetix")),
    ("pleroma/note", Words("Have what?")),
    ("pleroma/person", Somebody("lanodan@queer.hacktivis.me")),
    ("wordpress/announce", Activity("Announce", "https://pfefferle.org/lemmy-part-4/#activity")),
    ("wordpress/group", Somebody("dbzer0.com@dbzer0.com")),
    ("wordpress/note", Words("Nice! Hello from WordPress!")),
    ("wordpress/page", Words("An Epic 3D-Printed Fan Expansion for Last Light")),
    ("wordpress/person", Somebody("matthias@pfefferle.org")),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../federation-tests/captured")
}

fn document(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_table_names_every_document() {
    let peers = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = peers.flat_map(|peer| std::fs::read_dir(peer).unwrap().map(|entry| entry.unwrap().path()));
    let kept: BTreeSet<String> = files
        .map(|file| file.strip_prefix(folder()).unwrap().with_extension("").to_string_lossy().into_owned())
        .collect();
    let named: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(kept, named);
}

#[tokio::test]
async fn every_document_is_read_as_what_it_is() {
    let database = TestDb::create("federation", async |url| {
        model::database::migrate(&url).await?;
        Ok(())
    });
    let database = database.await.unwrap();
    let pool = model::database::pool(&database.url(), 2).unwrap();
    let federation = Federation::new(pool.clone(), HERE, Client::new(Reach::Public, "Tests").unwrap());
    let mut wrong = Vec::new();
    for (name, expected) in TABLE {
        if let Err(what) = hold(&pool, &federation, &document(name), expected).await {
            wrong.push(format!("{name}: {what}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Holds what is read of a document against what was expected of it.
async fn hold(pool: &Pool, federation: &Federation, document: &Value, expected: &Expected) -> Result<(), String> {
    let kind = read::kind(document);
    match expected {
        Somebody(handle) => {
            let found = actor::parse(document).map_err(|error| error.to_string())?;
            let key = found.public_keys.as_array().is_some_and(|keys| !keys.is_empty());
            same(&(format!("{}@{}", found.username, found.host), key), &((*handle).to_owned(), true))
        }
        Words(words) => {
            let post =
                post(&mut pool.get().await.unwrap(), federation, document).await.map_err(|error| error.to_string())?;
            let text = html::words(&post.content, 10_000);
            if text.contains(words) { Ok(()) } else { Err(format!("its words are {text:?}")) }
        }
        Release(title, tracks, playable) => {
            let release = music(&mut pool.get().await.unwrap(), document).await.map_err(|error| error.to_string())?;
            let there = release.tracks();
            let sounds = there.iter().filter(|track| track.audio_url.is_some()).count();
            same(&(release.title.as_str(), there.len(), sounds), &(*title, *tracks, *playable))
        }
        Activity(name, about) => {
            let object = read::first(document, "object").and_then(read::id).unwrap_or_default();
            let has_sender = read::id_at(document, "actor").and_then(read::host).is_some();
            same(&(kind, object, has_sender), &(*name, *about, true))
        }
        Nothing if note::is_one(kind) || matches!(kind, "Album" | "Audio") || actor::kind_of(kind).is_some() => {
            Err(format!("a {kind} is shown"))
        }
        Nothing => Ok(()),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{found:?} instead of {expected:?}")) }
}

/// What a `Create` brings, or the document itself.
fn inside(document: &Value) -> &Value {
    if read::kind(document) == "Create" { read::first(document, "object").unwrap() } else { document }
}

async fn post(c: &mut Connection, federation: &Federation, document: &Value) -> Result<Post, FederationError> {
    let author = author(c, document).await;
    let note = note::read(c, federation, &author, inside(document), Utc::now()).await?;
    note::keep(c, &note).await
}

async fn music(c: &mut Connection, document: &Value) -> Result<RemoteRelease, FederationError> {
    let author = author(c, document).await;
    let object = inside(document);
    release::take(c, &author, object).await?;
    let uri = read::id(object).unwrap();
    Ok(remote_releases::by_uri(c, uri).await?.unwrap())
}

/// Whoever sent an activity, or made an object.
async fn author(c: &mut Connection, document: &Value) -> Actor {
    let by = if read::kind(document) == "Create" { "actor" } else { "attributedTo" };
    let uri = read::id_at(document, by).unwrap();
    let host = read::host(uri).unwrap();
    let known = RemoteActor {
        uri: uri.to_owned(),
        kind: ActorKind::Person,
        username: uri.trim_end_matches('/').rsplit(['/', '@']).next().unwrap().to_owned(),
        name: String::new(),
        summary: String::new(),
        url: None,
        icon_url: None,
        image_url: None,
        fields: json!([]),
        inbox: format!("https://{host}/inbox"),
        shared_inbox: None,
        outbox: None,
        followers: None,
        featured: None,
        also_known_as: Vec::new(),
        moved_to: None,
        manually_approves: false,
        discoverable: true,
        public_keys: json!([]),
        published_at: None,
        fetched_at: Some(Utc::now()),
        host,
    };
    actors::keep_remote(c, &known).await.unwrap()
}
