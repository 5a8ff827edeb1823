//! Telling ListenBrainz, or a server that speaks as it does, what its owner heard.

mod listenbrainz;

use diesel_async::RunQueryDsl as _;
use reqwest::StatusCode;

use crate::plays::{listen, song};
use crate::support::TestApp;
use listenbrainz::{ListenBrainz, TOKEN};

const PAGE: &str = "/account/scrobbling";

async fn run(app: &TestApp, sql: &str) {
    diesel::sql_query(sql).execute(&mut *app.db().await).await.unwrap();
}

#[actix_web::test]
async fn a_token_is_shown_to_its_server_before_it_is_kept() {
    let app = TestApp::start().await;
    let there = ListenBrainz::start();
    let (_, fan) = app.fan().await;
    assert_eq!(fan.get(PAGE).await.attribute("#f-address", "value").as_deref(), Some("https://api.listenbrainz.org"));
    let connect =
        async |address: &str, token: &str| fan.submit(PAGE, PAGE, &[("address", address), ("token", token)]).await;
    for (address, token, problem) in [
        (there.url.as_str(), "wrong", "does not know this token"),
        (there.url.as_str(), "", "does not know this token"),
        (there.url.as_str(), "a\r\nHost: evil", "does not know this token"),
        ("http://10.0.0.1", TOKEN, "address cannot be used"),
        ("https://user:pass@lb.example", TOKEN, "address cannot be used"),
        ("ftp://lb.example", TOKEN, "address cannot be used"),
        ("no address at all", TOKEN, "address cannot be used"),
        (app.url.as_str(), TOKEN, "no ListenBrainz API"),
    ] {
        let answer = connect(address, token).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address} {token}");
        assert!(answer.texts(".error").join(" ").contains(problem), "{address}: {:?}", answer.texts(".error"));
        assert!(token.len() < 6 || !answer.text().contains(token), "a token is not written back");
    }
    there.change(|state| state.down = true);
    assert!(connect(&there.url, TOKEN).await.text().contains("does not answer"));
    there.change(|state| state.down = false);
    assert_eq!(connect(&format!("{}/1/", there.url), TOKEN).await.location(), PAGE);
    let page = fan.get(PAGE).await.text();
    assert!(page.contains("annie") && !page.contains(TOKEN));
}

#[actix_web::test]
async fn listens_are_told_and_wait_while_the_server_is_down() {
    let app = TestApp::start().await;
    let there = ListenBrainz::start();
    let (_, track) = song(&app, "ode").await;
    let (account, fan) = app.fan().await;
    listen(&app, &fan, track).await;
    let connected = fan.submit(PAGE, PAGE, &[("address", &there.url), ("token", TOKEN)]).await;
    assert_eq!(connected.status, StatusCode::SEE_OTHER);
    app.run_pending_jobs().await;
    assert!(there.listens().is_empty(), "what was before is not told");

    listen(&app, &fan, track).await;
    app.run_pending_jobs().await;
    let told = there.listens();
    assert_eq!((told.len(), told[0]["track_metadata"]["track_name"].as_str()), (1, Some("Ebb")));
    assert_eq!(told[0]["track_metadata"]["release_name"], "Low Water");
    let address = told[0]["track_metadata"]["additional_info"]["origin_url"].as_str().unwrap().to_owned();
    assert_eq!(address, format!("{}/@ode/low-water/ebb", app.url));
    let playing = there.state.lock().unwrap().told.iter().filter(|body| body["listen_type"] == "playing_now").count();
    assert_eq!(playing, 1);

    there.change(|state| state.down = true);
    for _ in 0..2 {
        listen(&app, &fan, track).await;
        run(&app, "UPDATE scrobbles SET listened_at = listened_at - interval '1000 seconds'").await;
    }
    app.run_pending_jobs().await;
    let page = fan.get(PAGE).await.text();
    assert!(page.contains("does not answer") && page.contains("2 listens"), "{page}");
    there.change(|state| state.down = false);
    run(&app, "UPDATE scrobbles SET next_attempt_at = now()").await;
    run(&app, "UPDATE graphile_worker._private_jobs SET run_at = now()").await;
    app.run_pending_jobs().await;
    let told = there.listens();
    let times: Vec<i64> = told.iter().map(|listen| listen["listened_at"].as_i64().unwrap()).collect();
    assert_eq!(told.len(), 3, "none is lost and none told twice");
    assert!(times.iter().all(|time| times.iter().filter(|other| *other == time).count() == 1), "{times:?}");
    assert!(!fan.get(PAGE).await.text().contains("does not answer"));

    there.change(|state| state.forgetful = true);
    listen(&app, &fan, track).await;
    app.run_pending_jobs().await;
    assert!(fan.get(PAGE).await.text().contains("Connect again with a new one"));
    assert_eq!(fan.submit(PAGE, "/account/scrobbling/deletion", &[]).await.location(), PAGE);
    assert_eq!(model::scrobbles::waiting(&mut *app.db().await, account.id).await.unwrap(), 0);
    assert_eq!(fan.get("/library/history.csv").await.text().lines().count(), 6, "the history is a separate thing");
}
