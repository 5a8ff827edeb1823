//! Comments below a release, as different people see them.

use model::actor_blocks::{self, BlockKind};
use model::domain_blocks::Severity;
use model::ids::ActorId;
use model::posts::{self, Comment, NewRemotePost, Subject, Visibility};
use model::reactions::{self, ReactionKind};
use model::{Connection, actors, artists};

use crate::support::{Db, artist, block, fan, follow, published, remote, told, write};

/// Who says what how deep.
fn lines(comments: &[Comment]) -> Vec<(usize, &str)> {
    let words = |comment: &Comment| (comment.depth, comment.is_gone);
    comments
        .iter()
        .map(|comment| match words(comment) {
            (depth, true) => (depth, "gone"),
            (depth, false) => (depth, comment.post.content.trim().trim_start_matches("<p>").trim_end_matches("</p>")),
        })
        .collect()
}

async fn seen(c: &mut Connection, release: model::ids::ReleaseId, viewer: Option<ActorId>) -> Vec<Comment> {
    posts::comments_of_release(c, release, viewer).await.unwrap()
}

#[tokio::test]
async fn comments_are_a_tree_with_authors_and_likes() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, actor) = artist(c, "ode").await;
    let ann = fan(c, "ann").await;
    let release = published(c, &ode, "Low Water").await;
    let on = Some(Subject::Release(release.id));
    let one = write(c, &ann, on, "one").await;
    write(c, &ann, on, "two").await;
    let answer = write(c, &actor, Some(Subject::Post(one.id)), "thanks").await;
    reactions::add(c, ReactionKind::Like, ann.id, Subject::Post(answer.id), None).await.unwrap();
    let comments = seen(c, release.id, None).await;
    assert_eq!(lines(&comments), [(0, "one"), (1, "thanks"), (0, "two")]);
    assert_eq!((comments[1].author.id, comments[1].likes, comments[0].likes), (actor.id, 1, 0));
    let below = posts::comments_of_post(c, one.id, None).await.unwrap();
    assert_eq!(lines(&below), [(0, "thanks")]);
}

#[tokio::test]
async fn a_deleted_one_keeps_its_place_while_it_has_answers() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    let release = published(c, &ode, "Low Water").await;
    let on = Some(Subject::Release(release.id));
    let one = write(c, &ann, on, "one").await;
    let two = write(c, &ann, on, "two").await;
    let told_by_bob = posts::keep_remote(c, &told(&bob, "answer", Some(Subject::Post(one.id)))).await.unwrap();
    for post in [&one, &two] {
        posts::mark_deleted(c, post.id).await.unwrap();
    }
    let comments = seen(c, release.id, None).await;
    assert_eq!(lines(&comments), [(0, "gone"), (1, "answer")]);
    assert!(comments[0].post.content.is_empty());
    write(c, &ann, Some(Subject::Post(told_by_bob.id)), "yes").await;
    actors::mark_deleted(c, bob.id).await.unwrap();
    assert_eq!(lines(&seen(c, release.id, None).await), [(0, "gone"), (1, "gone"), (2, "yes")]);
}

#[tokio::test]
async fn what_is_hidden_suspended_or_for_a_few_is_left_out() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (other, other_actor) = artist(c, "other").await;
    let release = published(c, &ode, "Low Water").await;
    let on = Some(Subject::Release(release.id));
    let ann = fan(c, "ann").await;
    let hidden = write(c, &ann, on, "hidden").await;
    write(c, &ann, Some(Subject::Post(hidden.id)), "below it").await;
    write(c, &ann, on, "shown").await;
    write(c, &other_actor, on, "suspended artist").await;
    let mut bad = Vec::new();
    for host in ["bad.example", "a.bad.example", "notbad.example", "bad.example:3000"] {
        bad.push(remote(c, host, "bob").await);
        posts::keep_remote(c, &told(bad.last().unwrap(), host, on)).await.unwrap();
    }
    let few = NewRemotePost { visibility: Visibility::Followers, ..told(&bad[2], "few", on) };
    posts::keep_remote(c, &few).await.unwrap();
    assert_eq!(seen(c, release.id, None).await.len(), 8);

    posts::hide(c, hidden.id).await.unwrap();
    artists::suspend(c, other.id, true).await.unwrap();
    block(c, "bad.example", Severity::Suspend).await;
    assert_eq!(lines(&seen(c, release.id, None).await), [(0, "notbad.example"), (0, "shown")]);
    actors::suspend(c, bad[2].id, true).await.unwrap();
    assert_eq!(lines(&seen(c, release.id, None).await), [(0, "shown")]);
}

#[tokio::test]
async fn a_viewer_does_not_see_whom_they_block_or_mute_or_who_is_silenced() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let release = published(c, &ode, "Low Water").await;
    let on = Some(Subject::Release(release.id));
    let (ann, bob, cy, di) = (fan(c, "ann").await, fan(c, "bob").await, fan(c, "cy").await, fan(c, "di").await);
    for (who, words) in [(&ann, "ann"), (&bob, "bob"), (&cy, "cy")] {
        write(c, who, on, words).await;
    }
    actor_blocks::add(c, di.id, ann.id, BlockKind::Mute).await.unwrap();
    actor_blocks::add(c, di.id, bob.id, BlockKind::Block).await.unwrap();
    assert_eq!(lines(&seen(c, release.id, Some(di.id)).await), [(0, "cy")]);
    assert_eq!(seen(c, release.id, Some(ann.id)).await.len(), 3, "a mute is not noticed");
    write(c, &di, on, "di").await;
    assert_eq!(
        lines(&seen(c, release.id, Some(bob.id)).await),
        [(0, "ann"), (0, "bob"), (0, "cy")],
        "a block goes both ways"
    );

    let loud = remote(c, "loud.example", "loud").await;
    posts::keep_remote(c, &told(&loud, "loud", on)).await.unwrap();
    block(c, "loud.example", Severity::Silence).await;
    follow(c, &cy, &loud).await;
    assert_eq!(seen(c, release.id, None).await.len(), 4);
    assert_eq!(seen(c, release.id, Some(cy.id)).await.len(), 5, "who follows them sees them");
}
