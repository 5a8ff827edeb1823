//! Likes and boosts.

use model::actors;
use model::notifications::{self, NotificationKind};
use model::posts::Subject;
use model::reactions::{self, Counts, ReactionKind};

use crate::support::{Db, artist, fan, published, remote, write};

#[tokio::test]
async fn each_counts_once_and_can_be_taken_back() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, actor) = artist(c, "ode").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    let release = Subject::Release(published(c, &ode, "Low Water").await.id);
    let like = "https://far.example/likes/1";
    assert!(reactions::add(c, ReactionKind::Like, bob.id, release, Some(like)).await.unwrap());
    assert!(
        !reactions::add(c, ReactionKind::Like, bob.id, release, Some("https://far.example/likes/2")).await.unwrap()
    );
    assert!(reactions::add(c, ReactionKind::Like, ann.id, release, None).await.unwrap());
    assert!(reactions::add(c, ReactionKind::Boost, ann.id, release, None).await.unwrap());
    notifications::notify(c, actor.id, NotificationKind::Like, bob.id, Some(release)).await.unwrap();
    assert_eq!(reactions::count(c, release).await.unwrap(), Counts { likes: 2, boosts: 1 });
    let likers = reactions::list(c, ReactionKind::Like, release, 10).await.unwrap();
    assert_eq!(likers.iter().map(|(_, who)| who.id).collect::<Vec<_>>(), [ann.id, bob.id]);

    assert!(reactions::remove_by_uri(c, ann.id, like).await.unwrap().is_none(), "it is not hers");
    assert!(reactions::remove_by_uri(c, bob.id, like).await.unwrap().is_some());
    assert!(!reactions::has(c, ReactionKind::Like, bob.id, release).await.unwrap());
    assert_eq!(notifications::unread(c, actor.id).await.unwrap(), 0, "nobody hears of it any more");
    let removed = reactions::remove(c, ReactionKind::Boost, ann.id, release).await.unwrap().unwrap();
    assert_eq!(removed.subject(), Some(release));
    assert!(reactions::remove(c, ReactionKind::Boost, ann.id, release).await.unwrap().is_none());
    assert_eq!(reactions::count(c, release).await.unwrap(), Counts { likes: 1, boosts: 0 });
}

#[tokio::test]
async fn many_posts_are_counted_in_one_query() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    let (one, two) = (write(c, &ode, None, "one").await, write(c, &ode, None, "two").await);
    for who in [&ann, &bob] {
        reactions::add(c, ReactionKind::Like, who.id, Subject::Post(one.id), None).await.unwrap();
    }
    actors::suspend(c, bob.id, true).await.unwrap();
    let counts = reactions::counts_of_posts(c, &[one.id, two.id]).await.unwrap();
    assert_eq!(counts.get(&one.id), Some(&Counts { likes: 1, boosts: 0 }));
    assert_eq!(counts.get(&two.id), None);
}
