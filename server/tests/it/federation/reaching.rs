//! Where what we send goes, and what it is signed with.

use chrono::Utc;
use federation::keys::PublicKey;
use federation::signatures::{Claim, Incoming};
use federation::{Federation, own_keys};
use model::domain_blocks::{self, NewDomainBlock, Severity};
use serde_json::json;

use super::arriving::{scene, takes};
use super::peer::Got;
use super::world::{HERE, World};

#[actix_web::test]
async fn an_inbox_may_be_on_another_host_that_is_spoken_to() {
    let (world, larks, tide, mut ann) = scene().await;
    let mail = world.peer("mail.test");
    ann.document["inbox"] = json!("http://mail.test/ann/inbox");
    ann.document["endpoints"]["sharedInbox"] = json!("http://mail.test/shared");
    tide.says(&ann.document);
    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    world.drain().await;
    assert_eq!(mail.kinds(), ["Accept"]);
    assert_eq!(mail.got()[0].path, "/ann/inbox");
    assert_eq!(tide.got().len(), 0);
    world.work().await;
    world.drain().await;
    assert_eq!(mail.got().last().unwrap().path, "/shared", "what everybody gets");

    let block = NewDomainBlock {
        domain: "mail.test".to_owned(),
        severity: Severity::Suspend,
        reject_media: false,
        reject_reports: false,
        public_comment: String::new(),
        private_comment: String::new(),
        obfuscate: false,
    };
    domain_blocks::put(&mut *world.app.db().await, &block).await.unwrap();
    let before = mail.got().len();
    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    world.drain().await;
    assert_eq!(mail.got().len(), before, "the instance does not speak to the inbox's host");
}

/// Whether a delivery is signed by the key of this PEM.
fn is_signed_by(got: &Got, pem: &str) -> bool {
    let headers: Vec<_> = got.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let incoming = Incoming {
        method: "POST",
        target: &got.path,
        host: "tide.test",
        scheme: "http",
        headers: &headers,
        body: Some(&got.bytes),
    };
    Claim::read(&incoming, Utc::now()).unwrap().verify(&PublicKey::from_pem(pem).unwrap()).is_ok()
}

/// The keys of an actor that another process than the one that sends makes anew.
async fn rotate(world: &World, actor: model::ids::ActorId) -> String {
    let elsewhere = Federation::new(world.app.pool().clone(), HERE, world.federation().client.clone());
    own_keys::rotate(&elsewhere, actor).await.unwrap().rsa_public_pem
}

#[actix_web::test]
async fn what_waits_is_signed_with_the_key_that_stands_when_it_is_sent() {
    let (world, larks, tide, ann) = scene().await;
    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    world.drain().await;
    let old = own_keys::of(world.federation(), larks.actor.id).await.unwrap().rsa_public_pem;
    assert!(is_signed_by(&tide.got()[0], &old));
    takes(&world, &ann, "Follow", larks.uri.as_str()).await;
    let new = rotate(&world, larks.actor.id).await;
    assert_eq!(world.drain().await, 1);
    let sent = tide.got().pop().unwrap();
    assert!(is_signed_by(&sent, &new) && !is_signed_by(&sent, &old));
}
