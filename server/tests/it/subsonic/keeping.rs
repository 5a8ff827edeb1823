//! What somebody keeps: stars, playlists, the queue, bookmarks, shares. It is the same as on the pages.

use reqwest::StatusCode;
use serde_json::json;

use super::Client;
use super::catalogue_of::Place;

#[actix_web::test]
async fn stars_are_favourites() {
    let place = Place::make().await;
    let client = &place.client;
    client.get("star", &[("id", &place.song), ("albumId", &place.album), ("artistId", &place.artist)]).await;
    client.get("star", &[("id", &place.song)]).await;
    for (method, list) in [("getStarred", "starred"), ("getStarred2", "starred2")] {
        let shown = client.get(method, &[]).await;
        for kind in ["artist", "album", "song"] {
            assert_eq!(shown[list][kind].as_array().unwrap().len(), 1, "{shown}");
        }
    }
    let song = client.get("getSong", &[("id", &place.song)]).await;
    assert!(song["song"]["starred"].is_string());
    client.get("unstar", &[("id", &place.song), ("albumId", &place.album), ("artistId", &place.artist)]).await;
    let shown = client.get("getStarred2", &[]).await;
    assert_eq!(shown["starred2"], json!({ "artist": [], "album": [], "song": [] }));
    assert_eq!(client.refused("star", &[]).await, 10);
    client.get("setRating", &[("id", &place.song), ("rating", "5")]).await;
    assert_eq!(client.get("getSong", &[("id", &place.song)]).await["song"]["userRating"], 5);
    client.get("setRating", &[("id", &place.song), ("rating", "0")]).await;
    assert!(client.get("getSong", &[("id", &place.song)]).await["song"].get("userRating").is_none());
    assert_eq!(client.refused("setRating", &[("id", &place.song), ("rating", "6")]).await, 0);
}

#[actix_web::test]
async fn playlists_are_made_changed_and_theirs_alone() {
    let place = Place::make().await;
    let client = &place.client;
    let (one, two) = (&*place.song, &*place.second);
    let made =
        client.get("createPlaylist", &[("name", "Tides"), ("songId", one), ("songId", two), ("songId", one)]).await;
    let id = made["playlist"]["id"].as_str().unwrap().to_owned();
    assert_eq!((&made["playlist"]["songCount"], &made["playlist"]["public"]), (&3.into(), &false.into()));
    client
        .get(
            "updatePlaylist",
            &[
                ("playlistId", &id),
                ("name", "High tides"),
                ("comment", "of spring"),
                ("public", "true"),
                ("songIndexToRemove", "0"),
                ("songIndexToRemove", "9"),
                ("songIdToAdd", two),
            ],
        )
        .await;
    let shown = client.get("getPlaylist", &[("id", &id)]).await;
    let titles: Vec<_> = shown["playlist"]["entry"].as_array().unwrap().iter().map(|one| &one["title"]).collect();
    assert_eq!(titles, ["Salt Hands", "Slack Water", "Salt Hands"]);
    assert_eq!(
        (&shown["playlist"]["name"], &shown["playlist"]["comment"]),
        (&"High tides".into(), &"of spring".into())
    );
    assert_eq!(shown["playlist"]["public"], true);
    let listed = client.get("getPlaylists", &[]).await;
    assert_eq!(listed["playlists"]["playlist"].as_array().unwrap().len(), 1);
    let page = place.app.visitor().get(&format!("/playlists/{}", id.trim_start_matches("pl-"))).await;
    assert_eq!(page.status, StatusCode::OK, "public: it has a page");

    let other = Client::of(&place.app, &place.app.account("other", false).await).await;
    other.get("getPlaylist", &[("id", &id)]).await;
    assert_eq!(other.refused("updatePlaylist", &[("playlistId", &id), ("name", "Mine")]).await, 50);
    assert_eq!(other.refused("deletePlaylist", &[("id", &id)]).await, 50);
    client.get("updatePlaylist", &[("playlistId", &id), ("public", "false")]).await;
    assert_eq!(other.refused("getPlaylist", &[("id", &id)]).await, 70);
    client.get("createPlaylist", &[("playlistId", &id), ("songId", one)]).await;
    assert_eq!(client.get("getPlaylist", &[("id", &id)]).await["playlist"]["songCount"], 1);
    client.get("deletePlaylist", &[("id", &id)]).await;
    assert_eq!(client.refused("getPlaylist", &[("id", &id)]).await, 70);
}

#[actix_web::test]
async fn the_queue_goes_on_elsewhere() {
    let place = Place::make().await;
    let client = &place.client;
    let (one, two) = (&*place.song, &*place.second);
    assert_eq!(client.get("getPlayQueueByIndex", &[]).await["playQueueByIndex"]["entry"], json!([]));
    let songs = [("id", one), ("id", two), ("id", one)];
    client.get("savePlayQueue", &[&songs[..], &[("current", two), ("position", "4200")]].concat()).await;
    let queue = client.get("getPlayQueue", &[]).await;
    assert_eq!((&queue["playQueue"]["current"], &queue["playQueue"]["position"]), (&two.into(), &4200.into()));
    assert_eq!(queue["playQueue"]["changedBy"], "tests");
    client.get("savePlayQueueByIndex", &[&songs[..], &[("currentIndex", "2"), ("position", "7")]].concat()).await;
    let queue = client.get("getPlayQueueByIndex", &[]).await;
    assert_eq!(queue["playQueueByIndex"]["currentIndex"], 2, "the same song twice: {queue}");
    assert_eq!(queue["playQueueByIndex"]["entry"].as_array().unwrap().len(), 3);
    assert_eq!(client.refused("savePlayQueueByIndex", &songs).await, 10);
    let behind = [&songs[..], &[("currentIndex", "3")]].concat();
    assert_eq!(client.refused("savePlayQueueByIndex", &behind).await, 0);
    client.get("savePlayQueue", &[]).await;
    assert_eq!(client.get("getPlayQueue", &[]).await["playQueue"]["entry"], json!([]), "emptied");
}

#[actix_web::test]
async fn bookmarks_and_shares_come_and_go() {
    let place = Place::make().await;
    let client = &place.client;
    client.get("createBookmark", &[("id", &place.song), ("position", "1"), ("comment", "a")]).await;
    client.get("createBookmark", &[("id", &place.song), ("position", "30500"), ("comment", "the bridge")]).await;
    let all = client.get("getBookmarks", &[]).await;
    let all = all["bookmarks"]["bookmark"].as_array().unwrap();
    assert_eq!((all.len(), &all[0]["position"], &all[0]["comment"]), (1, &30_500.into(), &"the bridge".into()));
    client.get("deleteBookmark", &[("id", &place.song)]).await;
    assert_eq!(client.get("getBookmarks", &[]).await["bookmarks"]["bookmark"], json!([]));

    let made = client.get("createShare", &[("id", &place.album), ("description", "Listen")]).await;
    let share = &made["shares"]["share"][0];
    assert_eq!(share["entry"].as_array().unwrap().len(), 2);
    let path = share["url"].as_str().unwrap().trim_start_matches(&place.app.url).to_owned();
    assert_eq!(place.app.visitor().get(&path).await.status, StatusCode::OK);
    let id = share["id"].as_str().unwrap();
    client.get("updateShare", &[("id", id), ("description", "Do listen")]).await;
    assert_eq!(client.get("getShares", &[]).await["shares"]["share"][0]["description"], "Do listen");
    client.get("deleteShare", &[("id", id)]).await;
    assert_eq!(client.get("getShares", &[]).await["shares"]["share"], json!([]));
    assert_eq!(place.app.visitor().get(&path).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_share_ends_when_the_app_said() {
    let place = Place::make().await;
    let client = &place.client;
    let in_days = |days: i64| (chrono::Utc::now() + chrono::Duration::days(days)).timestamp_millis().to_string();
    let until = in_days(2);
    let made = client.get("createShare", &[("id", &place.album), ("expires", &until)]).await;
    let share = &made["shares"]["share"][0];
    let said: chrono::DateTime<chrono::Utc> = share["expires"].as_str().unwrap().parse().unwrap();
    assert_eq!(said.timestamp_millis() / 1000, until.parse::<i64>().unwrap() / 1000);
    let (id, path) = (share["id"].as_str().unwrap(), share["url"].as_str().unwrap().trim_start_matches(&place.app.url));
    let seen = async || place.app.visitor().get(path).await.status;
    assert_eq!(seen().await, StatusCode::OK);
    let sql = format!("UPDATE playlists SET shared_until = now() WHERE id = '{}'", id.trim_start_matches("pl-"));
    diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), &mut *place.app.db().await).await.unwrap();
    assert_eq!(seen().await, StatusCode::NOT_FOUND, "it is over");
    for list in ["feed.rss", "playlist.m3u"] {
        assert_eq!(place.app.visitor().get(&format!("{path}/{list}")).await.status, StatusCode::NOT_FOUND, "{list}");
    }
    assert_eq!(client.get("getShares", &[]).await["shares"]["share"].as_array().unwrap().len(), 1, "its owner sees it");
    client.get("updateShare", &[("id", id), ("expires", "0")]).await;
    assert_eq!(seen().await, StatusCode::OK, "for ever");
    for wrong in [in_days(-1).as_str(), "soon", "9223372036854775807"] {
        assert_eq!(client.refused("createShare", &[("id", &place.album), ("expires", wrong)]).await, 0, "{wrong}");
    }
    assert_eq!(client.get("getShares", &[]).await["shares"]["share"].as_array().unwrap().len(), 1, "none was made");
}
