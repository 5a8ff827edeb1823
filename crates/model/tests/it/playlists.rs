//! Playlists: who may do what, and that nobody's edit is lost.

use model::Connection;
use model::ids::{PlaylistEntryId, TrackId};
use model::playlists::{self, Access, Playlist, PlaylistError, Visibility, Words};
use model::releases::Release;
use model::tracks;

use crate::support::{Db, account, artist, published, run};

fn words(title: &str, visibility: Visibility) -> Words {
    Words { title: title.to_owned(), about: String::new(), visibility }
}

/// Tracks of a release, without files.
async fn tracks_of(c: &mut Connection, release: &Release, count: usize) -> Vec<TrackId> {
    let mut ids = Vec::new();
    for n in 1..=count {
        let id = TrackId::new();
        run(
            c,
            &format!(
                "INSERT INTO tracks (id, release_id, position, slug, title, filename, state)
                 VALUES ('{id}', '{}', {n}, 'track-{n}', 'Track {n}', 'track.wav', 'ready')",
                release.id
            ),
        )
        .await;
        assert!(tracks::find(c, id).await.unwrap().is_some());
        ids.push(id);
    }
    ids
}

async fn order(c: &mut Connection, playlist: &Playlist) -> Vec<TrackId> {
    let entries = playlists::entries(c, playlist.id).await.unwrap();
    let positions: Vec<i32> = entries.iter().map(|entry| entry.position).collect();
    assert_eq!(positions, (1..).take(entries.len()).collect::<Vec<i32>>(), "without gaps");
    entries.into_iter().map(|entry| entry.track_id).collect()
}

async fn ids(c: &mut Connection, playlist: &Playlist) -> Vec<PlaylistEntryId> {
    playlists::entries(c, playlist.id).await.unwrap().into_iter().map(|entry| entry.id).collect()
}

#[tokio::test]
async fn entries_are_added_moved_removed_and_replaced() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let mara = account(c, "mara").await;
    let release = published(c, &ode, "Low Water").await;
    let t = tracks_of(c, &release, 4).await;
    let list = playlists::create(c, mara.id, &words("Tide", Visibility::Private)).await.unwrap();

    playlists::add(c, list.id, mara.id, &[t[0], t[1], t[0]], None).await.unwrap();
    assert_eq!(order(c, &list).await, [t[0], t[1], t[0]], "one may stand there twice");
    let e = ids(c, &list).await;
    let (changed, added) = playlists::add(c, list.id, mara.id, &[t[2], t[3]], Some(e[0])).await.unwrap();
    assert_eq!((changed.version, added.len(), added[0].position), (2, 2, 2));
    assert_eq!(order(c, &list).await, [t[0], t[2], t[3], t[1], t[0]]);
    playlists::move_entry(c, list.id, e[2], None).await.unwrap();
    assert_eq!(ids(c, &list).await[0], e[2]);
    assert_eq!(playlists::move_entry(c, list.id, e[2], None).await.unwrap().version, 3, "nothing changed");

    playlists::remove(c, list.id, &[e[0], e[2]]).await.unwrap();
    assert_eq!(order(c, &list).await, [t[2], t[3], t[1]]);
    let gone = playlists::move_entry(c, list.id, e[0], None).await.unwrap_err();
    assert!(matches!(gone, PlaylistError::EntryGone), "{gone}");
    let again = playlists::remove(c, list.id, &[e[0]]).await.unwrap();
    assert_eq!(again.version, 4, "it was removed already");
    playlists::add(c, list.id, mara.id, &[t[0]], Some(e[0])).await.unwrap();
    assert_eq!(order(c, &list).await.last(), Some(&t[0]), "behind one that is gone: at the end");

    let kept = ids(c, &list).await;
    playlists::replace(c, list.id, mara.id, &[t[1], t[1], t[2]]).await.unwrap();
    assert_eq!(order(c, &list).await, [t[1], t[1], t[2]]);
    let now = ids(c, &list).await;
    assert_eq!((now[0], now[2]), (kept[2], kept[0]), "whose track stays keeps its id");
    playlists::replace(c, list.id, mara.id, &[]).await.unwrap();
    assert!(order(c, &list).await.is_empty());
}

#[tokio::test]
async fn two_who_edit_at_once_lose_nothing() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (mara, ben) = (account(c, "mara").await, account(c, "ben").await);
    let release = published(c, &ode, "Low Water").await;
    let t = tracks_of(c, &release, 3).await;
    let list = playlists::create(c, mara.id, &words("Tide", Visibility::Private)).await.unwrap();
    playlists::add(c, list.id, mara.id, &t, None).await.unwrap();
    let start = ids(c, &list).await;
    let (by_mara, by_ben) = (&mut db.connection().await, &mut db.connection().await);
    let adding = async |c: &mut Connection, who, track: TrackId| {
        for _ in 0..20 {
            playlists::add(c, list.id, who, &[track], None).await.unwrap();
        }
    };
    let moving = async |c: &mut Connection| {
        for n in 0..20 {
            let behind = if n % 2 == 0 { None } else { Some(start[1]) };
            playlists::move_entry(c, list.id, start[2], behind).await.unwrap();
        }
        playlists::remove(c, list.id, &[start[0]]).await.unwrap();
    };
    let third = &mut db.connection().await;
    tokio::join!(adding(by_mara, mara.id, t[0]), adding(by_ben, ben.id, t[1]), moving(third));
    let all = order(c, &list).await;
    assert_eq!(all.len(), 42, "three and forty, less the one that was removed");
    let count = |track| all.iter().filter(|id| **id == track).count();
    assert_eq!((count(t[0]), count(t[1]), count(t[2])), (20, 21, 1));
    let end = playlists::find(c, list.id, Some(mara.id), None).await.unwrap().unwrap().0;
    assert!(end.version >= 42, "{}", end.version);
}

#[tokio::test]
async fn who_may_read_edit_and_own_it() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (mara, ben) = (account(c, "mara").await, account(c, "ben").await);
    let list = playlists::create(c, mara.id, &words("Tide", Visibility::Private)).await.unwrap();
    let access = async |c: &mut Connection, who, key: Option<&str>| {
        playlists::find(c, list.id, who, key).await.unwrap().map(|(_, access)| access)
    };
    assert_eq!(access(c, Some(mara.id), None).await, Some(Access::Owns));
    assert_eq!((access(c, Some(ben.id), None).await, access(c, None, None).await), (None, None));
    let refused = playlists::join(c, list.id, ben.id, "guessed").await.unwrap_err();
    assert!(matches!(refused, PlaylistError::Gone));

    let key = playlists::set_invitation(c, list.id, true).await.unwrap().invite_key.unwrap();
    assert_eq!(access(c, None, Some(&key)).await, Some(Access::Reads));
    assert_eq!(access(c, None, Some("")).await, None);
    playlists::join(c, list.id, ben.id, &key).await.unwrap();
    playlists::join(c, list.id, mara.id, &key).await.unwrap();
    assert_eq!(access(c, Some(ben.id), None).await, Some(Access::Edits));
    assert_eq!(access(c, Some(mara.id), None).await, Some(Access::Owns), "her own link does not make her less");
    assert_eq!(playlists::of_account(c, ben.id).await.unwrap()[0].1, Access::Edits);
    assert_eq!(playlists::collaborators(c, list.id).await.unwrap()[0].name, "ben");

    let changed = playlists::remove_collaborator(c, list.id, ben.id, true).await.unwrap();
    assert_eq!(access(c, Some(ben.id), Some(&key)).await, None, "the link he came by leads nowhere");
    assert_ne!(changed.invite_key.as_deref(), Some(key.as_str()));
    let taken = playlists::set_invitation(c, list.id, false).await.unwrap();
    assert_eq!(taken.invite_key, None);

    for (visibility, reads) in [(Visibility::Unlisted, true), (Visibility::Public, true), (Visibility::Private, false)]
    {
        playlists::update(c, list.id, &words("Tide", visibility)).await.unwrap();
        assert_eq!(access(c, None, None).await.is_some(), reads, "{visibility}");
        let listed = playlists::public_of(c, mara.id, None, 5).await.unwrap();
        assert_eq!(listed.len(), usize::from(visibility == Visibility::Public));
    }
    playlists::update(c, list.id, &words("Tide", Visibility::Public)).await.unwrap();
    run(c, &format!("UPDATE accounts SET suspended_at = now() WHERE id = '{}'", mara.id)).await;
    assert_eq!(access(c, None, None).await, None, "whoever is shut out shows nothing");
    run(c, &format!("DELETE FROM accounts WHERE id = '{}'", mara.id)).await;
    assert_eq!(access(c, Some(mara.id), None).await, None, "it goes with its owner");
}

#[tokio::test]
async fn hidden_tracks_come_in_and_out_for_nobody_else() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let owner = model::members::of_artist(c, ode.id).await.unwrap()[0].0.id;
    let mara = account(c, "mara").await;
    let (out, draft) = (published(c, &ode, "Out").await, published(c, &ode, "Draft").await);
    let (seen, hidden) = (tracks_of(c, &out, 1).await[0], tracks_of(c, &draft, 1).await[0]);
    run(c, &format!("UPDATE releases SET published_at = NULL WHERE id = '{}'", draft.id)).await;
    let list = playlists::create(c, owner, &words("Both", Visibility::Public)).await.unwrap();
    playlists::add(c, list.id, owner, &[seen, hidden], None).await.unwrap();
    let of = async |c: &mut Connection, who| {
        let listed = playlists::entries_for(c, list.id, who).await.unwrap();
        listed.into_iter().map(|one| one.track.id).collect::<Vec<_>>()
    };
    assert_eq!(of(c, Some(owner)).await, [seen, hidden]);
    assert_eq!((of(c, Some(mara.id)).await, of(c, None).await), (vec![seen], vec![seen]));
    let summary = playlists::summaries(c, &[list.id]).await.unwrap().remove(&list.id).unwrap();
    assert_eq!((summary.tracks, summary.owner.as_str()), (1, "ode"));

    let own = playlists::create(c, mara.id, &words("Hers", Visibility::Private)).await.unwrap();
    for tracks in [vec![hidden], vec![seen, hidden], vec![TrackId::new()]] {
        let refused = playlists::add(c, own.id, mara.id, &tracks, None).await.unwrap_err();
        assert!(matches!(refused, PlaylistError::TrackGone), "{refused}");
        assert!(playlists::replace(c, own.id, mara.id, &tracks).await.is_err());
    }
    assert_eq!(playlists::count(c, own.id).await.unwrap(), 0);
    let many = vec![seen; playlists::MOST_ENTRIES + 1];
    assert!(matches!(playlists::add(c, own.id, mara.id, &many, None).await, Err(PlaylistError::Full)));
    assert!(matches!(playlists::replace(c, own.id, mara.id, &many).await, Err(PlaylistError::Full)));
    playlists::add(c, own.id, mara.id, &many[1..], None).await.unwrap();
    assert_eq!(playlists::part_for(c, own.id, Some(mara.id), (4_990, 100)).await.unwrap().len(), 11);
}
