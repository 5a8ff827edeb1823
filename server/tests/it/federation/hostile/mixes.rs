//! Every mix of whose things an activity names: the sender's own, those of somebody elsewhere, and ours.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Scene;
use crate::federation::peer::EVERYBODY;
use crate::federation::world::HERE;

const KINDS: [&str; 8] = ["Create", "Update", "Delete", "Announce", "Like", "Undo", "Accept", "Move"];
const PLACES: [Place; 3] = [Place::Own, Place::Other, Place::Ours];

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Own,
    Other,
    Ours,
}

/// One mix.
#[derive(Debug, Clone, Copy)]
struct Mix {
    kind: &'static str,
    id: Place,
    actor: Place,
    /// `attributedTo` of the object, or the `actor` of one that is an activity.
    owner: Place,
    object: Place,
    url: Place,
}

impl Place {
    fn pick<T>(self, own: T, other: T, ours: T) -> T {
        match self {
            Self::Own => own,
            Self::Other => other,
            Self::Ours => ours,
        }
    }
}

impl Mix {
    fn all(kind: &'static str) -> Vec<Self> {
        let mut all = Vec::new();
        for id in PLACES {
            for actor in PLACES {
                for owner in PLACES {
                    for object in PLACES {
                        all.extend(PLACES.map(|url| Self { kind, id, actor, owner, object, url }));
                    }
                }
            }
        }
        all
    }

    /// Whether Mallory may do so: to what is hers, or in her own name to what everybody may react to.
    fn is_allowed(self) -> bool {
        use Place::{Other, Ours, Own};
        let is_hers = self.id == Own && self.actor == Own;
        is_hers
            && match self.kind {
                "Create" | "Update" => self.owner == Own && self.object == Own,
                "Delete" | "Move" => self.object == Own,
                "Announce" => true,
                "Like" => self.object == Ours,
                "Undo" => self.owner == Own,
                "Accept" => matches!(self.object, Own | Other) && self.owner == Ours && self.url == Own,
                other => panic!("{other}"),
            }
    }

    fn activity(self, scene: &Scene) -> Value {
        let (mallory, bob, larks) = (scene.mallory.uri.as_str(), scene.bob.uri.as_str(), scene.larks.uri.as_str());
        let anything = Uuid::now_v7();
        let id = |place: Place, path: &str| {
            place.pick(format!("{mallory}/{path}"), format!("{bob}/{path}"), format!("{HERE}/ap/activities/{anything}"))
        };
        let person = |place: Place| place.pick(mallory, bob, larks);
        let note =
            |place: Place| id(place, "notes/1").replace(&format!("{HERE}/ap/activities/{anything}"), &scene.larks.note);
        let (owner, url) = (person(self.owner), note(self.url));
        let words = json!({
            "type": "Note", "id": note(self.object), "attributedTo": owner, "url": url, "to": [EVERYBODY],
            "content": "<p>forged</p>", "inReplyTo": scene.larks.note, "updated": chrono::Utc::now().to_rfc3339(),
        });
        let object = match self.kind {
            "Create" => {
                let mut words = words;
                if self.object == Place::Own {
                    words["id"] = json!(format!("{mallory}/notes/{anything}"));
                }
                words
            }
            "Update" | "Announce" | "Like" => words,
            "Delete" => json!({"type": "Tombstone", "id": note(self.object), "attributedTo": owner, "url": url}),
            "Undo" => json!({"type": "Like", "id": id(self.object, "likes/1"), "actor": owner, "object": url}),
            "Accept" => {
                let to_bob = format!("{HERE}{}", urls::ap::follow(scene.to_bob.id.0));
                let (own, other) = (format!("{mallory}/follows/1"), format!("{bob}/follows/1"));
                let fan = scene.fan_uri();
                json!({
                    "type": "Follow", "id": self.object.pick(own, other, to_bob),
                    "actor": self.owner.pick(mallory, bob, fan.as_str()), "object": person(self.url),
                })
            }
            _ => json!(person(self.object)),
        };
        json!({
            "@context": "https://www.w3.org/ns/activitystreams", "type": self.kind,
            "id": id(self.id, &format!("activities/{anything}")), "actor": person(self.actor), "object": object,
            "target": person(self.url), "to": [EVERYBODY],
        })
    }
}

#[actix_web::test]
async fn nobody_speaks_for_others() {
    let scene = Scene::start().await;
    let before = scene.world.prints().await;
    let mut sent = 0;
    for kind in KINDS {
        for mix in Mix::all(kind).into_iter().filter(|mix| !mix.is_allowed()) {
            let status = scene.world.send(&scene.mallory, &mix.activity(&scene)).await;
            assert!(status < 500, "{status} to {mix:?}");
            sent += 1;
        }
        assert_eq!(scene.world.prints().await, before, "some {kind} of the {sent} so far was taken");
    }
    assert!(sent > 1_800, "only {sent} were sent");
    assert_eq!(scene.world.names.asked_at_all(), 0, "everybody is known: nobody is to be asked");

    // What she may do does something, or the above would say little.
    for kind in ["Create", "Update", "Announce", "Undo", "Accept", "Delete"] {
        let before = scene.world.prints().await;
        let mix = Mix::all(kind).into_iter().find(|mix| mix.is_allowed() && mix.url != Place::Other).unwrap();
        let status = scene.world.send(&scene.mallory, &mix.activity(&scene)).await;
        assert_eq!(status, 202, "{mix:?}");
        if kind != "Undo" {
            assert_ne!(scene.world.prints().await, before, "{mix:?}");
        }
    }
    let bobs = "uri = 'http://reef.test/users/bob/notes/1' AND deleted_at IS NULL AND content = '<p>Lovely.</p>'";
    assert_eq!(scene.world.count("posts", bobs).await, 1);
}

#[actix_web::test]
async fn neighbours_on_one_host_do_not_touch_what_is_each_others() {
    let scene = Scene::start().await;
    let (mallory, world) = (&scene.mallory, &scene.world);
    let neighbour = scene._tide.person("nora");
    let known = world.know(&neighbour).await;
    let db = &mut *world.app.db().await;
    model::follows::request(db, scene.fan.id, known.id, None, model::follows::FollowState::Accepted).await.unwrap();
    let album = json!({
        "type": "Album", "id": format!("{}/albums/1", neighbour.uri), "name": "Hers", "attributedTo": neighbour.uri,
        "to": [EVERYBODY],
    });
    assert_eq!(world.send(&neighbour, &neighbour.say("Create", album)).await, 202);
    let note = neighbour.note("Mine.", Some(&scene.larks.note));
    assert_eq!(world.send(&neighbour, &neighbour.say("Create", note.clone())).await, 202);
    let by_mallory = world.know(mallory).await;
    follow_accepted(&scene, by_mallory.id).await;

    let track = json!({
        "type": "Audio", "id": format!("{}/tracks/1", mallory.uri), "name": "Not hers", "attributedTo": mallory.uri,
        "album": format!("{}/albums/1", neighbour.uri), "to": [EVERYBODY],
    });
    let mut changed = note.clone();
    changed["attributedTo"] = json!(mallory.uri);
    changed["content"] = json!("<p>forged</p>");
    changed["updated"] = json!(chrono::Utc::now().to_rfc3339());
    let tampering = [
        mallory.say("Create", track.clone()),
        mallory.say("Update", track),
        mallory.say("Create", changed.clone()),
        mallory.say("Update", changed),
        mallory.say("Delete", note["id"].as_str().unwrap()),
        mallory.say("Delete", neighbour.uri.as_str()),
        mallory.say("Update", neighbour.document.clone()),
        mallory.say("Move", neighbour.uri.as_str()),
    ];
    let before = world.prints().await;
    for activity in tampering {
        assert!(world.send(mallory, &activity).await < 500);
        assert_eq!(world.prints().await, before, "{activity}");
    }
}

async fn follow_accepted(scene: &Scene, whom: model::ids::ActorId) {
    let db = &mut *scene.world.app.db().await;
    model::follows::accept(db, scene.fan.id, whom).await.unwrap();
}
