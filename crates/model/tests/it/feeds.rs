//! What comes to somebody who follows others.

use std::collections::HashSet;

use model::actor_blocks::{self, BlockKind};
use model::domain_blocks::Severity;
use model::feeds::{self, Boosted, FeedEntry, FeedItem};
use model::posts::{self, NewRemotePost, Subject, Visibility};
use model::reactions::{self, ReactionKind};
use model::{Connection, remote_releases};

use crate::remote_releases::album;
use crate::support::{Db, artist, block, fan, follow, minutes_ago, published, remote, run, told, write};

fn name(entry: &FeedEntry) -> String {
    let words = |content: &str| content.trim().replace("<p>", "").replace("</p>", "");
    match &entry.item {
        FeedItem::Release(found) => found.1.title.clone(),
        FeedItem::RemoteRelease(found) => found.0.title.clone(),
        FeedItem::Post(found) => words(&found.0.content),
        FeedItem::Boost { by, what } => {
            let what = match what {
                Boosted::Release(found) => found.1.title.clone(),
                Boosted::Track(found) => found.2.title.clone(),
                Boosted::Post(found) => words(&found.0.content),
            };
            format!("{} boosts {what}", by.username)
        }
    }
}

async fn home(c: &mut Connection, actor: model::ids::ActorId) -> Vec<String> {
    feeds::home(c, actor, None, 50).await.unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn everything_of_those_one_follows_comes_newest_first() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (artist_ode, ode) = artist(c, "ode").await;
    let (artist_other, other) = artist(c, "other").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    for followed in [&ode, &bob] {
        follow(c, &ann, followed).await;
    }
    remote_releases::keep(c, &album(&bob, "Tide")).await.unwrap();
    let few = NewRemotePost { visibility: Visibility::Followers, ..told(&bob, "for followers", None) };
    posts::keep_remote(c, &few).await.unwrap();
    let direct = NewRemotePost { visibility: Visibility::Direct, ..told(&bob, "for one", None) };
    posts::keep_remote(c, &direct).await.unwrap();
    let release = published(c, &artist_ode, "Low Water").await;
    let unfollowed = published(c, &artist_other, "Unfollowed").await;
    write(c, &ode, Some(Subject::Release(release.id)), "a comment").await;
    write(c, &ode, None, "a post").await;
    let boosted = write(c, &other, None, "of another").await;
    reactions::add(c, ReactionKind::Boost, bob.id, Subject::Post(boosted.id), None).await.unwrap();
    reactions::add(c, ReactionKind::Boost, ode.id, Subject::Release(unfollowed.id), None).await.unwrap();
    reactions::add(c, ReactionKind::Like, ode.id, Subject::Post(boosted.id), None).await.unwrap();
    let all = ["ode boosts Unfollowed", "bob boosts of another", "a post", "Low Water", "Tide", "for followers"];
    assert_eq!(home(c, ann.id).await, all);

    actor_blocks::add(c, ann.id, other.id, BlockKind::Mute).await.unwrap();
    assert_eq!(home(c, ann.id).await, ["a post", "Low Water", "Tide", "for followers"]);
    block(c, "far.example", Severity::Suspend).await;
    assert_eq!(home(c, ann.id).await, ["a post", "Low Water"]);
    actor_blocks::add(c, ann.id, ode.id, BlockKind::Block).await.unwrap();
    assert!(home(c, ann.id).await.is_empty());
}

#[tokio::test]
async fn pages_neither_repeat_nor_lose_anything() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    follow(c, &ann, &bob).await;
    let at = minutes_ago(3);
    for n in 0..7 {
        // All at one moment, as it is with servers that tell whole seconds.
        let post = NewRemotePost { published_at: at, ..told(&bob, &format!("post {n}"), None) };
        posts::keep_remote(c, &post).await.unwrap();
    }
    remote_releases::keep(c, &album(&bob, "Tide")).await.unwrap();
    run(c, "UPDATE remote_releases SET published_at = (SELECT min(published_at) FROM posts)").await;
    let mut seen = HashSet::new();
    let mut before = None;
    for expected in [3, 3, 2, 0] {
        let page = feeds::home(c, ann.id, before, 3).await.unwrap();
        assert_eq!(page.len(), expected);
        for entry in &page {
            assert!(seen.insert(name(entry)), "{} comes twice", name(entry));
        }
        before = page.last().map(|entry| entry.cursor.to_string().parse().unwrap()).or(before);
    }
    assert_eq!(seen.len(), 8);
}
