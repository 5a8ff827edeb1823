//! Facts that never change, for tests.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use model::licences;
use model::money;
use model::releases::ReleaseKind;
use uuid::Uuid;

use crate::facts::{
    ActorFacts, ActorType, Counts, Field, FieldValue, Keys, Mention, Picture, PostFacts, Price, ReleaseFacts,
    ShowFacts, Sound, TrackFacts, Visibility,
};

pub const BASE: &str = "https://music.example";

/// An id that says which it is.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0197_a100_0000_7000_8000_0000_0000_0000 + n)
}

pub fn moment(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, hour, 0, 0).unwrap()
}

pub fn actor() -> ActorFacts {
    ActorFacts {
        base: BASE.to_owned(),
        id: id(1),
        kind: ActorType::Person,
        username: "the_larks".to_owned(),
        name: "The Larks".to_owned(),
        summary: "<p>Dream pop from Leeds.</p>\n".to_owned(),
        page: "/@the_larks".to_owned(),
        feed: Some("/@the_larks/feed.rss".to_owned()),
        icon: Some(format!("{BASE}/media/images/{}/640.jpg", id(90))),
        image: Some(format!("{BASE}/media/images/{}/1500.jpg", id(91))),
        fields: vec![
            Field { name: "Place".to_owned(), value: FieldValue::Text("Leeds & \"about\"".to_owned()) },
            Field { name: "Website".to_owned(), value: FieldValue::Link("https://larks.example/".to_owned()) },
        ],
        tags: vec!["dream pop".to_owned()],
        manually_approves: false,
        discoverable: true,
        also_known_as: Vec::new(),
        moved_to: None,
        published: moment(8),
        updated: Some(moment(9)),
        keys: Keys {
            rsa_pem: "-----BEGIN PUBLIC KEY-----\nMII\n-----END PUBLIC KEY-----\n".to_owned(),
            ed25519_multibase: "z6Mk".to_owned(),
        },
    }
}

/// The same as somebody who is no artist.
pub fn no_artist(kind: ActorType) -> ActorFacts {
    ActorFacts {
        kind,
        feed: None,
        icon: None,
        image: None,
        fields: Vec::new(),
        tags: Vec::new(),
        updated: None,
        discoverable: false,
        ..actor()
    }
}

/// A free EP of four tracks.
pub fn release() -> ReleaseFacts {
    ReleaseFacts {
        base: BASE.to_owned(),
        id: id(2),
        actor: id(1),
        artist: "The Larks".to_owned(),
        page: "/@the_larks/first-light".to_owned(),
        title: "First Light".to_owned(),
        kind: ReleaseKind::Ep,
        about: "<p>Recorded on the Humber, winter 2026.</p>\n".to_owned(),
        genre: "Dream pop".to_owned(),
        tags: vec!["dream pop".to_owned(), "field recording".to_owned()],
        language: "en".to_owned(),
        label: String::new(),
        catalogue_number: "LARK-002".to_owned(),
        upc: "0123456789012".to_owned(),
        licence: licences::find("cc-by-nc-sa"),
        explicit: false,
        price: None,
        released: NaiveDate::from_ymd_opt(2026, 11, 21),
        published: moment(9),
        updated: None,
        cover: Some(picture()),
        tracks: [("Harbour", 213_460), ("Salt", 250_000), ("Gull", 302_100), ("First Light", 255_499)]
            .into_iter()
            .zip(1..)
            .map(|((title, ms), position)| track(position, title, ms))
            .collect(),
        counts: Counts { likes: 2, boosts: 1 },
    }
}

pub fn track(position: i32, title: &str, duration_ms: i64) -> TrackFacts {
    let n = u128::try_from(position).unwrap();
    TrackFacts {
        id: id(100 + n),
        page: format!("/@the_larks/first-light/track-{position}"),
        position,
        title: title.to_owned(),
        artist: String::new(),
        isrc: format!("GBABC260000{position}"),
        explicit: false,
        duration_ms,
        sound: Some(Sound { encoding: id(200 + n), bytes: duration_ms * 16, preview_seconds: None }),
        counts: Counts::default(),
    }
}

/// A release with one track.
pub fn single() -> ReleaseFacts {
    let mut single = release();
    single.kind = ReleaseKind::Single;
    single.tracks.truncate(1);
    single
}

/// A release that costs something, of which only what is bought may be heard.
pub fn paid() -> ReleaseFacts {
    let currency = money::currency("EUR").unwrap();
    let mut paid = release();
    paid.price = Some(Price { amount_minor: 500, currency, or_more: true });
    paid.licence = licences::find("all-rights-reserved");
    for track in &mut paid.tracks {
        track.sound = None;
    }
    paid
}

pub fn picture() -> Picture {
    Picture {
        id: id(3),
        largest: 1400,
        alt: "A pier at dawn".to_owned(),
        blurhash: Some("LEHV6nWB2yk8pyo0adR*.7kCMdnj".to_owned()),
    }
}

/// A comment on a comment from elsewhere.
pub fn comment() -> PostFacts {
    PostFacts {
        base: BASE.to_owned(),
        id: id(4),
        actor: id(5),
        content: "<p>@ode@tide.example yes, and #DreamPop at that</p>\n".to_owned(),
        summary: String::new(),
        sensitive: false,
        language: "en".to_owned(),
        visibility: Visibility::Public,
        in_reply_to: Some("https://tide.example/notes/7".to_owned()),
        about: Some(id(2)),
        mentions: vec![Mention {
            uri: "https://tide.example/users/ode".to_owned(),
            handle: "ode@tide.example".to_owned(),
        }],
        hashtags: vec!["DreamPop".to_owned()],
        attached: None,
        published: moment(10),
        updated: None,
        counts: Counts::default(),
    }
}

/// A planned show.
pub fn show() -> ShowFacts {
    ShowFacts {
        base: BASE.to_owned(),
        id: id(6),
        actor: id(1),
        artist: "The Larks".to_owned(),
        page: "/live/low-water".to_owned(),
        title: "Low Water".to_owned(),
        about: "<p>From the net loft.</p>\n".to_owned(),
        starts: moment(20),
        ends: Some(moment(22)),
        picture: Some(picture()),
        published: moment(9),
        updated: None,
    }
}

/// A go-live post that says this, in Markdown.
pub fn live_post(text: &str) -> PostFacts {
    PostFacts {
        actor: id(1),
        content: model::markdown::to_html(text),
        language: String::new(),
        in_reply_to: None,
        about: None,
        mentions: Vec::new(),
        hashtags: Vec::new(),
        ..comment()
    }
}
