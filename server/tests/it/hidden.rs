//! What is not public answers exactly like what does not exist, to everybody who has no part in it, on every address.

use model::artists::Artist;
use model::extras::{self, Extra, ExtraKind};
use model::ids::{AccountId, EncodingId, ExtraId, ImageId, ReleaseId, TrackId, UploadId};
use model::releases::{self, Release, publication};
use model::uploads::{self, NewUpload};
use reqwest::{Method, StatusCode};

use crate::catalogue::{File, add_cover, add_track, draft, publish};
use crate::support::{Answer, Browser, TestApp};

/// Every address under which something of a release is found, with what stands for its parts.
const ADDRESSES: &[(&str, &str)] = &[
    ("GET", "/@ode/{slug}"),
    ("HEAD", "/@ode/{slug}"),
    ("POST", "/@ode/{slug}"),
    ("GET", "/@ode/{slug}/{song}"),
    ("GET", "/@ode/{slug}/feed.rss"),
    ("GET", "/@ode/{slug}/playlist.m3u"),
    ("GET", "/@ode/{slug}/playlist.xspf"),
    ("GET", "/@ode/{slug}/{song}/transcript.txt"),
    ("GET", "/oembed?url=http%3A%2F%2F127.0.0.1%2F%40ode%2F{slug}"),
    ("GET", "/@ode/{slug}/downloads"),
    ("GET", "/@ode/{slug}/downloads/flac.zip"),
    ("GET", "/@ode/{slug}/downloads/original.zip"),
    ("GET", "/@ode/{slug}/{song}/downloads/flac"),
    ("GET", "/@ode/{slug}/{song}/downloads/mp3-320"),
    ("GET", "/@ode/{slug}/downloads/flac"),
    ("GET", "/@ode/{slug}/downloads/flac/{song}"),
    ("GET", "/@ode/{slug}/downloads/extras/{extra}"),
    ("GET", "/private/{key}"),
    ("GET", "/embed/release/{release}"),
    ("GET", "/embed/track/{track}"),
    ("GET", "/tracks/{track}/lyrics"),
    ("GET", "/media/public/{encoding}/master.m3u8"),
    ("GET", "/media/public/{encoding}/manifest.mpd"),
    ("GET", "/media/public/{encoding}/aac-64/init.mp4"),
    ("GET", "/media/public/{encoding}/aac-64/0.m4s"),
    ("GET", "/media/public/{encoding}/flac/0.m4s"),
    ("GET", "/media/public/{encoding}/progressive.mp3"),
    ("HEAD", "/media/public/{encoding}/progressive.mp3"),
    ("GET", "/media/not-a-grant/{encoding}/progressive.mp3"),
    ("GET", "/api/v1/releases/{release}"),
    ("PATCH", "/api/v1/releases/{release}"),
    ("DELETE", "/api/v1/releases/{release}"),
    ("PUT", "/api/v1/releases/{release}/cover"),
    ("POST", "/api/v1/releases/{release}/tracks?filename=a.wav"),
    ("PUT", "/api/v1/releases/{release}/publication"),
    ("DELETE", "/api/v1/releases/{release}/publication"),
    ("POST", "/api/v1/releases/{release}/extras?filename=a.pdf"),
    ("PATCH", "/api/v1/extras/{extra}"),
    ("DELETE", "/api/v1/extras/{extra}"),
    ("GET", "/api/v1/tracks/{track}"),
    ("PATCH", "/api/v1/tracks/{track}"),
    ("DELETE", "/api/v1/tracks/{track}"),
    ("POST", "/api/v1/tracks/{track}/master"),
    ("PUT", "/api/v1/library/favourites/releases/{release}"),
    ("PUT", "/api/v1/library/favourites/tracks/{track}"),
    ("GET", "/library/playlists/adding?release={release}"),
    ("GET", "/library/playlists/adding?track={track}"),
    ("HEAD", "/api/v1/uploads/{upload}"),
    ("PATCH", "/api/v1/uploads/{upload}"),
    ("DELETE", "/api/v1/uploads/{upload}"),
    ("GET", "/studio/releases/{release}"),
    ("GET", "/studio/releases/{release}/details"),
    ("GET", "/studio/releases/{release}/tracks"),
    ("GET", "/studio/releases/{release}/publication"),
    ("GET", "/studio/releases/{release}/events"),
    ("GET", "/studio/releases/{release}/extras"),
    ("POST", "/studio/releases/{release}/details"),
    ("POST", "/studio/releases/{release}/tracks"),
    ("POST", "/studio/releases/{release}/order"),
    ("POST", "/studio/releases/{release}/uploads"),
    ("POST", "/studio/releases/{release}/publication"),
    ("POST", "/studio/releases/{release}/unpublication"),
    ("POST", "/studio/releases/{release}/private-link"),
    ("POST", "/studio/releases/{release}/deletion"),
    ("POST", "/studio/releases/{release}/extras"),
    ("POST", "/studio/releases/{release}/extras/order"),
    ("POST", "/studio/extras/{extra}"),
    ("GET", "/studio/extras/{extra}/file"),
    ("POST", "/studio/extras/{extra}/deletion"),
    ("GET", "/studio/tracks/{track}"),
    ("POST", "/studio/tracks/{track}"),
    ("POST", "/studio/tracks/{track}/master"),
    ("POST", "/studio/tracks/{track}/deletion"),
    ("POST", "/studio/uploads/{upload}/deletion"),
];

/// What the parts of an address stand for: a release that is there, or one that never was.
struct Parts(Vec<(&'static str, String)>);

impl Parts {
    fn fill(&self, address: &str) -> String {
        self.0.iter().fold(address.to_owned(), |address, (part, value)| address.replace(part, value))
    }

    /// Of what does not exist; names are as long as those of `other`.
    fn of_nothing(other: &Self) -> Self {
        let id = || uuid::Uuid::now_v7().to_string();
        let word = |value: &str| value.chars().map(|c| if c.is_ascii_alphanumeric() { 'z' } else { c }).collect();
        let parts = other.0.iter().map(|(part, value)| {
            (*part, if matches!(*part, "{slug}" | "{song}" | "{key}") { word(value) } else { id() })
        });
        Self(parts.collect())
    }

    /// An answer in which every part is named alike, so that what is left must be equal.
    fn anonymous(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (part, value)| text.replace(value.as_str(), part))
    }
}

async fn hidden(app: &TestApp, artist: &Artist, account: AccountId, title: &str) -> (Release, Parts) {
    let release = draft(app, artist, title).await;
    let song = add_track(app, &release, "Slack Water.wav", File::Wav).await;
    let track = model::tracks::find(&mut *app.db().await, song.id).await.unwrap().unwrap();
    add_cover(app, &release).await;
    let upload = UploadId::new();
    let new = NewUpload {
        id: upload,
        account_id: account,
        artist_id: artist.id,
        release_id: release.id,
        track_id: None,
        filename: "next.wav".to_owned(),
        position: None,
        bytes_total: 1000,
    };
    uploads::create(&mut *app.db().await, &new).await.unwrap();
    let extra = add_extra(app, &release).await;
    let parts = parts(&release, (track.id, track.encoding_id.unwrap()), (upload, extra));
    (release, parts)
}

async fn add_extra(app: &TestApp, release: &Release) -> ExtraId {
    let extra = Extra {
        id: ExtraId::new(),
        release_id: release.id,
        artist_id: release.artist_id,
        position: 1,
        filename: "Booklet.pdf".to_owned(),
        description: String::new(),
        kind: ExtraKind::Document,
        media_type: "application/pdf".to_owned(),
        extension: "pdf".to_owned(),
        bytes: 4,
        sha256: vec![0; 32],
        crc32: 0,
        created_at: chrono::Utc::now(),
    };
    extras::create(&mut *app.db().await, &extra).await.unwrap();
    extra.id
}

fn parts(release: &Release, (track, encoding): (TrackId, EncodingId), (upload, extra): (UploadId, ExtraId)) -> Parts {
    Parts(vec![
        ("{slug}", release.slug.clone()),
        ("{song}", "slack-water".to_owned()),
        ("{key}", release.private_key.clone().unwrap_or_else(|| "k".repeat(43))),
        ("{release}", release.id.to_string()),
        ("{track}", track.to_string()),
        ("{encoding}", encoding.to_string()),
        ("{upload}", upload.to_string()),
        ("{extra}", extra.to_string()),
    ])
}

/// Somebody with no part in the release.
struct Outsider {
    name: &'static str,
    browser: Browser,
    token: Option<String>,
    csrf: String,
}

impl Outsider {
    async fn ask(&self, method: &str, path: &str) -> Answer {
        let method: Method = method.parse().unwrap();
        let mut request = self.browser.request(method.clone(), path);
        if path.starts_with("/api/") {
            if let Some(token) = &self.token {
                request = request.bearer_auth(token);
            }
            if path.starts_with("/api/v1/uploads/") {
                request = request.header("tus-resumable", "1.0.0").header("upload-offset", "0");
                request = request.header("content-type", "application/offset+octet-stream");
            }
            if method == Method::PATCH && !path.contains("uploads") || method == Method::PUT {
                request = request.json(&serde_json::json!({}));
            }
        } else if path.ends_with("/uploads")
            || path.ends_with("/master")
            || path.ends_with("/details")
            || path.ends_with("/extras")
        {
            if method == Method::POST {
                request = request.multipart(reqwest::multipart::Form::new().text("csrf", self.csrf.clone()));
            }
        } else if method == Method::POST {
            request = request.form(&[("csrf", self.csrf.as_str()), ("link", "on"), ("accept_terms", "1")]);
        }
        self.browser.send(request).await
    }
}

/// Status, headers and body, less what differs from answer to answer anyway.
fn essence(answer: &Answer, parts: &Parts) -> (StatusCode, Vec<String>, String) {
    let nonce = answer.attribute("meta[name=csp-nonce]", "content").unwrap_or_default();
    let csrf = answer.attribute("meta[name=csrf-token]", "content").unwrap_or_default();
    let plain = |text: &str| {
        let text = if nonce.is_empty() { text.to_owned() } else { text.replace(&nonce, "NONCE") };
        parts.anonymous(&if csrf.is_empty() { text } else { text.replace(&csrf, "CSRF") })
    };
    let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| match name.as_str() {
        // Whether the line stays open depends on how much of a refused body was read.
        "date" | "connection" => None,
        // How often this address has asked.
        "ratelimit-remaining" | "ratelimit-reset" => None,
        // A page's own word, and that of one who has no cookie yet.
        "content-security-policy" | "set-cookie" => Some(name.as_str().to_owned()),
        _ => Some(format!("{name}: {}", plain(value.to_str().unwrap()))),
    };
    let mut headers: Vec<String> = answer.headers.iter().filter_map(header).collect();
    headers.sort_unstable();
    (answer.status, headers, plain(&answer.text()))
}

async fn outsiders(app: &TestApp) -> Vec<Outsider> {
    let (fan, browser) = app.fan().await;
    let fan = Outsider {
        name: "fan",
        csrf: browser.csrf("/account").await,
        token: Some(app.token(&fan, model::api_tokens::Scope::Write).await),
        browser,
    };
    let (_, account, browser) = app.artist("okta").await;
    let other = Outsider {
        name: "other artist",
        csrf: browser.csrf("/account").await,
        token: Some(app.token(&account, model::api_tokens::Scope::Write).await),
        browser,
    };
    let browser = app.visitor();
    let visitor = Outsider { name: "visitor", csrf: browser.csrf("/sign-in").await, token: None, browser };
    vec![visitor, fan, other]
}

/// Releases in every state in which only their artist may know of them.
async fn releases_in_every_state(app: &TestApp, artist: &Artist, account: AccountId) -> Vec<(&'static str, Parts)> {
    let db = &mut app.db().await;
    let (_, a_draft) = hidden(app, artist, account, "Draft Of Mine").await;
    let (scheduled, planned) = hidden(app, artist, account, "Planned Of Mine").await;
    let (terms, _) = publication::current_terms(db).await.unwrap();
    let at = chrono::Utc::now() + chrono::Duration::days(3);
    publication::publish(db, scheduled.id, account, terms, Some(at)).await.unwrap();
    let (taken_back, gone) = hidden(app, artist, account, "Taken Back Mine").await;
    publish(app, &taken_back, account).await;
    publication::unpublish(db, taken_back.id).await.unwrap();
    let (private, linked) = hidden(app, artist, account, "Private Of Mine").await;
    releases::set_private_link(db, private.id, true).await.unwrap();
    let switched_off = releases::find(db, private.id).await.unwrap().unwrap().private_key.unwrap();
    releases::set_private_link(db, private.id, false).await.unwrap();
    let mut linked = linked;
    linked.0.retain(|(part, _)| *part != "{key}");
    linked.0.push(("{key}", switched_off));
    vec![("draft", a_draft), ("scheduled", planned), ("taken back", gone), ("private", linked)]
}

#[actix_web::test]
async fn every_address_answers_as_if_it_were_not_there() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let releases = releases_in_every_state(&app, &artist, account.id).await;
    let mut shown = Vec::new();
    let mut asked = 0;
    for outsider in outsiders(&app).await {
        for (state, parts) in &releases {
            let nothing = Parts::of_nothing(parts);
            for (method, address) in ADDRESSES {
                let there = outsider.ask(method, &parts.fill(address)).await;
                let nowhere = outsider.ask(method, &nothing.fill(address)).await;
                asked += 1;
                assert!(!nowhere.status.is_server_error(), "{method} {address}: {}", nowhere.text());
                let (there, nowhere) = (essence(&there, parts), essence(&nowhere, &nothing));
                if there != nowhere {
                    shown
                        .push(format!("{method} {address} ({state}, {}): {there:?} is not {nowhere:?}", outsider.name));
                }
            }
        }
    }
    assert_eq!(asked, ADDRESSES.len() * 12);
    assert!(shown.is_empty(), "{} of {asked} tell:\n{}", shown.len(), shown.join("\n"));
    for (state, parts) in &releases {
        let id: ReleaseId = parts.fill("{release}").parse().unwrap();
        assert!(releases::find(&mut *app.db().await, id).await.unwrap().is_some(), "{state}: nothing was changed");
    }
}

#[actix_web::test]
async fn no_list_and_no_search_names_it() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    releases_in_every_state(&app, &artist, account.id).await;
    app.tell_search().await;
    let found = app.app.search.count().await.unwrap();
    assert_eq!(found, 1, "the artist alone");
    let lists = [
        "/",
        "/discover",
        "/discover?sort=title",
        "/discover?sort=heard",
        "/new",
        "/charts",
        "/tags",
        "/tags/mine",
        "/places",
        "/labels",
        "/labels/mine",
        "/api/v1/discover/new",
        "/api/v1/discover/tags",
        "/api/v1/charts",
        "/api/v1/artists/ode/similar",
        "/@ode",
        "/api/v1/releases?artist=ode",
        "/search?q=mine",
        "/search?q=slack",
    ];
    let searches = [
        "/api/v1/search?q=mine",
        "/api/v1/search?q=slack&type=track",
        "/search/suggestions?q=slack",
        "/search/suggestions?q=of+mi",
    ];
    for outsider in outsiders(&app).await {
        for path in lists.into_iter().chain(searches) {
            let text = outsider.ask("GET", path).await.text().to_lowercase();
            for word in ["of mine", "taken back", "slack water", "slack-water", "of-mine"] {
                assert!(!text.contains(word), "{path} names {word} to a {}", outsider.name);
            }
        }
    }
}

#[actix_web::test]
async fn a_cover_of_a_draft_is_no_more_than_its_bytes() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let (release, _) = hidden(&app, &artist, account.id, "Draft Of Mine").await;
    let cover: ImageId = releases::find(&mut *app.db().await, release.id).await.unwrap().unwrap().cover_id.unwrap();
    for outsider in outsiders(&app).await {
        for size in ["320", "1400", "original"] {
            let there = outsider.ask("GET", &format!("/media/images/{cover}/{size}.jpg")).await;
            let nowhere = outsider.ask("GET", &format!("/media/images/{}/{size}.jpg", ImageId::new())).await;
            assert_eq!((there.status, there.text()), (nowhere.status, nowhere.text()), "{} {size}", outsider.name);
        }
    }
}
