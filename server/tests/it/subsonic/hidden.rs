//! What is not for somebody answers like what does not exist.

use model::ids::{ReleaseId, TrackId};

use super::Client;
use crate::catalogue::{File, add_cover, add_track, draft, publish};
use crate::support::TestApp;

#[actix_web::test]
async fn a_draft_is_nowhere() {
    let app = TestApp::start().await;
    let (fan, _) = app.fan().await;
    let client = Client::of(&app, &fan).await;
    let (ode, account, _) = app.artist("ode").await;
    let open = draft(&app, &ode, "Open").await;
    add_track(&app, &open, "01 One.wav", File::Wav).await;
    publish(&app, &open, account.id).await;
    let hidden = draft(&app, &ode, "Hidden").await;
    let track = add_track(&app, &hidden, "01 Secret.wav", File::Wav).await;
    add_cover(&app, &hidden).await;

    let pairs = [
        (format!("al-{}", hidden.id), format!("al-{}", ReleaseId::new())),
        (format!("tr-{}", track.id), format!("tr-{}", TrackId::new())),
    ];
    let methods: &[(&str, &[(&str, &str)])] = &[
        ("getAlbum", &[]),
        ("getSong", &[]),
        ("getMusicDirectory", &[]),
        ("getAlbumInfo2", &[]),
        ("getSimilarSongs2", &[]),
        ("getLyricsBySongId", &[]),
        ("getCoverArt", &[]),
        ("stream", &[]),
        ("download", &[]),
        ("hls.m3u8", &[]),
        ("star", &[]),
        ("setRating", &[("rating", "3")]),
        ("createBookmark", &[("position", "1")]),
        ("createShare", &[]),
        ("scrobble", &[]),
        ("reportPlayback", &[("mediaType", "song"), ("positionMs", "0"), ("state", "starting")]),
    ];
    for (there, nowhere) in &pairs {
        for (method, more) in methods {
            let name = if *method == "reportPlayback" { "mediaId" } else { "id" };
            let ask = async |id: &str| {
                let mut all = vec![(name, id)];
                all.extend_from_slice(more);
                let answer = client.fetch(method, &all, "json").await;
                (answer.status, answer.text())
            };
            let (one, other) = (ask(there).await, ask(nowhere).await);
            assert_eq!(one, other, "{method} {there}");
            assert!(one.1.contains("\"code\":70"), "{method} {there}: {}", one.1);
        }
    }
    for (method, list) in [("getAlbumList2", "albumList2"), ("getRandomSongs", "randomSongs")] {
        let shown = client.get(method, &[("type", "newest")]).await;
        assert!(!shown.to_string().contains("Hidden") && !shown.to_string().contains("Secret"), "{list}");
    }
    let found = client.get("search3", &[("query", "")]).await.to_string();
    assert!(found.contains("One") && !found.contains("Secret") && !found.contains("Hidden"), "{found}");
    let added = client.ask("createPlaylist", &[("name", "x"), ("songId", &pairs[1].0)]).await;
    assert_eq!(added["error"]["code"], 70);
}
