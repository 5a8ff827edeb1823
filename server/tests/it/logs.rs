//! What people do leaves no token, password or address in the log, at whatever level the house's own crates speak.

use std::io::Write;
use std::sync::{Arc, Mutex};

use model::accounts;
use model::api_tokens::Scope;
use reqwest::{Method, StatusCode};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::accounts::{link_in, newest_mail};
use crate::catalogue::{File, add_track, draft};
use crate::support::{Browser, PASSWORD, TestApp, wav};

const EMAIL: &str = "ann.lee@example.org";
const NEW_EMAIL: &str = "lee.ann@example.net";
const NEW_PASSWORD: &str = "a wholly new password";

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Starts to listen, for this process.
    fn start() -> Self {
        let log = Self::default();
        let ours = "info,graphile_worker=warn,tokio_postgres=warn,server=trace,tonewood=trace,worker=trace,model=trace,mail=trace,\
                    media=trace,storage=trace,tracing_actix_web=trace";
        tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(ours))
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(log.clone())
            .init();
        log
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// The last part of an address: the word that opens it.
fn word(link: &str) -> String {
    link.rsplit('/').next().unwrap().to_owned()
}

/// Signs up, confirms, forgets the password, changes the address; gives every secret that was in play.
async fn account_journey(app: &TestApp, ann: &Browser) -> Vec<String> {
    let mut secrets = Vec::new();
    let fields = [("name", "Ann Lee"), ("email", EMAIL), ("password", PASSWORD)];
    assert_eq!(ann.submit("/sign-up", "/sign-up", &fields).await.status, StatusCode::SEE_OTHER);
    let confirm = link_in(app, &newest_mail(app, EMAIL).await);
    ann.get(&confirm).await;
    ann.submit(&confirm, &confirm, &[("password", "not the password")]).await;
    assert_eq!(ann.submit(&confirm, &confirm, &[("password", PASSWORD)]).await.location(), "/studio");
    ann.get(&confirm).await;
    secrets.push(word(&confirm));

    let stranger = app.visitor();
    stranger.submit("/sign-in", "/sign-in?next=/studio", &[("email", EMAIL), ("password", "one of my guesses")]).await;
    stranger.submit("/sign-in", "/sign-in", &[("email", "nobody@example.org"), ("password", PASSWORD)]).await;
    stranger.submit("/reset", "/reset", &[("email", EMAIL)]).await;
    let reset = link_in(app, &newest_mail(app, EMAIL).await);
    assert_eq!(stranger.submit(&reset, &reset, &[("password", NEW_PASSWORD)]).await.location(), "/account");
    secrets.push(word(&reset));

    let change = [("email", NEW_EMAIL), ("password", NEW_PASSWORD)];
    stranger.submit("/account/security", "/account/security/email", &change).await;
    let email = link_in(app, &newest_mail(app, NEW_EMAIL).await);
    assert_eq!(stranger.submit(&email, &email, &[]).await.status, StatusCode::SEE_OTHER);
    secrets.push(word(&email));
    secrets.extend(["one of my guesses", "not the password", PASSWORD, NEW_PASSWORD].map(str::to_owned));
    secrets.extend([EMAIL, NEW_EMAIL, "nobody@example.org"].map(str::to_owned));
    secrets
}

/// Works on a draft: tokens, a private link, signed addresses of sound, a search.
async fn studio_journey(app: &TestApp) -> Vec<String> {
    let (artist, account, ode) = app.artist("ode").await;
    let release = draft(app, &artist, "Ebb").await;
    let track = add_track(app, &release, "Ebb.wav", File::Wav).await;
    let token = app.token(&account, Scope::Write).await;
    let program = app.visitor();
    let path = format!("/api/v1/tracks/{}", track.id);
    let seen = program.send(program.request(Method::GET, &path).bearer_auth(&token)).await.json();
    let sound = seen["progressive_mp3"].as_str().unwrap().strip_prefix(&app.url).unwrap().to_owned();
    assert_eq!(app.visitor().get(&sound).await.status, StatusCode::OK);
    let grant = sound.split('/').nth(2).unwrap().to_owned();
    let short_way = format!("/api/v1/releases/{}/tracks?filename=the%20secret%20song.wav", release.id);
    program.send(program.request(Method::POST, &short_way).bearer_auth(&token).body(wav(44_100, 0.5))).await;
    program.send(program.request(Method::GET, &path).bearer_auth("tw_a_wrong_token")).await;
    app.run_pending_jobs().await;

    let page = format!("/studio/releases/{}/publication", release.id);
    ode.submit(&page, &format!("/studio/releases/{}/private-link", release.id), &[("link", "on")]).await;
    let key = model::releases::find(&mut *app.db().await, release.id).await.unwrap().unwrap().private_key.unwrap();
    assert_eq!(app.visitor().get(&format!("/private/{key}")).await.status, StatusCode::OK);
    app.visitor().get("/search?q=what+somebody+looks+for").await;
    app.visitor().get("/sign-in?next=/private/elsewhere-secret").await;
    let gone = format!("/private/{key}x");
    assert_eq!(app.visitor().get(&gone).await.status, StatusCode::NOT_FOUND);
    let secrets = [&token, &key, &grant, "tw_a_wrong_token", "what+somebody", "elsewhere-secret", "secret%20song"];
    secrets.into_iter().map(|secret: &str| secret.to_owned()).chain(["ode@example.org".to_owned()]).collect()
}

#[actix_web::test]
async fn no_secret_and_no_address_stands_in_the_log() {
    let log = Log::start();
    let app = TestApp::start().await;
    let ann = app.visitor();
    let mut secrets = account_journey(&app, &ann).await;
    secrets.extend(studio_journey(&app).await);
    // An address that has no account, a page that breaks, a form of another site.
    let foreign = ann.request(Method::POST, "/reset/a-token-in-a-path").header("origin", "https://evil.example");
    assert_eq!(ann.send(foreign.form(&[("password", PASSWORD)])).await.status, StatusCode::FORBIDDEN);
    secrets.push("a-token-in-a-path".to_owned());
    assert_eq!(accounts::count(&mut *app.db().await).await.unwrap(), 2);

    let text = log.text();
    for expected in ["route=\"/reset/{token}\"", "route=\"/private/{key}\"", "method=GET", "status=404", "mail sent"] {
        assert!(text.contains(expected), "the log does not say {expected}: it was not listened to");
    }
    assert!(text.contains("route=\"none\"") || text.contains("route="), "{text}");
    let shown: Vec<&str> =
        text.lines().filter(|line| secrets.iter().any(|secret| line.contains(secret.as_str()))).collect();
    assert!(shown.is_empty(), "{} lines, such as {:?}", shown.len(), shown.first());
    // The address it listens on is its own.
    let from: Vec<&str> = text.lines().filter(|line| line.contains("request{") && line.contains("127.0.0.1")).collect();
    assert!(from.is_empty(), "who asks is nobody's business: {:?}", from.first());
}
