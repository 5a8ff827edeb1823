//! Whom people here follow elsewhere: the answers they get, where those they follow move, and what these feature.

use serde_json::json;

use super::arriving::{fan, follower_of, scene, takes};
use super::peer::Person;
use super::world::World;

#[actix_web::test]
async fn a_follow_of_ours_begins_and_ends_with_the_answer() {
    let (world, _larks, tide, ann) = scene().await;
    let (fan, known) = (fan(&world).await, world.know(&ann).await);
    let follow = async || {
        let db = &mut *world.app.db().await;
        federation::outbox::follow(db, world.federation(), &fan, &known).await.unwrap();
        world.drain().await;
        tide.got().last().unwrap().body.clone()
    };
    for whole in [true, false] {
        let asked = follow().await;
        assert_eq!((asked["type"].as_str(), asked["object"].as_str()), (Some("Follow"), Some(ann.uri.as_str())));
        let object = if whole { asked.clone() } else { asked["id"].clone() };
        let accept = ann.say("Accept", object.clone());
        assert_eq!(world.send(&ann, &accept).await, 202);
        assert_eq!(world.count("follows", "state = 'accepted'").await, 1);
        takes(&world, &ann, "Reject", object.clone()).await;
        assert_eq!(world.count("follows", "true").await, 0);
        let asked = follow().await;
        takes(&world, &ann, "Accept", asked.clone()).await;
        takes(&world, &ann, "Undo", ann.say("Accept", asked)).await;
        assert_eq!(world.count("follows", "true").await, 0, "an Accept that was taken back");
    }
}

#[actix_web::test]
async fn who_moves_is_followed_if_the_new_one_knows_the_old_one() {
    let (world, _larks, tide, ann) = scene().await;
    let reef = world.peer("reef.test");
    follower_of(&world, &ann).await;
    let stranger = reef.person("stranger");
    takes_move(&world, &ann, &stranger.uri).await;
    assert_eq!(reef.got().len(), 0, "it does not say that it was Ann");
    assert_eq!(world.count("follows", "state = 'accepted'").await, 1);

    let mut new = reef.person("ann");
    new.document["alsoKnownAs"] = json!([ann.uri]);
    reef.says(&new.document);
    takes_move(&world, &ann, &new.uri).await;
    assert_eq!(reef.kinds(), ["Follow"]);
    assert_eq!(world.count("follows", "state = 'requested'").await, 1);
    assert_eq!(world.count("follows", "true").await, 1);
    assert_eq!(world.count("notifications", "kind = 'move'").await, 1);
    drop(tide);
}

async fn takes_move(world: &World, from: &Person, to: &str) {
    let mut activity = from.say("Move", from.uri.as_str());
    activity["target"] = json!(to);
    assert_eq!(world.send(from, &activity).await, 202);
    world.work().await;
    world.drain().await;
}

#[actix_web::test]
async fn what_an_artist_elsewhere_features_is_fetched_with_its_tracks() {
    let (world, _larks, tide, ann) = scene().await;
    follower_of(&world, &ann).await;
    let album = format!("{}/albums/1", ann.uri);
    tide.says(&json!({
        "id": album, "type": "Album", "name": "Tides", "attributedTo": ann.uri, "tracks": format!("{album}/tracks"),
        "attachment": [{"type": "Link", "rel": ["payment"], "href": "http://tide.test/buy"}],
    }));
    tide.says(&json!({
        "id": format!("{album}/tracks"), "type": "OrderedCollection",
        "orderedItems": [{"id": format!("{album}/1"), "type": "Audio", "name": "Ebb", "duration": 61,
            "url": [{"type": "Link", "mediaType": "audio/mpeg", "href": "http://tide.test/ebb.mp3"}]}],
    }));
    tide.wants_signatures();
    let mut add = ann.say("Add", album.as_str());
    add["target"] = json!(format!("{}/featured", ann.uri));
    assert_eq!(world.send(&ann, &add).await, 202);
    world.work().await;
    let found = model::remote_releases::by_uri(&mut *world.app.db().await, &album).await.unwrap().unwrap();
    assert_eq!((found.title.as_str(), found.buy_url.as_deref()), ("Tides", Some("http://tide.test/buy")));
    assert_eq!(found.tracks()[0].audio_url.as_deref(), Some("http://tide.test/ebb.mp3"));
    takes(&world, &ann, "Delete", album.as_str()).await;
    assert_eq!(world.count("remote_releases", "deleted_at IS NULL").await, 0);
}
