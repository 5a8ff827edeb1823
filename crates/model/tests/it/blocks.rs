//! Blocks of domains and of people.

use std::collections::HashSet;

use model::actor_blocks::{self, BlockKind};
use model::domain_blocks::{self, NewDomainBlock, Severity, allows, csv};
use model::follows;

use crate::support::{Db, artist, block, fan, follow, remote};

#[tokio::test]
async fn a_block_holds_for_everything_below_the_domain() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    block(c, "example.com", Severity::Suspend).await;
    block(c, "xn--bcher-kva.example", Severity::Suspend).await;
    block(c, "localhost:8082", Severity::Suspend).await;
    for host in
        ["example.com", "a.b.example.com", "EXAMPLE.com:3000", "a.example.com:3000", "bücher.example", "localhost:8082"]
    {
        assert!(!domain_blocks::allowed(c, host).await.unwrap(), "{host}");
        assert!(domain_blocks::of(c, host).await.unwrap().is_some(), "{host}");
    }
    for host in ["notexample.com", "example.com.org", "com", "example.co", "localhost:8081", "localhost", "x", ""] {
        assert!(domain_blocks::allowed(c, host).await.unwrap(), "{host}");
        assert!(domain_blocks::of(c, host).await.unwrap().is_none(), "{host}");
    }
    let refused = domain_blocks::refused(c, &["a.example.com", "far.example"]).await.unwrap();
    assert_eq!(refused, ["a.example.com"]);
}

#[tokio::test]
async fn the_nearest_block_counts() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    block(c, "example.com", Severity::Suspend).await;
    block(c, "good.example.com", Severity::Noop).await;
    let nearest = domain_blocks::of(c, "a.good.example.com").await.unwrap().unwrap();
    assert_eq!((nearest.domain.as_str(), nearest.severity), ("good.example.com", Severity::Noop));
    assert!(domain_blocks::allowed(c, "a.good.example.com").await.unwrap());
    assert!(domain_blocks::remove(c, "good.example.com").await.unwrap());
    assert!(!domain_blocks::remove(c, "good.example.com").await.unwrap());
    assert!(!domain_blocks::allowed(c, "a.good.example.com").await.unwrap());
}

#[tokio::test]
async fn with_an_allow_list_only_those_on_it_are_spoken_with() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    allows::add(c, "friend.example").await.unwrap();
    allows::add(c, "friend.example").await.unwrap();
    assert!(domain_blocks::allowed(c, "far.example").await.unwrap(), "the list counts only where it is on");
    allows::set_on(c, true).await.unwrap();
    assert!(allows::is_on(c).await.unwrap());
    for (host, allowed) in [("far.example", false), ("Friend.example:3000", true), ("a.friend.example", false)] {
        assert_eq!(domain_blocks::allowed(c, host).await.unwrap(), allowed, "{host}");
    }
    block(c, "friend.example", Severity::Suspend).await;
    assert!(!domain_blocks::allowed(c, "friend.example").await.unwrap(), "a block counts here too");
    assert_eq!(allows::list(c).await.unwrap(), ["friend.example"]);
    assert!(allows::remove(c, "friend.example").await.unwrap());
}

#[tokio::test]
async fn what_was_exported_is_imported() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    block(c, "bad.example", Severity::Silence).await;
    crate::support::run(c, "UPDATE domain_blocks SET private_comment = 'ask Ann'").await;
    let text = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n\
                bad.example,suspend,true,false,Spam,false\nbad.example,noop,true,false,Spam,false\nb?d,suspend,,,,\n";
    let blocks = csv::read(text);
    assert_eq!((blocks.good.len(), blocks.bad.len()), (2, 1));
    assert_eq!(domain_blocks::import(c, &blocks.good).await.unwrap(), 2);
    let stands = domain_blocks::list(c).await.unwrap();
    assert_eq!(stands.len(), 1);
    assert_eq!((stands[0].severity, stands[0].reject_media), (Severity::Noop, true), "the last row stands");
    assert_eq!(stands[0].private_comment, "ask Ann");
    assert_eq!(csv::read(&csv::write(&stands).unwrap()).good[0].public_comment, "Spam");
}

#[tokio::test]
async fn a_block_ends_follows_and_hides_both_a_mute_only_one() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "bob").await);
    follow(c, &bob, &ode).await;
    follow(c, &ode, &bob).await;
    follow(c, &ann, &ode).await;
    assert!(actor_blocks::add(c, ode.id, bob.id, BlockKind::Block).await.unwrap());
    assert!(!actor_blocks::add(c, ode.id, bob.id, BlockKind::Block).await.unwrap());
    assert!(!actor_blocks::add(c, ode.id, ode.id, BlockKind::Block).await.unwrap());
    assert!(actor_blocks::add(c, ode.id, ann.id, BlockKind::Mute).await.unwrap());
    assert_eq!(follows::count_followers(c, ode.id).await.unwrap(), 1, "who is muted follows on");
    assert_eq!(follows::count_following(c, ode.id).await.unwrap(), 0);
    assert!(actor_blocks::has(c, ode.id, bob.id, BlockKind::Block).await.unwrap());
    assert!(!actor_blocks::has(c, bob.id, ode.id, BlockKind::Block).await.unwrap());
    assert_eq!(actor_blocks::hidden_for(c, ode.id).await.unwrap(), HashSet::from([ann.id, bob.id]));
    assert_eq!(actor_blocks::hidden_for(c, bob.id).await.unwrap(), HashSet::from([ode.id]));
    assert_eq!(actor_blocks::hidden_for(c, ann.id).await.unwrap(), HashSet::new());
    let muted = actor_blocks::list(c, ode.id, BlockKind::Mute).await.unwrap();
    assert_eq!(muted.iter().map(|actor| actor.id).collect::<Vec<_>>(), [ann.id]);
    assert!(actor_blocks::remove(c, ode.id, ann.id, BlockKind::Mute).await.unwrap());
    assert!(!actor_blocks::remove(c, ode.id, ann.id, BlockKind::Mute).await.unwrap());
}

#[tokio::test]
async fn a_suspension_ends_follows_but_below_a_gentler_block() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (_, ode) = artist(c, "ode").await;
    let (bad, good) = (remote(c, "a.bad.example:8443", "ann").await, remote(c, "good.bad.example", "bea").await);
    let near = remote(c, "notbad.example", "cat").await;
    for other in [&bad, &good, &near] {
        follow(c, other, &ode).await;
    }
    follow(c, &ode, &bad).await;
    block(c, "good.bad.example", Severity::Silence).await;
    let suspension = csv::read("bad.example,suspend\n").good;
    let severed = domain_blocks::effects::impose_all(c, &suspension).await.unwrap();
    assert_eq!((severed.follows, severed.deliveries), (2, 0));
    for (other, stays) in [(&bad, false), (&good, true), (&near, true)] {
        let follow = follows::between(c, other.id, ode.id).await.unwrap();
        assert_eq!(follow.is_some(), stays, "{:?}", other.host);
    }
    let silence = NewDomainBlock { severity: Severity::Silence, ..suspension[0].clone() };
    let severed = domain_blocks::effects::impose(c, &silence).await.unwrap();
    assert_eq!(severed, domain_blocks::effects::Severed::default());
    assert!(domain_blocks::allowed(c, "a.bad.example").await.unwrap());
}
