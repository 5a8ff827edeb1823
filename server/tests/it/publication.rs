//! A scheduled release at its hour.

use chrono::{Duration, Utc};
use model::jobs::{self, PublishRelease};
use model::releases::publication;
use model::releases::{self, ReleaseState};
use model::tracks::{self, Refused};

use crate::catalogue::{self, File};
use crate::support::TestApp;

#[actix_web::test]
async fn one_that_is_not_complete_is_a_draft_again_and_its_artist_reads_why() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low Water").await;
    let track = catalogue::add_track(&app, &release, "Ebb.wav", File::Wav).await;
    let db = &mut *app.db().await;
    let (terms, _) = publication::current_terms(db).await.unwrap();
    let soon = Some(Utc::now() + Duration::hours(1));
    publication::publish(db, release.id, account.id, terms, soon).await.unwrap();
    let refused = Refused { code: "damaged", message: "It stops early.", at_ms: None };
    tracks::mark_refused(db, track.id, &refused).await.unwrap();
    let past = "UPDATE releases SET publish_at = now() - interval '1 second'";
    diesel_async::RunQueryDsl::execute(diesel::sql_query(past), db).await.unwrap();
    for _ in 0..2 {
        // The hour comes; a second run of the job changes nothing.
        jobs::enqueue(db, &PublishRelease { release_id: release.id }).await.unwrap();
        app.run_pending_jobs().await;
    }

    let now = releases::find(db, release.id).await.unwrap().unwrap();
    assert_eq!(now.state(), ReleaseState::Draft);
    assert_eq!(app.visitor().get("/@ode/low-water").await.status, 404);
    let mails = app.mails();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("ode@example.org", "“Low Water” did not come out on Tonewood")
    );
    let link = format!("{}/studio/releases/{}/publication", app.url, release.id);
    let sentence = "One file was refused. Upload a better one or remove the track.";
    let html = mail.html.as_deref().unwrap();
    for part in ["Low Water", &link, sentence] {
        assert!(mail.text.contains(part) && html.contains(part), "{part}: {}", mail.text);
    }
}

#[actix_web::test]
async fn one_that_is_complete_comes_out() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low Water").await;
    catalogue::add_track(&app, &release, "Ebb.wav", File::Wav).await;
    let db = &mut *app.db().await;
    let (terms, _) = publication::current_terms(db).await.unwrap();
    publication::publish(db, release.id, account.id, terms, Some(Utc::now() + Duration::hours(1))).await.unwrap();
    let past = "UPDATE releases SET publish_at = now() - interval '1 second'";
    diesel_async::RunQueryDsl::execute(diesel::sql_query(past), db).await.unwrap();
    jobs::enqueue(db, &PublishRelease { release_id: release.id }).await.unwrap();
    app.run_pending_jobs().await;
    assert_eq!(app.visitor().get("/@ode/low-water").await.status, 200);
    assert!(app.mails().is_empty());
}
