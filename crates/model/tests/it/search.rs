//! What can be found, and that every change of it is written down.

use std::collections::BTreeSet;

use diesel_async::RunQueryDsl;
use model::artists::{self, ArtistChanges};
use model::domain_blocks::{self, Severity};
use model::releases::{self, ReleaseChanges};
use model::search::{self, Key, Kind, changes, rebuilds};
use model::{Connection, remote_releases};
use uuid::Uuid;

use crate::remote_releases::album;
use crate::support::{Db, account, artist, block, remote};

async fn run(c: &mut Connection, statement: &str, id: Uuid) {
    let done = diesel::sql_query(statement).bind::<diesel::sql_types::Uuid, _>(id).execute(c).await.unwrap();
    assert!(done > 0, "{statement}");
}

/// What changed since it was asked last.
async fn changed(c: &mut Connection) -> BTreeSet<(&'static str, Uuid)> {
    let waiting = changes::take_changes(c, 1000).await.unwrap();
    changes::forget(c, &waiting.ids).await.unwrap();
    waiting.keys.iter().map(|key| (key.kind.word(), key.id)).collect()
}

async fn document(c: &mut Connection, kind: Kind, id: Uuid) -> Option<search::Document> {
    search::documents(c, &[Key { kind, id }]).await.unwrap().pop()
}

/// A track that plays, as far as search asks.
async fn add_track(c: &mut Connection, release: Uuid, title: &str) -> Uuid {
    let (track, master, encoding) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let uuid = |id: Uuid| format!("'{id}'");
    let statements = [
        format!(
            "INSERT INTO tracks (id, release_id, position, slug, title, filename, state, lyrics_synced)
             VALUES ({}, {}, 1, 'one', '{title}', 'one.wav', 'ready', '[00:01.00]Salt on the sill')",
            uuid(track),
            uuid(release)
        ),
        format!(
            "INSERT INTO masters (id, track_id, artist_id, filename, extension, bytes, sha256, container, codec, lossless,
                sample_rate, channels, bits, frames, duration_ms, tags)
             SELECT {}, {}, artist_id, 'one.wav', 'wav', 4, '', 'wav', 'pcm', true, 44100, 2, 16, 44100, 1000, '{{}}'
             FROM releases WHERE id = {}",
            uuid(master),
            uuid(track),
            uuid(release)
        ),
        format!(
            "INSERT INTO encodings (id, track_id, master_id, frames, sample_rate, priming, waveform, progressive_m4a_bytes,
                progressive_mp3_bytes)
             VALUES ({}, {}, {}, 44100, 44100, 2048, '', 1, 1)",
            uuid(encoding),
            uuid(track),
            uuid(master)
        ),
        format!(
            "UPDATE tracks SET master_id = {}, encoding_id = {} WHERE id = {}",
            uuid(master),
            uuid(encoding),
            uuid(track)
        ),
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(c).await.unwrap();
    }
    track
}

#[tokio::test]
async fn a_release_its_tracks_and_its_artist_are_told_when_one_of_them_changes() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = releases::create(c, ode.id, "Low Water", releases::ReleaseKind::Ep).await.unwrap();
    let track = add_track(c, release.id.0, "Slack").await;
    changed(c).await;
    let all = BTreeSet::from([("artist", ode.id.0), ("release", release.id.0), ("track", track)]);

    assert_eq!(document(c, Kind::Release, release.id.0).await, None, "a draft is nobody's business");
    run(c, "UPDATE releases SET published_at = now(), first_published_at = now() WHERE id = $1", release.id.0).await;
    assert_eq!(changed(c).await, all);
    run(c, "UPDATE releases SET updated_at = now() WHERE id = $1", release.id.0).await;
    run(c, "UPDATE tracks SET progress = 0.5, updated_at = now() WHERE id = $1", track).await;
    assert_eq!(changed(c).await, BTreeSet::new(), "nothing of it is found by");
    let new = ReleaseChanges {
        tags: Some(vec!["drone".to_owned()]),
        genre: Some("Ambient ".to_owned()),
        ..ReleaseChanges::default()
    };
    releases::update(c, release.id, &new).await.unwrap();
    assert_eq!(changed(c).await, all);
    artists::update(c, ode.id, &ArtistChanges { name: Some("Ode Halloran".to_owned()), ..ArtistChanges::default() })
        .await
        .unwrap();
    assert_eq!(changed(c).await, all);
    run(
        c,
        "INSERT INTO credits (id, release_id, track_id, position, name, role)
         SELECT gen_random_uuid(), release_id, id, 1, 'Mara', 'cello' FROM tracks WHERE id = $1",
        track,
    )
    .await;
    assert_eq!(changed(c).await, BTreeSet::from([("release", release.id.0), ("track", track)]));

    let of_track = document(c, Kind::Track, track).await.unwrap();
    assert_eq!((of_track.title.as_str(), of_track.text.as_str()), ("Slack", "Salt on the sill"));
    assert_eq!(of_track.by, ["Ode Halloran", "ode", "Mara"]);
    assert_eq!((of_track.on[0].as_str(), of_track.form.as_str()), ("Low Water", "ep"));
    assert_eq!(of_track.tags, ["drone", "ambient"]);
    let formats: Vec<_> = of_track.formats.iter().map(|format| format.word()).collect();
    assert!(formats.contains(&"flac") && formats.contains(&"mp3-320"), "{formats:?}");
    let of_release = document(c, Kind::Release, release.id.0).await.unwrap();
    assert!(of_release.text.contains("Slack") && of_release.by.contains(&"Mara".to_owned()));
    assert_eq!((of_release.formats, of_release.price.as_deref()), (of_track.formats, Some("free")));
    assert_eq!(document(c, Kind::Artist, ode.id.0).await.unwrap().tags, ["ambient", "drone"]);

    run(c, "DELETE FROM tracks WHERE id = $1", track).await;
    assert!(changed(c).await.contains(&("track", track)));
    assert_eq!(document(c, Kind::Track, track).await, None);
}

#[tokio::test]
async fn what_is_not_for_everybody_is_not_found() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = releases::create(c, ode.id, "Low Water", releases::ReleaseKind::Album).await.unwrap().id.0;
    let track = add_track(c, release, "Slack").await;
    run(c, "UPDATE releases SET published_at = now() WHERE id = $1", release).await;
    assert_eq!(search::count(c).await.unwrap(), 3);
    for (hide, show) in [
        (
            "UPDATE releases SET members_only = true WHERE id = $1",
            "UPDATE releases SET members_only = false WHERE id = $1",
        ),
        (
            "UPDATE releases SET published_at = NULL WHERE id = $1",
            "UPDATE releases SET published_at = now() WHERE id = $1",
        ),
    ] {
        changed(c).await;
        run(c, hide, release).await;
        assert!(changed(c).await.is_superset(&BTreeSet::from([("release", release), ("track", track)])), "{hide}");
        assert!(search::visible(c, Kind::Release, &[release]).await.unwrap().is_empty(), "{hide}");
        assert_eq!(document(c, Kind::Track, track).await, None, "{hide}");
        let tags = document(c, Kind::Artist, ode.id.0).await.unwrap().tags;
        assert!(tags.is_empty(), "{hide}");
        run(c, show, release).await;
    }
    artists::suspend(c, ode.id, true).await.unwrap();
    assert_eq!(search::count(c).await.unwrap(), 0);
    artists::suspend(c, ode.id, false).await.unwrap();
    run(c, "UPDATE tracks SET encoding_id = NULL WHERE id = $1", track).await;
    assert!(search::visible(c, Kind::Track, &[track]).await.unwrap().is_empty(), "it does not play");

    let owner = account(c, "mara").await.id.0;
    for (title, visibility) in [("Mine", "private"), ("For friends", "unlisted"), ("For all", "public")] {
        let insert = "INSERT INTO playlists (id, account_id, title, visibility) VALUES (gen_random_uuid(), $1, $2, $3)";
        diesel::sql_query(insert)
            .bind::<diesel::sql_types::Uuid, _>(owner)
            .bind::<diesel::sql_types::Text, _>(title)
            .bind::<diesel::sql_types::Text, _>(visibility)
            .execute(c)
            .await
            .unwrap();
    }
    let keys = search::all_keys(c, Kind::Playlist, None, 10).await.unwrap();
    let found = search::documents(c, &keys).await.unwrap();
    assert_eq!(found.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["For all"]);
    assert_eq!(found[0].by, ["mara"]);
    changed(c).await;
    run(c, "UPDATE accounts SET suspended_at = now() WHERE id = $1", owner).await;
    assert!(changed(c).await.contains(&("playlist", found[0].key.id)));
    assert!(search::all_keys(c, Kind::Playlist, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_elsewhere_comes_and_goes_with_its_server() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let bob = remote(c, "far.example", "bob").await;
    let kept = remote_releases::keep(c, &album(&bob, "Tide")).await.unwrap();
    let both = BTreeSet::from([("remote_artist", bob.id.0), ("remote_release", kept.id.0)]);
    assert!(changed(c).await.is_superset(&both));
    let release = document(c, Kind::RemoteRelease, kept.id.0).await.unwrap();
    assert_eq!((release.title.as_str(), release.tags.as_slice()), ("Tide", ["ambient".to_owned()].as_slice()));
    assert!(release.text.contains("Part 1") && release.text.contains("By the sea.") && !release.text.contains('<'));
    assert_eq!(document(c, Kind::RemoteArtist, bob.id.0).await.unwrap().title, "BOB");

    block(c, "far.example", Severity::Silence).await;
    assert!(changed(c).await.is_superset(&both));
    assert_eq!(search::count(c).await.unwrap(), 0);
    domain_blocks::remove(c, "far.example").await.unwrap();
    assert!(changed(c).await.is_superset(&both));
    assert_eq!(search::count(c).await.unwrap(), 2);
    remote_releases::mark_deleted(c, kept.id).await.unwrap();
    assert!(changed(c).await.is_superset(&both));
    assert_eq!(search::count(c).await.unwrap(), 0, "nobody is an artist without a release");
}

#[tokio::test]
async fn a_rebuild_is_asked_for_once_and_tells_how_far_it_is() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let id = rebuilds::ask(c).await.unwrap();
    assert_eq!(rebuilds::ask(c).await.unwrap(), id, "one that waits is as good");
    rebuilds::begin(c, id, 40).await.unwrap();
    let later = rebuilds::ask(c).await.unwrap();
    assert!(later > id, "what is asked after the beginning wants another");
    rebuilds::progress(c, id, 25).await.unwrap();
    rebuilds::fail(c, id, "no answer").await.unwrap();
    let waits = rebuilds::find(c, id).await.unwrap().unwrap();
    assert_eq!((waits.done, waits.total, waits.error.as_str(), waits.ended_at), (25, 40, "no answer", None));
    rebuilds::begin(c, later, 41).await.unwrap();
    rebuilds::end(c, later).await.unwrap();
    let done = rebuilds::find(c, id).await.unwrap().unwrap();
    assert!(done.ended_at.is_some() && done.error.is_empty(), "what is made for the newest is made for all");
    assert!(rebuilds::waiting(c).await.unwrap().is_none());
}
