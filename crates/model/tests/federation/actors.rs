//! Who is an actor, and under which name.

use diesel_async::AsyncConnection as _;
use model::actor_keys::{self, NewActorKey};
use model::actors::{self, ActorChanges, ActorError, ActorKind, Service};
use model::artists::{self, ArtistChanges, ArtistError, ArtistKind};
use model::ids::ActorId;
use model::{accounts, deliveries, follows};

use super::{Db, account, artist, follows as follow, remote, somebody};

#[tokio::test]
async fn an_artist_is_an_actor_from_its_beginning() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (ode, actor) = artist(&mut c, "ode").await;
    assert_eq!((actor.kind, actor.username.as_str(), actor.name.as_str()), (ActorKind::Person, "ode", "The Ode"));
    assert!(actor.is_local());
    assert_eq!(actor.uri("https://music.example"), format!("https://music.example/ap/actors/{}", actor.id));
    assert_eq!(actor.inbox_of("https://music.example"), format!("https://music.example/ap/actors/{}/inbox", actor.id));
    assert_eq!(actor.handle("music.example"), "ode@music.example");
    let found = actors::public_by_username(&mut c, "ODE").await.unwrap().unwrap();
    assert_eq!(found.id, actor.id);

    let changes = ArtistChanges {
        name: Some("Ode Records".to_owned()),
        kind: Some(ArtistKind::Label),
        ..ArtistChanges::default()
    };
    artists::update(&mut c, ode.id, &changes).await.unwrap();
    let label = actors::find(&mut c, actor.id).await.unwrap().unwrap();
    assert_eq!((label.kind, label.name.as_str()), (ActorKind::Organization, "Ode Records"));
}

#[tokio::test]
async fn artists_and_fans_share_their_names() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    artist(&mut c, "ode").await;
    let ann = account(&mut c, "ann").await;
    assert!(matches!(actors::create_fan(&mut c, ann.id, "Ode", "Ann").await, Err(ActorError::HandleTaken)));
    assert!(matches!(actors::create_fan(&mut c, ann.id, "new_releases", "").await, Err(ActorError::Handle(_))));
    let fan = actors::create_fan(&mut c, ann.id, "Ann", " Ann ").await.unwrap();
    assert_eq!((fan.username.as_str(), fan.name.as_str(), fan.followers_hidden), ("ann", "Ann", true));
    assert!(matches!(actors::create_fan(&mut c, ann.id, "anna", "").await, Err(ActorError::HasHandle)));

    // The caller's transaction survives the refusal, and no artist without an actor is left.
    let bert = account(&mut c, "bert").await;
    let bert = c
        .transaction(async |c| {
            let taken = artists::create(c, bert.id, "ann", "Ann and others", ArtistKind::Band).await;
            assert!(matches!(taken, Err(ArtistError::HandleTaken)), "{taken:?}");
            actors::create_fan(c, bert.id, "bert", "").await
        })
        .await
        .unwrap();
    assert_eq!(bert.shown_name(), "bert");
    assert!(artists::by_handle(&mut c, "ann").await.unwrap().is_none());
    assert!(!artists::suggest_handles(&mut c, "Ann").await.unwrap().contains(&"ann".to_owned()));
}

#[tokio::test]
async fn who_is_suspended_is_no_actor_to_the_outside() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (ode, actor) = artist(&mut c, "ode").await;
    let ann = account(&mut c, "ann").await;
    let fan = actors::create_fan(&mut c, ann.id, "ann", "").await.unwrap();
    let far = remote(&mut c, "far.example", "far").await;
    for follower in [&fan, &far] {
        follow(&mut c, follower, &actor).await;
    }
    assert_eq!(follows::count_followers(&mut c, actor.id).await.unwrap(), 2);

    artists::suspend(&mut c, ode.id, true).await.unwrap();
    accounts::suspend(&mut c, ann.id, true).await.unwrap();
    actors::suspend(&mut c, far.id, true).await.unwrap();
    for (id, name) in [(actor.id, "ode"), (fan.id, "ann")] {
        assert!(actors::public(&mut c, id).await.unwrap().is_none(), "{name}");
        assert!(actors::public_by_username(&mut c, name).await.unwrap().is_none(), "{name}");
        assert!(actors::local_by_username(&mut c, name).await.unwrap().is_some(), "{name}");
    }
    assert!(actors::public(&mut c, far.id).await.unwrap().is_none());
    assert_eq!(follows::count_followers(&mut c, actor.id).await.unwrap(), 0);
    assert!(follows::followers(&mut c, actor.id, None, 10).await.unwrap().is_empty());

    artists::suspend(&mut c, ode.id, false).await.unwrap();
    accounts::suspend(&mut c, ann.id, false).await.unwrap();
    assert!(actors::public_by_username(&mut c, "ode").await.unwrap().is_some());
    assert_eq!(follows::count_followers(&mut c, actor.id).await.unwrap(), 1);
}

#[tokio::test]
async fn of_a_removed_artist_stays_that_it_is_gone() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (ode, actor) = artist(&mut c, "ode").await;
    let far = remote(&mut c, "far.example", "far").await;
    follow(&mut c, &far, &actor).await;
    let delete = super::said::say(&mut c, &actor, "Delete", "https://music.example/ap/actors/ode").await;
    assert_eq!(deliveries::to_followers(&mut c, delete, actor.id, deliveries::Audience::All).await.unwrap(), 1);
    artists::delete(&mut c, ode.id).await.unwrap();

    let gone = actors::find(&mut c, actor.id).await.unwrap().unwrap();
    assert!(gone.deleted_at.is_some() && gone.artist_id.is_none() && gone.name.is_empty());
    assert!(actors::local_by_username(&mut c, "ode").await.unwrap().is_none());
    assert_eq!(follows::count_following(&mut c, far.id).await.unwrap(), 0);
    let due = deliveries::lease(&mut c, 10, 4, &[], "").await.unwrap();
    assert_eq!(due.len(), 1, "its followers hear of it");
    assert!(!actors::mark_deleted(&mut c, actor.id).await.unwrap(), "once");
    let again = account(&mut c, "again").await;
    artists::create(&mut c, again.id, "ode", "Another", ArtistKind::Person).await.unwrap();

    let ann = account(&mut c, "ann").await;
    let fan = actors::create_fan(&mut c, ann.id, "ann", "").await.unwrap();
    accounts::delete(&mut c, ann.id).await.unwrap();
    assert!(actors::find(&mut c, fan.id).await.unwrap().unwrap().deleted_at.is_some());
}

#[tokio::test]
async fn a_remote_actor_is_kept_once_and_as_it_was_fetched_last() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let mut ann = somebody("far.example:8080", "Ann", true);
    ann.url = Some("https://far.example/@Ann".to_owned());
    let first = actors::keep_remote(&mut c, &ann).await.unwrap();
    assert_eq!(first.handle("here.example"), "Ann@far.example:8080");
    assert!(actors::mark_deleted(&mut c, first.id).await.unwrap());
    deliveries::dead_inbox(&mut c, &ann.inbox).await.unwrap();
    assert!(actors::by_handle(&mut c, "far.example:8080", "ann").await.unwrap().is_none());

    ann.url = None;
    ann.name = "Ann Lee".to_owned();
    let second = actors::keep_remote(&mut c, &ann).await.unwrap();
    assert_eq!((second.id, second.name.as_str(), second.url), (first.id, "Ann Lee", None));
    assert!(second.deleted_at.is_none(), "who was fetched is there");
    assert_eq!(actors::by_uri(&mut c, &ann.uri).await.unwrap().unwrap().id, first.id);
    assert_eq!(actors::by_handle(&mut c, "FAR.example:8080", "aNN").await.unwrap().unwrap().id, first.id);
    assert_eq!(actors::many(&mut c, &[first.id, ActorId::new()]).await.unwrap().len(), 1);
    let (_, ode) = artist(&mut c, "ode").await;
    let note = super::said::say(&mut c, &ode, "Create", "https://music.example/1").await;
    assert_eq!(deliveries::to_inboxes(&mut c, note, &[ann.inbox]).await.unwrap(), 1, "its inbox is alive again");
}

#[tokio::test]
async fn a_service_is_made_once() {
    let db = Db::new().await;
    let (mut c, mut d) = (db.connection().await, db.connection().await);
    let (one, other) =
        tokio::join!(actors::service(&mut c, Service::Instance), actors::service(&mut d, Service::Instance));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.id, other.id);
    assert_eq!((one.kind, one.username.as_str()), (ActorKind::Application, "instance"));
    let news = actors::service(&mut c, Service::NewReleases).await.unwrap();
    assert_eq!((news.kind, news.username.as_str()), (ActorKind::Service, "new_releases"));
}

#[tokio::test]
async fn owners_change_what_is_theirs() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let moved = ActorChanges {
        manually_approves: Some(true),
        moved_to: Some(Some("https://far.example/users/ode".to_owned())),
        ..ActorChanges::default()
    };
    let changed = actors::change(&mut c, ode.id, &moved).await.unwrap();
    assert!(changed.manually_approves && changed.discoverable);
    let back = ActorChanges { moved_to: Some(None), ..ActorChanges::default() };
    assert_eq!(actors::change(&mut c, ode.id, &back).await.unwrap().moved_to, None);
    assert!(actors::change(&mut c, ode.id, &ActorChanges::default()).await.unwrap().manually_approves);
    let far = remote(&mut c, "far.example", "far").await;
    assert!(actors::change(&mut c, far.id, &moved).await.is_err(), "a remote actor is not ours to change");
}

#[tokio::test]
async fn the_first_keys_stay_until_they_are_changed() {
    let db = Db::new().await;
    let mut c = db.connection().await;
    let (_, ode) = artist(&mut c, "ode").await;
    let made = |word: &str| NewActorKey {
        actor_id: ode.id,
        rsa_private: word.as_bytes().to_vec(),
        rsa_public_pem: word.to_owned(),
        ed25519_private: word.as_bytes().to_vec(),
        ed25519_multibase: word.to_owned(),
    };
    assert!(actor_keys::current(&mut c, ode.id).await.unwrap().is_none());
    let first = actor_keys::keep(&mut c, &made("first")).await.unwrap();
    let late = actor_keys::keep(&mut c, &made("late")).await.unwrap();
    assert_eq!((late.id, late.rsa_public_pem.as_str()), (first.id, "first"));
    let mut d = db.connection().await;
    let (a, b) = (made("a"), made("b"));
    let (one, other) = tokio::join!(actor_keys::rotate(&mut c, ode.id, &a), actor_keys::rotate(&mut d, ode.id, &b));
    let (one, other) = (one.ok().unwrap(), other.ok().unwrap());
    let current = actor_keys::current(&mut c, ode.id).await.unwrap().unwrap();
    assert_ne!(current.id, first.id);
    assert!(current.id == one.id || current.id == other.id);
}
