//! `tonewood federation …`, beside an instance that runs on the same database.

use std::process::{Command, Output};

use model::actor_keys;
use model::domain_blocks::{self, Severity};
use model::{actors, deliveries};

use crate::moderation::{ode, waiting};
use crate::support::TestApp;

async fn tonewood(app: &TestApp, arguments: &[&str]) -> Output {
    let listen = app.url.strip_prefix("http://").unwrap();
    let database = app.database_url();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonewood"));
    command.arg("federation").args(arguments).args(["--listen", listen, "--database-url", &database]);
    command.arg("--data").arg(app.data.path()).env_remove("DATABASE_URL");
    // The instance under test answers on this thread's runtime while the program asks it.
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A port of this machine that nobody listens on.
fn closed() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[actix_web::test]
async fn what_waits_is_shown_sent_and_sent_again() {
    let app = TestApp::start().await;
    let (ode, _) = ode(&app).await;
    assert_eq!(out(&tonewood(&app, &["status"]).await), "Nothing waits.\n");
    let host = closed();
    waiting(&app, &ode, &format!("http://{host}/inbox")).await;
    let table = out(&tonewood(&app, &["status"]).await);
    assert!(table.starts_with("HOST"), "{table}");
    assert!(table.lines().nth(1).unwrap().starts_with(&format!("{host}  1 ")), "{table}");

    let sent = out(&tonewood(&app, &["deliver"]).await);
    assert!(sent.starts_with("1 sent\n") && sent.contains(&host), "{sent}");
    let lane = deliveries::lag_by_host(&mut *app.db().await).await.unwrap().remove(0);
    assert_eq!(lane.failures, 1, "nobody listens there");
    assert!(out(&tonewood(&app, &["deliver"]).await).starts_with("0 sent\n"), "it is not tried before its time");
    assert!(out(&tonewood(&app, &["replay", &host]).await).starts_with("1 due now"));
    assert!(out(&tonewood(&app, &["deliver"]).await).starts_with("1 sent\n"));
    assert!(refusal(&tonewood(&app, &["replay", "far.example"]).await).contains("nothing waits for far.example"));
}

#[actix_web::test]
async fn keys_are_rotated_and_domains_blocked_from_a_shell() {
    let app = TestApp::start().await;
    let (ode, _) = ode(&app).await;
    let rotate = ["keys", "rotate", "--artist", "@ode"];
    let first = out(&tonewood(&app, &rotate).await);
    let second = out(&tonewood(&app, &rotate).await);
    assert_ne!(first, second);
    let keys = actor_keys::current(&mut *app.db().await, ode.id).await.unwrap().unwrap();
    assert!(second.contains(&keys.rsa_public_pem) && second.contains(&keys.ed25519_multibase), "{second}");
    assert!(!second.contains("PRIVATE"));
    assert!(
        refusal(&tonewood(&app, &["keys", "rotate", "--artist", "nobody"]).await).contains("nobody called @nobody")
    );

    let block = ["block", "BAD.example", "--severity", "silence", "--reject-media", "--public-comment", "spam"];
    assert!(out(&tonewood(&app, &block).await).starts_with("bad.example: silence"));
    let stands = domain_blocks::of(&mut *app.db().await, "a.bad.example").await.unwrap().unwrap();
    assert_eq!((stands.severity, stands.reject_media), (Severity::Silence, true));
    assert!(out(&tonewood(&app, &["block", "bad.example"]).await).starts_with("bad.example: suspend"));
    assert!(!domain_blocks::allowed(&mut *app.db().await, "bad.example").await.unwrap());
    assert!(refusal(&tonewood(&app, &["block", "no domain"]).await).contains("is no domain"));
    assert!(!tonewood(&app, &["block", "c.example", "--severity", "destroy"]).await.status.success());
}

#[actix_web::test]
async fn an_address_elsewhere_is_fetched_signed_and_told() {
    let here = TestApp::start().await;
    let there = TestApp::start_with(|settings| settings.with("authorized_fetch", "true")).await;
    let (ode, _) = ode(&there).await;
    let address = format!("{}/ap/actors/{}", there.url, ode.id);
    let told = out(&tonewood(&here, &["fetch", &address]).await);
    assert!(told.lines().any(|line| line.ends_with(&address)), "{told}");
    assert!(told.contains("@ode@") && told.contains("person"), "{told}");
    let kept = actors::by_uri(&mut *here.db().await, &address).await.unwrap();
    assert_eq!(kept.unwrap().username, "ode");
    let nobody = format!("@nobody@{}", there.url.strip_prefix("http://").unwrap());
    assert!(refusal(&tonewood(&here, &["fetch", &nobody]).await).contains("cannot be found"));
}
