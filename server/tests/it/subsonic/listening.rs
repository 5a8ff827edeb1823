//! What is heard: it counts by the server's clock, and goes into one's own history.

use chrono::{Duration, Utc};
use diesel_async::RunQueryDsl;
use model::history::{self, Filter};
use model::ids::AccountId;
use model::plays;

use super::Client;
use super::catalogue_of::Place;

async fn history(place: &Place, account: AccountId) -> Vec<(String, String)> {
    let filter = Filter { words: String::new(), before: None, limit: 100 };
    let entries = history::of_account(&mut *place.app.db().await, account, &filter).await.unwrap();
    entries.into_iter().map(|entry| (entry.track.title, entry.source.word().to_owned())).collect()
}

/// Lets the listens that go on begin so many seconds earlier.
async fn earlier(place: &Place, seconds: i64) {
    let sql = format!("UPDATE plays SET started_at = started_at - interval '{seconds} seconds'");
    diesel::sql_query(sql).execute(&mut *place.app.db().await).await.unwrap();
}

#[actix_web::test]
async fn a_song_that_was_heard_counts_once() {
    let place = Place::make().await;
    let account = place.app.account("listener", false).await;
    let client = Client::of(&place.app, &account).await;
    let song = &*place.song;
    client.get("scrobble", &[("id", song), ("submission", "false")]).await;
    let playing = client.get("getNowPlaying", &[]).await;
    assert_eq!(playing["nowPlaying"]["entry"][0]["title"], "Slack Water");
    let other = place.client.get("getNowPlaying", &[]).await;
    assert_eq!(other["nowPlaying"]["entry"], serde_json::json!([]), "what others play is theirs");
    earlier(&place, 40).await;
    client.get("scrobble", &[("id", song)]).await;
    let track = song.trim_start_matches("tr-").parse().unwrap();
    let sql = "SELECT count(*) FROM plays WHERE counted_at IS NOT NULL AND source = 'subsonic'";
    let counted: i64 = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("({sql})")))
        .get_result(&mut *place.app.db().await)
        .await
        .unwrap();
    assert_eq!(counted, 1);
    assert_eq!(history(&place, account.id).await, [("Slack Water".to_owned(), "subsonic".to_owned())]);
    client.get("scrobble", &[("id", song)]).await;
    let of = plays::of_tracks(&mut *place.app.db().await, &[track]).await.unwrap();
    assert!(of.values().sum::<i64>() <= 1, "again at once: {of:?}");
    let shown = client.get("getSong", &[("id", song)]).await;
    assert!(shown["song"]["playCount"].as_i64().unwrap() >= 1);
    assert!(shown["song"]["played"].is_string());
    let recent = client.get("getAlbumList2", &[("type", "recent")]).await;
    assert_eq!(recent["albumList2"]["album"][0]["name"], "Low & <Water>");
}

#[actix_web::test]
async fn what_an_app_heard_offline_is_remembered_and_not_counted() {
    let place = Place::make().await;
    let account = place.app.account("listener", false).await;
    let client = Client::of(&place.app, &account).await;
    let then = (Utc::now() - Duration::days(2)).timestamp_millis().to_string();
    for _ in 0..2 {
        let both = [("id", &*place.song), ("id", &*place.second), ("time", &*then), ("time", &*then)];
        client.get("scrobble", &both).await;
    }
    assert_eq!(history(&place, account.id).await.len(), 2, "told twice, written once");
    let later = (Utc::now() + Duration::days(3650)).timestamp_millis().to_string();
    assert_eq!(client.refused("scrobble", &[("id", &place.song), ("time", &later)]).await, 0);
    assert_eq!(client.refused("scrobble", &[("id", &place.song), ("time", "soon")]).await, 0);
    assert_eq!(client.refused("scrobble", &[]).await, 10);
}

#[actix_web::test]
async fn playback_that_is_reported_counts_as_the_clock_has_it() {
    let place = Place::make().await;
    let account = place.app.account("listener", false).await;
    let client = Client::of(&place.app, &account).await;
    let report = async |position: &str, state: &str| {
        let all = [("mediaId", &*place.song), ("mediaType", "song"), ("positionMs", position), ("state", state)];
        client.get("reportPlayback", &all).await;
    };
    report("0", "starting").await;
    report("59000", "playing").await;
    assert!(history(&place, account.id).await.is_empty(), "a jump to the end is not heard");
    earlier(&place, 45).await;
    report("59000", "stopped").await;
    assert_eq!(history(&place, account.id).await.len(), 1);
    let all = [("mediaId", &*place.song), ("mediaType", "song"), ("positionMs", "0"), ("state", "dancing")];
    assert_eq!(client.refused("reportPlayback", &all).await, 0);
}
