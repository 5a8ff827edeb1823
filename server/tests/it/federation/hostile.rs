//! The inbox under attack: whatever is sent, nothing that is not the sender's changes, nobody is asked who should not be, and the
//! answer is never that of a server that failed.

mod addresses;
mod mixes;
mod rebinding;
mod shapes;
mod signatures;

use model::actors::{self, Actor};
use model::follows::{self, Follow, FollowState};

use super::peer::{Peer, Person};
use super::world::{HERE, Larks, World};

/// Mallory of tide.test attacks; Bob of reef.test and the Larks and a fan of music.test mind their own business.
struct Scene {
    world: World,
    larks: Larks,
    mallory: Person,
    bob: Person,
    fan: Actor,
    /// The fan asks to follow Bob.
    to_bob: Follow,
    _tide: Peer,
    _reef: Peer,
}

impl Scene {
    async fn start() -> Self {
        let world = World::start().await;
        let larks = world.larks().await;
        let (tide, reef) = (world.peer("tide.test"), world.peer("reef.test"));
        let (mallory, bob) = (tide.person("mallory"), reef.person("bob"));
        let (by_mallory, by_bob) = (world.know(&mallory).await, world.know(&bob).await);
        let (account, _) = world.app.fan().await;
        let db = &mut *world.app.db().await;
        let fan = actors::create_fan(db, account.id, "fan", "A fan").await.unwrap();
        follows::request(db, fan.id, by_mallory.id, None, FollowState::Requested).await.unwrap();
        let to_bob = follows::request(db, fan.id, by_bob.id, None, FollowState::Requested).await.unwrap();
        for person in [&mallory, &bob] {
            let mut note = person.note("Lovely.", Some(&larks.note));
            note["id"] = format!("{}/notes/1", person.uri).into();
            assert_eq!(world.send(person, &person.say("Create", note)).await, 202);
            let mut like = person.say("Like", larks.note.as_str());
            like["id"] = format!("{}/likes/1", person.uri).into();
            assert_eq!(world.send(person, &like).await, 202);
        }
        assert_eq!(world.count("posts", "uri IS NOT NULL").await, 2);
        assert_eq!(world.count("reactions", "true").await, 2);
        Self { world, larks, mallory, bob, fan, to_bob, _tide: tide, _reef: reef }
    }

    fn fan_uri(&self) -> String {
        self.fan.uri(HERE)
    }
}
