//! What somebody hears of.

use model::actor_blocks::{self, BlockKind};
use model::domain_blocks::Severity;
use model::notifications::{self, NotificationKind};
use model::posts::{self, NewRemotePost, Subject, Visibility};

use crate::support::{Db, artist, block, fan, follow, remote, told};

#[tokio::test]
async fn each_thing_is_heard_once_until_it_is_read() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let bob = remote(c, "far.example", "bob").await;
    let direct = NewRemotePost { visibility: Visibility::Direct, mentions: vec![ode.id], ..told(&bob, "1", None) };
    let post = posts::keep_remote(c, &direct).await.unwrap();
    let about = Some(Subject::Post(post.id));
    assert!(notifications::notify(c, ode.id, NotificationKind::Mention, bob.id, about).await.unwrap());
    assert!(!notifications::notify(c, ode.id, NotificationKind::Mention, bob.id, about).await.unwrap());
    assert!(notifications::notify(c, ode.id, NotificationKind::Follow, bob.id, None).await.unwrap());
    assert!(!notifications::notify(c, ode.id, NotificationKind::Follow, bob.id, None).await.unwrap());
    assert_eq!(notifications::unread(c, ode.id).await.unwrap(), 2);

    let heard = notifications::of_actor(c, ode.id, None, 10).await.unwrap();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].0.kind, NotificationKind::Follow);
    assert_eq!((heard[1].1.id, heard[1].2.as_ref().map(|post| post.id)), (bob.id, Some(post.id)), "a direct one too");
    let older = notifications::of_actor(c, ode.id, Some(heard[0].0.id), 10).await.unwrap();
    assert_eq!(older.iter().map(|(heard, ..)| heard.kind).collect::<Vec<_>>(), [NotificationKind::Mention]);

    notifications::mark_read(c, ode.id).await.unwrap();
    assert_eq!(notifications::unread(c, ode.id).await.unwrap(), 0);
    notifications::withdraw_follow(c, ode.id, bob.id).await.unwrap();
    posts::mark_deleted(c, post.id).await.unwrap();
    assert!(notifications::of_actor(c, ode.id, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_hears_of_those_they_do_not_want_to() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    let (bad, loud) = (remote(c, "a.bad.example", "bad").await, remote(c, "loud.example", "loud").await);
    actor_blocks::add(c, ode.id, ann.id, BlockKind::Mute).await.unwrap();
    block(c, "bad.example", Severity::Suspend).await;
    block(c, "loud.example", Severity::Silence).await;
    for (to, from) in [(&ode, &ode), (&ode, &ann), (&ode, &bad), (&ode, &loud), (&bob, &ode)] {
        assert!(!notifications::notify(c, to.id, NotificationKind::Follow, from.id, None).await.unwrap());
    }
    follow(c, &ode, &loud).await;
    assert!(
        notifications::notify(c, ode.id, NotificationKind::Follow, loud.id, None).await.unwrap(),
        "ode follows them"
    );
}
