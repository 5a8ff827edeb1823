//! Players for other people's pages: what they play, for whom, and what they do not do.

use chrono::{Duration, Utc};
use model::releases::publication;
use model::shows::{self, ShowInput};
use model::tracks::{self, TrackChanges};
use model::{artists, money};
use reqwest::StatusCode;

use crate::catalogue::{File, add_cover, add_track, draft, publish, published};
use crate::support::TestApp;

#[actix_web::test]
async fn a_release_and_its_tracks_play_in_other_pages() {
    let app = TestApp::start().await;
    let (artist, account, own) = app.artist("ode").await;
    let release = published(&app, &artist, account.id, ("Low <Water>", &["Slack", "Neap"])).await;
    add_cover(&app, &release).await;
    let list = tracks::of_release(&mut *app.db().await, release.id).await.unwrap();
    let path = format!("/embed/release/{}", release.id);
    // A browser that is signed in sees the same, and is not told apart.
    for browser in [&app.visitor(), &own] {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.header("content-security-policy").contains("frame-ancestors *"));
        assert_eq!((page.header("x-frame-options"), page.header("set-cookie")), (String::new(), String::new()));
        assert_eq!(page.texts("h1"), ["Low <Water>"]);
        assert_eq!(page.texts(".rows .t"), ["Slack", "Neap"]);
        let playing: serde_json::Value = serde_json::from_str(&page.texts("script[data-tracks]").concat()).unwrap();
        assert_eq!(playing.as_array().unwrap().len(), 2);
        assert_eq!(playing[0]["url"], format!("/embed/track/{}", list[0].id), "it asks no other page of ours");
        assert!(page.attribute("[data-go]", "href").unwrap().ends_with("progressive.mp3"), "it plays without a script");
    }
    let track = app.visitor().get(&format!("/embed/track/{}?theme=dark&size=compact", list[1].id)).await;
    assert_eq!(track.texts("h1"), ["Neap"]);
    assert_eq!(track.attribute("html", "data-theme").as_deref(), Some("dark"));
    assert_eq!(track.attribute("html", "class").as_deref(), Some("compact"));
    let odd = app.visitor().get(&format!("{path}?theme=%22%3E%3Cscript%3E&size=huge")).await;
    assert_eq!(odd.attribute("html", "data-theme").as_deref(), Some("auto"));
    let page = app.visitor().get("/@ode/low-water").await;
    let code = page.texts("#embed-code").concat();
    assert!(code.contains(&format!("src=\"{}{path}\"", app.url)), "{code}");
    assert!(code.contains("title=\"Low &lt;Water&gt; by The ode\""), "{code}");
}

#[actix_web::test]
async fn what_is_not_for_everybody_is_not_there() {
    let app = TestApp::start().await;
    let (artist, account, own) = app.artist("ode").await;
    let hidden = draft(&app, &artist, "Ebb").await;
    let song = add_track(&app, &hidden, "One.wav", File::Wav).await;
    let nobody = uuid::Uuid::now_v7();
    let nothing = app.visitor().get(&format!("/embed/release/{nobody}")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert!(
        nothing.header("content-security-policy").contains("frame-ancestors *"),
        "its words can be read in a frame"
    );
    for path in [
        format!("/embed/release/{}", hidden.id),
        format!("/embed/track/{}", song.id),
        format!("/embed/track/{nobody}"),
        format!("/embed/playlist/{nobody}"),
        format!("/embed/show/{nobody}"),
        format!("/embed/nonsense/{nobody}"),
        "/embed/release/1%20OR%201".to_owned(),
    ] {
        for browser in [&app.visitor(), &own] {
            let answer = browser.get(&path).await;
            assert_eq!((answer.status, answer.text()), (StatusCode::NOT_FOUND, nothing.text()), "{path}");
        }
    }
    publish(&app, &hidden, account.id).await;
    assert_eq!(app.visitor().get(&format!("/embed/track/{}", song.id)).await.status, StatusCode::OK);
    publication::unpublish(&mut *app.db().await, hidden.id).await.unwrap();
    assert_eq!(app.visitor().get(&format!("/embed/track/{}", song.id)).await.status, StatusCode::NOT_FOUND);
    publish(&app, &hidden, account.id).await;
    artists::suspend(&mut *app.db().await, artist.id, true).await.unwrap();
    assert_eq!(app.visitor().get(&format!("/embed/release/{}", hidden.id)).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_show_says_how_it_stands() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let starts_at = (Utc::now() + Duration::days(2)).to_rfc3339();
    let input = ShowInput { title: "Night Tide".to_owned(), starts_at, ..ShowInput::default() };
    let fields = input.check(money::currency("EUR").unwrap(), None).unwrap();
    let open = shows::create(&mut *app.db().await, artist.id, &fields, Utc::now()).await.unwrap();
    let planned = app.visitor().get(&format!("/embed/show/{}", open.id)).await;
    assert_eq!(planned.texts("[data-note]"), ["It plays here when it begins."]);
    assert!(planned.texts("[data-go]").is_empty(), "there is nothing to press yet");
    assert!(shows::start(&mut *app.db().await, open.id, Utc::now()).await.unwrap());
    let running = app.visitor().get(&format!("/embed/show/{}", open.id)).await;
    assert_eq!(running.attribute("[data-go]", "aria-label").as_deref(), Some("Play Night Tide"));
    let facts: serde_json::Value = serde_json::from_str(&running.texts("script[data-show]").concat()).unwrap();
    assert_eq!(facts["hls"], "/live/night-tide/master.m3u8");
}

#[actix_web::test]
async fn words_come_with_their_moments() {
    let app = TestApp::start().await;
    let (artist, account, own) = app.artist("ode").await;
    let release = draft(&app, &artist, "Low Water").await;
    let song = add_track(&app, &release, "Slack.wav", File::Wav).await;
    let plain = add_track(&app, &release, "Neap.wav", File::Wav).await;
    let mute = add_track(&app, &release, "Spring.wav", File::Wav).await;
    let db = &mut app.db().await;
    let synced = "[ti:Slack]\n[00:12.50]Salt <00:12.90>hands\n[00:05.00]Low water\n[00:20.00]".to_owned();
    tracks::update(db, song.id, &TrackChanges { lyrics_synced: Some(synced), ..TrackChanges::default() })
        .await
        .unwrap();
    let words = TrackChanges { lyrics: Some("One\nTwo".to_owned()), ..TrackChanges::default() };
    tracks::update(db, plain.id, &words).await.unwrap();
    let path = |id: model::ids::TrackId| format!("/tracks/{id}/lyrics");
    let visitor = app.visitor();
    assert_eq!(visitor.get(&path(song.id)).await.status, StatusCode::NOT_FOUND, "a draft's are not there");
    assert_eq!(own.get(&path(song.id)).await.status, StatusCode::OK, "but for its artist");
    model::releases::set_private_link(db, release.id, true).await.unwrap();
    let key = model::releases::find(db, release.id).await.unwrap().unwrap().private_key.unwrap();
    assert_eq!(visitor.get(&format!("{}?key={key}", path(song.id))).await.status, StatusCode::OK);
    assert_eq!(visitor.get(&format!("{}?key=x{key}", path(song.id))).await.status, StatusCode::NOT_FOUND);
    publish(&app, &release, account.id).await;
    let lines = visitor.get(&path(song.id)).await.json();
    let expected = serde_json::json!([
        { "atMs": 5000, "text": "Low water" }, { "atMs": 12_500, "text": "Salt hands" }, { "atMs": 20_000, "text": "" }
    ]);
    assert_eq!((&lines["lines"], &lines["text"]), (&expected, &serde_json::json!("")));
    assert_eq!(visitor.get(&path(plain.id)).await.json()["text"], "One\nTwo");
    assert_eq!(visitor.get(&path(mute.id)).await.status, StatusCode::NOT_FOUND);
    let page = visitor.get("/@ode/low-water").await;
    let playing: serde_json::Value = serde_json::from_str(&page.texts("script[data-tracks]").concat()).unwrap();
    assert_eq!(
        (&playing[0]["lyrics"], &playing[2]["lyrics"]),
        (&serde_json::json!(path(song.id)), &serde_json::Value::Null)
    );
}

#[actix_web::test]
async fn a_long_playlist_goes_on_in_its_player_and_on_its_page() {
    use model::playlists::{self, Visibility, Words};
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = published(&app, &artist, account.id, ("Low Water", &["Ebb", "Flood"])).await;
    let db = &mut *app.db().await;
    let tracks: Vec<_> =
        model::tracks::of_release(db, release.id).await.unwrap().iter().map(|track| track.id).collect();
    let words = Words { title: "Tides".to_owned(), about: String::new(), visibility: Visibility::Public };
    let list = playlists::create(db, account.id, &words).await.unwrap();
    let all: Vec<_> = tracks.iter().cycle().take(101).copied().collect();
    playlists::add(db, list.id, account.id, &all, None).await.unwrap();
    let visitor = app.visitor();
    let (mut address, mut numbers) = (format!("/embed/playlist/{}?theme=dark", list.id), Vec::new());
    loop {
        let part = visitor.get(&address).await;
        assert_eq!(part.attribute("html", "data-theme").as_deref(), Some("dark"), "{address}");
        numbers.extend(part.texts("li[data-row] .num:first-child"));
        let Some(next) = part.attribute(".rows a[rel=next]", "href") else { break };
        address = next;
    }
    assert_eq!(numbers, (1..=101).map(|number| number.to_string()).collect::<Vec<_>>());
    let last = visitor.get(&address).await;
    let before = last.attribute(".rows a[rel=prev]", "href").unwrap();
    assert_eq!(visitor.get(&before).await.texts("li[data-row] .num:first-child")[0], "51");
    for from in ["0", "x", "-3"] {
        let shown = visitor.get(&format!("/embed/playlist/{}?from={from}", list.id)).await;
        assert_eq!(shown.texts("li[data-row]").len(), 50, "{from}");
    }
    let beyond = visitor.get(&format!("/embed/playlist/{}?from=18446744073709551615", list.id)).await;
    assert_eq!((beyond.status, beyond.texts("li[data-row]").len()), (StatusCode::OK, 0));
    assert!(beyond.texts("[data-note]")[0].contains("no tracks this far down"));

    let page = visitor.get(&urls::library::playlist(list.id.0)).await;
    assert_eq!(page.texts(".rows > li").len(), 100);
    let more = visitor.get(&page.attribute("a[rel=next]", "href").unwrap()).await;
    assert_eq!(more.texts(".rows > li").len(), 1);
}
