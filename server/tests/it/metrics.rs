//! Figures for Prometheus, on a listener of their own.

use std::net::TcpListener;

use config::{MetricsListen, Overrides, Settings};

use crate::accounts::newest_mail;
use crate::support::TestApp;

#[actix_web::test]
async fn figures_are_counted_by_route_and_looked_up_when_they_are_asked_for() {
    let app = TestApp::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let figures = server::metrics::server(app.app.settings.clone(), app.pool().clone(), listener).unwrap();
    let stop = figures.handle();
    tokio::spawn(figures);

    app.account("ann", false).await;
    let visitor = app.visitor();
    visitor.get("/").await;
    visitor.get("/@nobody/a-secret-title").await;
    visitor.get("/no/such/page/anywhere").await;
    visitor.submit("/reset", "/reset", &[("email", "ann@example.org")]).await;
    newest_mail(&app, "ann@example.org").await;

    let text = reqwest::get(format!("http://{address}/metrics")).await.unwrap().text().await.unwrap();
    for line in [
        "tonewood_requests_total{method=\"GET\",route=\"/\",status=\"200\"} 1",
        "tonewood_requests_total{method=\"GET\",route=\"/@{artist}/{release}\",status=\"404\"} 1",
        "tonewood_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
        "tonewood_request_seconds_count{method=\"POST\",route=\"/reset\"} 1",
        "tonewood_job_runs_total{task=\"send_account_mail\",outcome=\"done\"} 1",
        "tonewood_jobs{task=\"send_account_mail\",state=\"waiting\"} 0",
        "tonewood_stored_bytes{kind=\"masters\"} 0",
        "tonewood_uploads 0",
        "# TYPE tonewood_job_seconds histogram",
    ] {
        assert!(text.contains(line), "no {line} in\n{text}");
    }
    assert!(!text.contains("secret-title") && !text.contains("ann@"), "{text}");
    assert_eq!(visitor.get("/metrics").await.status, 404, "they are not on the public address");
    stop.stop(false).await;
}

#[test]
fn a_port_that_is_taken_is_an_error_only_where_it_was_asked_for() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let data = tempfile::tempdir().unwrap();
    let settings = |listen: &str| {
        let overrides = Overrides::default().with("data", data.path().to_str().unwrap()).with("metrics_listen", listen);
        Settings::load(overrides).unwrap()
    };
    let address = taken.local_addr().unwrap();
    let refused = server::metrics::bind(&settings(&address.to_string())).unwrap_err();
    assert!(format!("{refused:#}").contains("metrics_listen"), "{refused:#}");
    assert!(server::metrics::bind(&settings("off")).unwrap().is_none());
    assert_eq!(settings("127.0.0.1:1234").metrics_listen, MetricsListen::At("127.0.0.1:1234".parse().unwrap()));
}
