//! What is new, what is where, and what resembles what.

use model::artists::{self, Artist, ArtistChanges, ArtistKind};
use model::discovery::{self, Format, Item, Narrowed, Reason};
use model::domain_blocks::Severity;
use model::releases::{self, Release, ReleaseChanges, ReleaseKind};
use model::remote_releases::{self, NewRemoteRelease};
use model::{Connection, credits, feeds, tag_follows};

use crate::remote_releases::album;
use crate::support::{Db, account, artist, block, fan, follow, minutes_ago, published, remote, run};

/// Says of a release what it is tagged, where it is from and what label it is on.
async fn says(c: &mut Connection, release: &Release, tags: &[&str], place: &str, label: &str) {
    let changes = ReleaseChanges {
        tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()),
        place: Some(place.to_owned()),
        label: Some(label.to_owned()),
        ..ReleaseChanges::default()
    };
    releases::update(c, release.id, &changes).await.unwrap();
}

async fn credit(c: &mut Connection, release: &Release, name: &str, role: &str) {
    credits::replace(c, release.id, None, &[(name.to_owned(), role.to_owned())]).await.unwrap();
}

async fn named(c: &mut Connection, artist: &Artist, name: &str) -> Artist {
    let changes = ArtistChanges { name: Some(name.to_owned()), ..ArtistChanges::default() };
    artists::update(c, artist.id, &changes).await.unwrap()
}

async fn titles(c: &mut Connection, narrowed: &Narrowed) -> Vec<String> {
    let found = discovery::newest(c, narrowed, None, 50).await.unwrap();
    found.iter().map(|entry| title(&entry.item)).collect()
}

fn title(item: &Item) -> String {
    match item {
        Item::Release(pair) => pair.1.title.clone(),
        Item::Remote(found) => found.0.title.clone(),
    }
}

fn tagged(tag: &str) -> Narrowed {
    Narrowed { tag: tag.to_owned(), ..Narrowed::default() }
}

fn from(place: &str) -> Narrowed {
    Narrowed { place: place.to_owned(), ..Narrowed::default() }
}

#[tokio::test]
async fn neither_publishing_again_nor_another_date_makes_a_release_new() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let old = published(c, &ode, "Old").await;
    let first = old.first_published_at.expect("it was published");
    published(c, &ode, "New").await;
    let all = ["New", "Old"];
    assert_eq!(titles(c, &Narrowed::default()).await, all);

    run(c, &format!("UPDATE releases SET published_at = NULL WHERE id = '{}'", old.id)).await;
    assert_eq!(titles(c, &Narrowed::default()).await, ["New"]);
    run(c, &format!("UPDATE releases SET published_at = now() WHERE id = '{}'", old.id)).await;
    assert_eq!(titles(c, &Narrowed::default()).await, all, "published again");
    let date = chrono::Utc::now().date_naive() + chrono::Duration::days(30);
    let changes = ReleaseChanges { release_date: Some(Some(date)), ..ReleaseChanges::default() };
    let changed = releases::update(c, old.id, &changes).await.unwrap();
    assert_eq!(titles(c, &Narrowed::default()).await, all, "with another date");
    assert_eq!(changed.first_published_at, Some(first));
    for only in [true, false] {
        let changes = ReleaseChanges { members_only: Some(only), ..ReleaseChanges::default() };
        releases::update(c, old.id, &changes).await.unwrap();
    }
    assert_eq!(titles(c, &Narrowed::default()).await, all, "for members for a while");
}

#[tokio::test]
async fn what_was_for_members_is_new_when_it_becomes_everybodys() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let first = releases::create(c, ode.id, "Members", ReleaseKind::Album).await.unwrap();
    run(c, &format!("UPDATE releases SET members_only = true, published_at = now() WHERE id = '{}'", first.id)).await;
    published(c, &ode, "Everybody").await;
    assert_eq!(titles(c, &Narrowed::default()).await, ["Everybody"]);
    let changes = ReleaseChanges { members_only: Some(false), ..ReleaseChanges::default() };
    releases::update(c, first.id, &changes).await.unwrap();
    assert_eq!(titles(c, &Narrowed::default()).await, ["Members", "Everybody"]);
}

#[tokio::test]
async fn lists_are_narrowed_by_tag_place_label_and_format() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let home = ArtistChanges { place: Some("Leith".to_owned()), ..ArtistChanges::default() };
    artists::update(c, ode.id, &home).await.unwrap();
    let low = published(c, &ode, "Low").await;
    says(c, &low, &["ambient", "piano"], "Kirkcaldy, Fife", "Low Tide").await;
    let high = published(c, &ode, "High").await;
    let genre =
        ReleaseChanges { genre: Some("Ambient".to_owned()), kind: Some(ReleaseKind::Ep), ..ReleaseChanges::default() };
    releases::update(c, high.id, &genre).await.unwrap();

    assert_eq!(titles(c, &tagged(" AMBIENT ")).await, ["High", "Low"], "tag or genre, however it is written");
    assert_eq!(titles(c, &tagged("piano")).await, ["Low"]);
    assert!(titles(c, &tagged("ambi%")).await.is_empty());
    for place in ["fife", "Kirkcaldy", "Kirkcaldy, Fife"] {
        assert_eq!(titles(c, &from(place)).await, ["Low"], "{place}");
    }
    assert_eq!(titles(c, &from("Leith")).await, ["High"], "its artist's place where it says none");
    assert!(titles(c, &from("Kirkcaldy, Leith")).await.is_empty());
    let on = |label: &str| Narrowed { label: label.to_owned(), ..Narrowed::default() };
    assert_eq!(titles(c, &on("low tide")).await, ["Low"]);
    let only = |format: Format| Narrowed { format: Some(format), ..Narrowed::default() };
    assert_eq!(titles(c, &only(Format::Kind(ReleaseKind::Ep))).await, ["High"]);
    let both = Narrowed { tag: "ambient".to_owned(), format: Some(Format::Kind(ReleaseKind::Album)), ..from("fife") };
    assert_eq!(titles(c, &both).await, ["Low"]);

    let by_title: Vec<String> = discovery::by_title(c, &tagged("ambient"), None, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|(_, one)| one.title)
        .collect();
    assert_eq!(by_title, ["High", "Low"]);
    let behind = discovery::by_title(c, &tagged("ambient"), Some(high.id), 10).await.unwrap();
    assert_eq!(behind.iter().map(|(_, one)| one.title.as_str()).collect::<Vec<_>>(), ["Low"]);
    let of_ids = discovery::of_ids(c, &tagged("piano"), &[high.id, low.id]).await.unwrap();
    assert_eq!(of_ids.iter().map(|(_, one)| one.id).collect::<Vec<_>>(), [low.id]);
    assert_eq!(discovery::by_place(c, "fife", None, 10).await.unwrap().len(), 1);

    let tags: Vec<(String, i64)> =
        discovery::tags(c, 10).await.unwrap().into_iter().map(|one| (one.tag, one.releases)).collect();
    assert_eq!(tags, [("ambient".to_owned(), 2), ("piano".to_owned(), 1)]);
    assert_eq!(discovery::related_tags(c, "Piano", 10).await.unwrap()[0].tag, "ambient");
    assert_eq!(discovery::artists_tagged(c, "ambient", 10).await.unwrap()[0].id, ode.id);
    let places: Vec<String> = discovery::places(c, 10).await.unwrap().into_iter().map(|one| one.place).collect();
    assert_eq!(places, ["Fife", "Kirkcaldy", "Leith"]);
    assert_eq!(discovery::artists_at(c, "LEITH", 10).await.unwrap()[0].id, ode.id);
    assert_eq!(discovery::label_names(c, 10).await.unwrap()[0].name, "Low Tide");

    artists::suspend(c, ode.id, true).await.unwrap();
    assert!(titles(c, &Narrowed::default()).await.is_empty());
    assert!(discovery::tags(c, 10).await.unwrap().is_empty() && discovery::places(c, 10).await.unwrap().is_empty());
    assert!(discovery::label_names(c, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn parts_of_a_list_neither_repeat_nor_lose_anything() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    for n in 0..5 {
        published(c, &ode, &format!("Number {n}")).await;
    }
    run(c, "UPDATE releases SET first_published_at = '2026-11-01'").await;
    let bob = remote(c, "far.example", "bob").await;
    remote_releases::keep(c, &album(&bob, "Tide")).await.unwrap();
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let part = discovery::newest(c, &Narrowed::default(), before, 2).await.unwrap();
        let Some(last) = part.last() else { break };
        before = Some(last.cursor);
        seen.extend(part.iter().map(|entry| title(&entry.item)));
    }
    assert_eq!(seen[0], "Tide");
    seen.sort();
    assert_eq!(seen, ["Number 0", "Number 1", "Number 2", "Number 3", "Number 4", "Tide"]);
}

#[tokio::test]
async fn releases_of_other_servers_are_among_the_new_ones() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let bob = remote(c, "far.example", "bob").await;
    let old = NewRemoteRelease { published_at: minutes_ago(600), ..album(&bob, "Tide") };
    remote_releases::keep(c, &old).await.unwrap();
    run(c, "UPDATE remote_releases SET created_at = now() - interval '9 hours'").await;
    let (ode, _) = artist(c, "ode").await;
    published(c, &ode, "Here").await;
    assert_eq!(titles(c, &Narrowed::default()).await, ["Here", "Tide"]);
    remote_releases::keep(c, &album(&bob, "Tide")).await.unwrap();
    run(c, "UPDATE remote_releases SET published_at = now()").await;
    assert_eq!(titles(c, &Narrowed::default()).await, ["Here", "Tide"], "told again with a later date");
    assert_eq!(titles(c, &tagged("Ambient")).await, ["Tide"]);
    assert!(titles(c, &from("Fife")).await.is_empty());
    block(c, "far.example", Severity::Silence).await;
    assert_eq!(titles(c, &Narrowed::default()).await, ["Here"]);
}

#[tokio::test]
async fn similar_releases_say_why() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let ode = named(c, &ode, "Ode Halloran").await;
    let (kelp, _) = artist(c, "kelp").await;
    let (okta, _) = artist(c, "okta").await;
    let own = published(c, &ode, "Low").await;
    says(c, &own, &["ambient", "sea"], "", "Low Tide").await;
    credit(c, &own, "Inge Sørli", "Voice").await;
    let other = published(c, &ode, "Of The Same Artist").await;
    says(c, &other, &["ambient", "sea"], "", "Low Tide").await;

    let tags = published(c, &kelp, "Tags").await;
    says(c, &tags, &["sea", "loud"], "", "").await;
    let voice = published(c, &kelp, "Voice").await;
    credit(c, &voice, "inge sørli ", "voice").await;
    let label = published(c, &okta, "Label").await;
    says(c, &label, &["loud"], "", "LOW TIDE").await;
    let plays = published(c, &okta, "Plays").await;
    says(c, &plays, &["ambient"], "", "").await;
    credit(c, &plays, "Ode Halloran", "Piano").await;
    let hidden = published(c, &okta, "Hidden").await;
    says(c, &hidden, &["ambient", "sea"], "", "Low Tide").await;
    run(c, &format!("UPDATE releases SET published_at = NULL WHERE id = '{}'", hidden.id)).await;
    published(c, &okta, "Nothing In Common").await;

    let found = discovery::similar_releases(c, own.id, 10).await.unwrap();
    let read: Vec<(String, Vec<String>)> = found
        .iter()
        .map(|(_, release, reasons)| (release.title.clone(), reasons.iter().map(Reason::of_releases).collect()))
        .collect();
    let one = |title: &str, reasons: &[&str]| (title.to_owned(), reasons.iter().map(|one| (*one).to_owned()).collect());
    assert_eq!(
        read,
        [
            one("Plays", &["Ode Halloran plays on both", "Both tagged ambient"]),
            one("Voice", &["Voice by Inge Sørli on both"]),
            one("Label", &["Both on Low Tide"]),
            one("Tags", &["Both tagged sea"]),
        ]
    );
    assert_eq!(discovery::similar_releases(c, own.id, 2).await.unwrap().len(), 2);
    assert!(
        discovery::similar_releases(c, hidden.id, 10).await.unwrap().is_empty(),
        "what is hidden resembles nothing"
    );
    let back = discovery::similar_releases(c, plays.id, 10).await.unwrap();
    assert_eq!(back[0].2[0].of_releases(), "Ode Halloran plays on both", "it holds both ways");
}

#[tokio::test]
async fn a_tag_that_many_have_counts_less_than_a_rare_one() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (kelp, _) = artist(c, "kelp").await;
    let own = published(c, &ode, "Low").await;
    says(c, &own, &["rock", "zither"], "", "").await;
    let rare = published(c, &kelp, "Rare").await;
    says(c, &rare, &["zither"], "", "").await;
    for n in 0..4 {
        let common = published(c, &kelp, &format!("Common {n}")).await;
        says(c, &common, &["rock"], "", "").await;
    }
    let found = discovery::similar_releases(c, own.id, 10).await.unwrap();
    assert_eq!(found[0].1.title, "Rare", "though it is the oldest");
    assert_eq!(found.len(), 5);
}

#[tokio::test]
async fn similar_artists_say_why() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (kelp, _) = artist(c, "kelp").await;
    let (okta, _) = artist(c, "okta").await;
    let (alone, _) = artist(c, "alone").await;
    let owner = account(c, "tide").await;
    let tide = artists::create(c, owner.id, "low_tide", "Low Tide", ArtistKind::Label).await.unwrap();
    for member in [&ode, &okta, &alone] {
        artists::add_to_roster(c, tide.id, member.id).await.unwrap();
    }
    let kelp = named(c, &kelp, "Kelp Street").await;
    let low = published(c, &ode, "Low").await;
    says(c, &low, &["ambient"], "", "").await;
    credit(c, &low, "Kelp Street", "Drums").await;
    let loud = published(c, &kelp, "Loud").await;
    says(c, &loud, &["ambient"], "", "").await;
    published(c, &okta, "Quiet").await;
    published(c, &tide, "Sampler").await;

    let found = discovery::similar_artists(c, ode.id, 10).await.unwrap();
    let read: Vec<(&str, Vec<String>)> = found
        .iter()
        .map(|(artist, reasons)| (artist.handle.as_str(), reasons.iter().map(Reason::of_artists).collect()))
        .collect();
    assert_eq!(
        read,
        [
            ("kelp", vec!["They play together".to_owned(), "Both tagged ambient".to_owned()]),
            ("okta", vec!["Both on Low Tide".to_owned()]),
        ],
        "neither who has nothing out nor the label itself"
    );

    let labels = discovery::labels(c, None, 10).await.unwrap();
    let read: Vec<(&str, i64, i64)> =
        labels.iter().map(|label| (label.artist.handle.as_str(), label.artists, label.releases)).collect();
    assert_eq!(read, [("low_tide", 3, 3)]);
    assert!(discovery::labels(c, Some(tide.id), 10).await.unwrap().is_empty());
    assert_eq!(discovery::labels_named(c, " low TIDE").await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_has_a_followed_tag_comes_into_the_feed_once() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, ode_actor) = artist(c, "ode").await;
    let (kelp, kelp_actor) = artist(c, "kelp").await;
    let low = published(c, &ode, "Low").await;
    says(c, &low, &["ambient"], "", "").await;
    let loud = published(c, &kelp, "Loud").await;
    says(c, &loud, &["loud"], "", "").await;
    let quiet = account(c, "quiet").await;
    tag_follows::set(c, quiet.id, "#Ambient", true).await.unwrap();
    tag_follows::set(c, quiet.id, "ambient ", true).await.unwrap();
    assert_eq!(tag_follows::of(c, quiet.id).await.unwrap().len(), 1);
    assert!(tag_follows::has(c, quiet.id, "AMBIENT").await.unwrap());
    assert!(tag_follows::set(c, quiet.id, " # ", true).await.is_err());
    let entries = feeds::of_tags(c, quiet.id, None, 10).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.tag.as_deref()).collect::<Vec<_>>(), [Some("ambient")]);
    tag_follows::set(c, quiet.id, "ambient", false).await.unwrap();
    assert!(feeds::of_tags(c, quiet.id, None, 10).await.unwrap().is_empty());

    let ann = fan(c, "ann").await;
    let account = ann.account_id.unwrap();
    for tag in ["ambient", "loud"] {
        tag_follows::set(c, account, tag, true).await.unwrap();
    }
    follow(c, &ann, &ode_actor).await;
    let entries = feeds::home(c, ann.id, None, 10).await.unwrap();
    let tags: Vec<Option<&str>> = entries.iter().map(|entry| entry.tag.as_deref()).collect();
    assert_eq!(tags, [Some("loud"), None], "whom one follows comes for their own sake, once");
    model::actor_blocks::add(c, ann.id, kelp_actor.id, model::actor_blocks::BlockKind::Mute).await.unwrap();
    assert_eq!(feeds::home(c, ann.id, None, 10).await.unwrap().len(), 1);
    assert!(feeds::of_tags(c, quiet.id, None, 10).await.unwrap().is_empty(), "others follow for themselves");
}
