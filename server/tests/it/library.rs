//! What somebody keeps and owns: the buttons, the pages of the library, and that nobody else sees any of it.

use model::api_tokens::Scope;
use model::code_batches::{self, NewBatch};
use model::entitlements::granting;
use model::{download_codes, tracks};
use reqwest::{Method, StatusCode};

use crate::catalogue::{self, File};
use crate::support::TestApp;

#[actix_web::test]
async fn a_heart_keeps_a_track_a_release_and_an_artist() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Ebb", "Flood"])).await;
    let (_, fan) = app.fan().await;
    for (page, empty) in [
        ("/library", "No favourite tracks yet"),
        ("/library/releases", "No favourite releases yet"),
        ("/library/artists", "No favourite artists yet"),
        ("/library/playlists", "No playlists yet"),
        ("/library/collection", "Nothing here yet"),
    ] {
        assert_eq!(fan.get(page).await.texts(".empty h2"), [empty], "{page}");
        let visitor = app.visitor().get(page).await;
        assert_eq!((visitor.status, visitor.location().starts_with("/sign-in")), (StatusCode::SEE_OTHER, true));
    }

    let page = format!("/@ode/{}", release.slug);
    let shown = fan.get(&page).await;
    assert_eq!(shown.attribute(".hero [data-keep] button", "aria-pressed").unwrap(), "false");
    assert_eq!(shown.attribute(".hero [data-keep] button", "aria-label").unwrap(), "Favourite: Low Water");
    let about = shown.attribute(".hero [name=about]", "value").unwrap();
    let kept = fan.submit(&page, "/favourites", &[("about", &about), ("on", "true"), ("back", &page)]).await;
    assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, page.clone()));
    assert_eq!(fan.get(&page).await.attribute(".hero [data-keep] button", "aria-pressed").unwrap(), "true");
    assert_eq!(fan.get("/library/releases").await.texts(".rel b"), ["Low Water"]);

    let track = tracks::of_release(&mut *app.db().await, release.id).await.unwrap().remove(1);
    let about = format!("track:{}", track.id);
    let token = fan.csrf(&page).await;
    let request = fan.request(Method::POST, "/favourites").header("accept", "application/json");
    let said = fan.send(request.form(&[("csrf", token.as_str()), ("about", &about), ("on", "true")])).await;
    assert_eq!((said.status, said.json()["on"].as_bool()), (StatusCode::OK, Some(true)), "{}", said.text());
    let list = fan.get("/library").await;
    assert_eq!(list.texts(".rows .t > a"), ["Flood"]);
    let playing: serde_json::Value = serde_json::from_str(&list.texts("script[data-tracks]")[0]).unwrap();
    assert_eq!(playing[0]["title"], "Flood");
    let menus = fan.get(&page).await;
    assert_eq!(menus.texts(".row .menu [data-keep] button[aria-pressed=true]").len(), 1, "its row says so");

    let about = format!("artist:{}", artist.id);
    fan.submit("/@ode", "/favourites", &[("about", &about), ("on", "true")]).await;
    assert_eq!(fan.get("/library/artists").await.texts(".people span[dir]"), ["The ode"]);
    fan.submit("/@ode", "/favourites", &[("about", &about), ("on", "false")]).await;
    assert_eq!(fan.get("/library/artists").await.texts(".empty h2").len(), 1);
    let outside = app.visitor().get(&page).await;
    assert_eq!(outside.texts(".row .menu").len(), 0, "a visitor keeps nothing");
    assert!(outside.attribute(".hero a[aria-label='Sign in to keep Low Water']", "href").is_some());
}

#[actix_web::test]
async fn what_is_hidden_cannot_be_kept() {
    let app = TestApp::start().await;
    let (artist, _, owner) = app.artist("ode").await;
    let draft = catalogue::draft(&app, &artist, "Draft").await;
    let track = catalogue::add_track(&app, &draft, "Secret.wav", File::Wav).await;
    let (_, fan) = app.fan().await;
    let never = "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
    for about in [
        format!("release:{}", draft.id),
        format!("track:{}", track.id),
        format!("track:{never}"),
        format!("artist:{never}"),
        "account:1".to_owned(),
        "x".repeat(10_000),
    ] {
        let refused = fan.submit("/account", "/favourites", &[("about", &about), ("on", "true")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{about:.60}");
    }
    for path in
        [format!("track={}", track.id), format!("release={}", draft.id), format!("track={never}"), String::new()]
    {
        let refused = fan.get(&format!("/library/playlists/adding?{path}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
    }
    let about = format!("track:{}", track.id);
    let kept = owner.submit("/account", "/favourites", &[("about", &about), ("on", "true")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "its artist may");
    assert_eq!(owner.get("/library").await.texts(".rows .t > a"), ["Secret"]);
}

#[actix_web::test]
async fn the_collection_finds_what_one_owns_and_hands_it_out_again() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Ebb"])).await;
    let (owner, fan) = app.fan().await;
    {
        let db = &mut app.db().await;
        let batch = NewBatch { name: "Gift".to_owned(), count: 1, expires_at: None };
        let batch = code_batches::create(db, &release, &batch).await.unwrap();
        let code = download_codes::of_batch(db, batch.id).await.unwrap().remove(0);
        let holder = (Some(owner.id), "fan@example.org");
        assert!(granting::grant_code(db, code.id, release.id, holder).await.unwrap());
    }
    let page = fan.get("/library/collection").await;
    assert_eq!(page.texts(".shelf h2"), ["Low Water"]);
    let formats = page.texts(".files a");
    assert!(formats.contains(&"FLAC".to_owned()) && formats.contains(&"WAV".to_owned()), "{formats:?}");
    let all = page.attribute(".files li:last-child a", "href").unwrap();
    assert_eq!(fan.get(&all).await.status, StatusCode::OK);
    let flac = page.attribute(".files a", "href").unwrap();
    assert!(fan.get(&flac).await.status.is_success(), "{flac}");
    for (words, found) in [("ebb", 1), ("ODE low", 1), ("zzz", 0), ("%", 0), ("\u{202e}ebb", 0)] {
        let path = format!("/library/collection?q={}", urls::encode(words));
        assert_eq!(fan.get(&path).await.texts(".shelf h2").len(), found, "{words}");
    }
    let nothing = fan.get("/library/collection?q=zzz").await;
    assert_eq!(nothing.texts(".empty h2"), ["Nothing found"]);

    let token = app.token(&owner, Scope::Read).await;
    let program = |path: &str| app.visitor().request(Method::GET, path).bearer_auth(&token);
    let listed = app.visitor().send(program("/api/v1/library/collection?q=ebb")).await.json();
    assert_eq!(
        (listed["owned"][0]["from"].as_str(), &listed["owned"][0]["track"]),
        (Some("code"), &serde_json::Value::Null)
    );
}

#[actix_web::test]
async fn programs_keep_things_too() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::published(&app, &artist, account.id, ("Low Water", &["Ebb", "Flood", "Slack"])).await;
    let (fan, _) = app.fan().await;
    let token = app.token(&fan, Scope::Write).await;
    let browser = app.visitor();
    let call = async |method: Method, path: &str| {
        browser.send(browser.request(method, &format!("/api/v1/library/{path}")).bearer_auth(&token)).await
    };
    for track in tracks::of_release(&mut *app.db().await, release.id).await.unwrap() {
        let kept = call(Method::PUT, &format!("favourites/tracks/{}", track.id)).await;
        assert_eq!(kept.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(call(Method::PUT, &format!("favourites/releases/{}", release.id)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(call(Method::PUT, &format!("favourites/artists/{}", artist.id)).await.status, StatusCode::NO_CONTENT);
    let first = call(Method::GET, "favourites/tracks?limit=2").await;
    assert_eq!(first.json()["tracks"][0]["track"]["title"], "Slack");
    let next = first.header("link");
    let next = next.split_once("/api/v1/library/").unwrap().1.split_once('>').unwrap().0.to_owned();
    let second = call(Method::GET, &next).await;
    assert_eq!(
        (second.json()["tracks"][0]["track"]["title"].as_str(), second.header("link").as_str()),
        (Some("Ebb"), "")
    );
    assert_eq!(call(Method::GET, "favourites/artists").await.json()["artists"][0]["artist"]["handle"], "ode");
    assert_eq!(
        call(Method::DELETE, &format!("favourites/releases/{}", release.id)).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(call(Method::GET, "favourites/releases").await.json()["releases"], serde_json::json!([]));
    for path in ["favourites/tracks/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000", "favourites/songs/1", "favourites/tracks/x"]
    {
        let refused = call(Method::PUT, path).await;
        assert_eq!(
            (refused.status, refused.content_type().as_str()),
            (StatusCode::NOT_FOUND, "application/problem+json")
        );
    }
    let wrong = call(Method::GET, "favourites/tracks?before=x").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = browser.get("/api/v1/library/favourites/tracks").await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}
