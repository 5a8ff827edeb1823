//! Writing, changing and deleting posts, and what other servers tell of theirs.

use chrono::{Duration, Utc};
use model::artists;
use model::ids::ReleaseId;
use model::posts::{self, NewPost, PostChanges, PostError, Subject, Visibility, mentions};

use crate::support::{Db, artist, fan, follow, minutes_ago, published, remote, told, write};

#[tokio::test]
async fn the_source_is_kept_and_html_made_from_it() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let post = write(c, &ode, None, "  *New* songs <script>x</script>\r\nsoon ").await;
    assert_eq!(post.source, "*New* songs <script>x</script>\nsoon");
    assert!(post.content.contains("<em>New</em>") && !post.content.contains("script"), "{}", post.content);
    let changes = PostChanges { source: "**Now**", summary: "", sensitive: false, language: Some("en"), mentions: &[] };
    let changed = posts::update(c, post.id, &changes).await.unwrap();
    assert!(changed.content.contains("<strong>Now</strong>") && changed.updated_at.is_some());

    for (words, refused) in [(" \n".to_owned(), "Empty"), ("x".repeat(posts::MOST_CHARS + 1), "TooLong")] {
        let error = posts::create_local(c, &NewPost::public(ode.id, None, &words)).await.unwrap_err();
        assert_eq!(format!("{error:?}"), refused);
    }
}

#[tokio::test]
async fn an_answer_to_a_comment_is_a_comment_on_the_same_thing() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    let release = published(c, &ode, "Low Water").await;
    let first = write(c, &ann, Some(Subject::Release(release.id)), "Fine.").await;
    let second = posts::keep_remote(c, &told(&bob, "1", Some(Subject::Post(first.id)))).await.unwrap();
    let third = write(c, &ann, Some(Subject::Post(second.id)), "Is it not?").await;
    assert_eq!((third.release_id, third.parent_id), (Some(release.id), Some(second.id)));
    assert_eq!(posts::thread_subject(&third), Some(Subject::Release(release.id)));
    assert_eq!(third.subject(), Some(Subject::Post(second.id)));
    let direct = posts::replies(c, Subject::Release(release.id), 10).await.unwrap();
    assert_eq!(direct.iter().map(|post| post.id).collect::<Vec<_>>(), [first.id]);
    assert_eq!(posts::count_replies(c, Subject::Post(first.id)).await.unwrap(), 1);
}

#[tokio::test]
async fn what_cannot_be_seen_cannot_be_answered() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let ann = fan(c, "ann").await;
    let draft = model::releases::create(c, ode.id, "Draft", model::releases::ReleaseKind::Ep).await.unwrap();
    let release = published(c, &ode, "Low Water").await;
    let comment = write(c, &ann, Some(Subject::Release(release.id)), "Fine.").await;
    posts::hide(c, comment.id).await.unwrap();
    for subject in [Subject::Release(draft.id), Subject::Release(ReleaseId::new()), Subject::Post(comment.id)] {
        let answer = posts::create_local(c, &NewPost::public(ann.id, Some(subject), "And?")).await;
        assert!(matches!(answer, Err(PostError::SubjectGone)), "{subject:?}");
    }
    posts::unhide(c, comment.id).await.unwrap();
    write(c, &ann, Some(Subject::Post(comment.id)), "And?").await;
    artists::suspend(c, ode.id, true).await.unwrap();
    let answer = posts::create_local(c, &NewPost::public(ann.id, Some(Subject::Post(comment.id)), "And?")).await;
    assert!(matches!(answer, Err(PostError::SubjectGone)));
}

#[tokio::test]
async fn a_remote_post_is_kept_once_and_only_its_author_changes_it() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (bob, eve) = (remote(c, "far.example", "bob").await, remote(c, "far.example", "eve").await);
    let new = told(&bob, "1", None);
    let post = posts::keep_remote(c, &new).await.unwrap();
    let edit = |content: &str, at| model::posts::NewRemotePost {
        content: content.to_owned(),
        updated_at: Some(at),
        ..told(&bob, "1", None)
    };
    let newer = posts::keep_remote(c, &edit("newer", minutes_ago(2))).await.unwrap();
    assert_eq!((newer.id, newer.content.as_str()), (post.id, "newer"));
    let late = posts::keep_remote(c, &edit("older", minutes_ago(5))).await.unwrap();
    assert_eq!(late.content, "newer", "an older edit that comes late");
    let forged = model::posts::NewRemotePost { actor: eve.id, ..edit("forged", Utc::now()) };
    assert_eq!(posts::keep_remote(c, &forged).await.unwrap().content, "newer");
    assert!(posts::mark_deleted(c, post.id).await.unwrap());
    let again = posts::keep_remote(c, &edit("again", Utc::now())).await.unwrap();
    assert!(again.deleted_at.is_some() && again.content.is_empty());
    assert!(!posts::mark_deleted(c, post.id).await.unwrap());

    let early = model::posts::NewRemotePost { published_at: Utc::now() + Duration::days(9), ..told(&bob, "2", None) };
    assert!(posts::keep_remote(c, &early).await.unwrap().published_at <= Utc::now());
}

#[tokio::test]
async fn a_deleted_post_says_nothing_more() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let ann = fan(c, "ann").await;
    let new = NewPost { mentions: &[ann.id], ..NewPost::public(ode.id, None, "@ann thanks") };
    let post = posts::create_local(c, &new).await.unwrap();
    assert_eq!(mentions::of_post(c, post.id).await.unwrap().len(), 1);
    posts::mark_deleted(c, post.id).await.unwrap();
    let gone = posts::find(c, post.id).await.unwrap().unwrap();
    assert_eq!((gone.source.as_str(), gone.content.as_str()), ("", ""));
    assert!(mentions::of_post(c, post.id).await.unwrap().is_empty());
    let changes = PostChanges { source: "back", summary: "", sensitive: false, language: None, mentions: &[] };
    assert!(matches!(posts::update(c, post.id, &changes).await, Err(PostError::Fixed)));
}

#[tokio::test]
async fn only_those_it_is_for_may_see_a_post() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let (ann, bob, cy) = (fan(c, "ann").await, fan(c, "bob").await, fan(c, "cy").await);
    follow(c, &ann, &ode).await;
    for (visibility, sees) in [
        (Visibility::Public, [true, true, true, true, true]),
        (Visibility::Unlisted, [true, true, true, true, true]),
        (Visibility::Followers, [true, true, true, false, false]),
        (Visibility::Direct, [true, false, true, false, false]),
    ] {
        let new = NewPost { visibility, mentions: &[bob.id], ..NewPost::public(ode.id, None, "words") };
        let post = posts::create_local(c, &new).await.unwrap();
        let viewers = [Some(ode.id), Some(ann.id), Some(bob.id), Some(cy.id), None];
        for (viewer, sees) in viewers.into_iter().zip(sees) {
            assert_eq!(posts::may_see(c, &post, viewer).await.unwrap(), sees, "{visibility} {viewer:?}");
        }
    }
    let shown = posts::of_actor(c, ode.id, None, 10).await.unwrap();
    assert_eq!(
        shown.iter().map(|post| post.visibility).collect::<Vec<_>>(),
        [Visibility::Unlisted, Visibility::Public]
    );
    let older = posts::of_actor(c, ode.id, Some(shown[0].id), 10).await.unwrap();
    assert_eq!(older.iter().map(|post| post.id).collect::<Vec<_>>(), [shown[1].id]);
}
