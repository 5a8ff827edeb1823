//! A fan's own history: seen, searched, taken along, brought along, paused and erased.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};

use crate::plays::{listen, song};
use crate::support::{Browser, TestApp};

const PAGE: &str = "/library/history";

#[actix_web::test]
async fn it_is_its_owners_to_see_pause_and_erase() {
    let app = TestApp::start().await;
    let (_, track) = song(&app, "ode").await;
    let (_, fan) = app.fan().await;
    let empty = fan.get(PAGE).await;
    assert_eq!((empty.status, empty.texts("h1")), (StatusCode::OK, vec!["History".to_owned()]));
    assert_eq!(empty.attribute(".empty a", "href").as_deref(), Some("/discover"));
    listen(&app, &fan, track).await;
    let heard = fan.get(PAGE).await;
    assert_eq!(heard.attribute("td a", "href").as_deref(), Some("/@ode/low-water/ebb"));
    assert!(fan.get("/library/history?q=ebb+low").await.text().contains("/@ode/low-water/ebb"));
    assert!(fan.get("/library/history?q=nothing").await.text().contains("Nothing found"));
    for odd in ["?before=x", "?q=%00%25_%5C", "?before=0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "?q=(.*)%E2%80%8F"] {
        assert_eq!(fan.get(&format!("{PAGE}{odd}")).await.status, StatusCode::OK, "{odd}");
    }
    let csv = fan.get("/library/history.csv").await;
    assert_eq!(csv.content_type(), "text/csv; charset=utf-8");
    assert!(csv.text().starts_with("played_at,track,artist,release,source,url\r\n") && csv.text().contains(",Ebb,"));
    assert_eq!(csv.text().lines().count(), 2);

    let paused = fan.submit(PAGE, "/library/history/pause", &[("paused", "true")]).await;
    assert_eq!(paused.location(), PAGE);
    assert!(fan.get(PAGE).await.text().contains("Your history is paused"));
    let (_, _, stranger) = app.artist("other").await;
    assert!(!stranger.get(PAGE).await.text().contains("ebb"));
    let erase = heard.attribute("td.acts form", "action").unwrap();
    assert_eq!(stranger.submit(PAGE, &erase, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(fan.submit(PAGE, &erase, &[]).await.location(), PAGE);
    assert!(fan.get(PAGE).await.text().contains("Nothing heard yet"));
    assert_eq!(fan.submit(PAGE, "/library/history/deletion", &[]).await.location(), PAGE);
    assert_eq!(app.visitor().get(PAGE).await.status, StatusCode::SEE_OTHER);
}

async fn import(fan: &Browser, text: String) -> String {
    let form = Form::new().text("csrf", fan.csrf(PAGE).await).part("file", Part::text(text).file_name("a.json"));
    let answer = fan.send(fan.request(Method::POST, "/library/history/import").multipart(form)).await;
    assert_eq!((answer.status, answer.location().as_str()), (StatusCode::SEE_OTHER, PAGE));
    fan.get(PAGE).await.texts(".notices, .notice").join(" ")
}

#[actix_web::test]
async fn what_is_brought_along_is_what_can_have_been() {
    let app = TestApp::start().await;
    let (_, track) = song(&app, "ode").await;
    let (_, fan) = app.fan().await;
    listen(&app, &fan, track).await;
    let mine = fan.get("/library/history.json").await.text();
    let artist =
        serde_json::from_str::<serde_json::Value>(mine.trim()).unwrap()["track_metadata"]["artist_name"].clone();
    let listen = |at: i64, title: &str| {
        serde_json::json!({ "listened_at": at, "track_metadata": { "artist_name": artist, "track_name": title } })
            .to_string()
    };
    let ten_years_ahead = chrono::Utc::now().timestamp() + 315_360_000;
    let told = [listen(1_700_000_000, "EBB"), listen(ten_years_ahead, "Ebb"), listen(1_700_000_000, "Other"), mine];
    let said = import(&fan, told.join("\n")).await;
    assert!(said.contains("1 listen is new") && said.contains("1 were in it already"), "{said}");
    assert!(said.contains("1 are of music that is not here") && said.contains("1 have a date"), "{said}");
    assert_eq!(fan.get("/library/history.csv").await.text().lines().count(), 3);
    assert!(import(&fan, "<html>".to_owned()).await.contains("That is no history"));
}
