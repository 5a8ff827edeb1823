//! What a track is not offered as: nobody gets it by its address either, and the page says why.

use model::downloads::{self, DownloadFormat};
use model::ids::TrackId;
use reqwest::StatusCode;

use super::sql;
use crate::catalogue::{self, File};
use crate::support::TestApp;

/// In which formats files of a track were ever asked for.
async fn asked_for(app: &TestApp, track: TrackId) -> Vec<DownloadFormat> {
    let made = downloads::of_tracks(&mut *app.db().await, &[track]).await.unwrap();
    made.into_iter().map(|download| download.format).collect()
}

/// Every address under which a track, or the release it is alone in, would be had in a format.
fn addresses(release: &str, track: &str, format: &str) -> [String; 4] {
    [
        format!("/@ode/{release}/{track}/downloads/{format}"),
        format!("/@ode/{release}/downloads/{format}/{track}"),
        format!("/@ode/{release}/downloads/{format}"),
        format!("/@ode/{release}/downloads/{format}.zip"),
    ]
}

#[actix_web::test]
async fn no_address_makes_more_of_a_lossy_master_than_it_is() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let low = catalogue::draft(&app, &artist, "Low").await;
    let lossy = catalogue::add_track(&app, &low, "Ebb.mp3", File::Mp3(b"as it was")).await;
    catalogue::publish(&app, &low, account.id).await;
    let mixed = catalogue::draft(&app, &artist, "Mixed").await;
    catalogue::add_track(&app, &mixed, "Flow.wav", File::Wav).await;
    let beside = catalogue::add_track(&app, &mixed, "Slack.mp3", File::Mp3(b"as it was")).await;
    catalogue::publish(&app, &mixed, account.id).await;

    let visitor = app.visitor();
    let refused = ["flac", "alac", "wav", "aiff", "mp3-320"];
    let dressed_up = ["FLAC", "%66lac", "flac%20", "flac%00", "original%2Fflac", "original.flac", "lossless"];
    for format in refused.into_iter().chain(dressed_up) {
        for path in addresses("low", "ebb", format) {
            assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        // Beside a lossless track the whole may be had in it, but not this one.
        for path in &addresses("mixed", "slack", format)[..2] {
            assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_eq!(visitor.get("/@ode/mixed/downloads/flac").await.status, StatusCode::OK);
    let original = visitor.get("/@ode/low/ebb/downloads/original?format=flac&extension=flac").await;
    assert_eq!((original.content_type().as_str(), original.text().as_str()), ("audio/mpeg", "as it was"));
    app.run_pending_jobs().await;
    assert_eq!(asked_for(&app, lossy.id).await, []);
    assert_eq!(asked_for(&app, beside.id).await, []);

    let why = |page: &crate::support::Answer| page.texts(".notice").join(" ");
    let said = why(&visitor.get("/@ode/low/downloads").await);
    assert!(said.contains("a FLAC made from it would be larger and sound no better"), "{said}");
    let said = why(&visitor.get("/@ode/mixed/downloads").await);
    assert!(said.starts_with("One of 2 tracks was uploaded as a lossy file."), "{said}");
    assert!(said.contains("a FLAC made from it would be larger and sound no better"), "{said}");
}

#[actix_web::test]
async fn a_track_that_wav_and_aiff_cannot_hold_is_there_as_flac() {
    let app = TestApp::start().await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low").await;
    let long = catalogue::add_track(&app, &release, "Ebb.wav", File::Wav).await;
    catalogue::add_track(&app, &release, "Flow.wav", File::Wav).await;
    catalogue::publish(&app, &release, account.id).await;
    // Three hours of 24 bits at 96 kHz: 6.2 GB.
    sql(
        &app,
        &format!(
            "UPDATE masters SET bits = 24, sample_rate = 96000, frames = 1036800000, duration_ms = 10800000 \
             WHERE track_id = '{}'",
            long.id
        ),
    )
    .await;

    let visitor = app.visitor();
    let page = visitor.get("/@ode/low/downloads").await;
    let others = |place: &str| page.texts(&format!("{place} .others a"));
    let without = ["MP3 V0", "AAC 256", "Opus 160", "ALAC"];
    assert_eq!(others(".files > li:nth-child(1)"), without);
    assert_eq!(others(".files > li:nth-child(2)"), [&without[..], &["WAV", "AIFF"]].concat());
    assert_eq!(others("section[aria-labelledby=whole]"), without, "a ZIP would lack a track");
    let first = page.texts(".files > li:nth-child(1) .dl a");
    assert!(first[0].starts_with("FLAC"), "{first:?}");
    assert_eq!(
        page.texts(".notice"),
        ["One of 2 tracks is too long for WAV and AIFF, which end at 4 GiB. FLAC and ALAC hold the same samples."]
    );
    for format in ["wav", "aiff"] {
        for path in addresses("low", "ebb", format) {
            assert_eq!(visitor.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let other = format!("/@ode/low/flow/downloads/{format}");
        assert_eq!(visitor.get(&other).await.status, StatusCode::SERVICE_UNAVAILABLE, "it can be made");
    }
    let asked = asked_for(&app, long.id).await;
    assert!(asked.iter().all(|format| ![DownloadFormat::Wav, DownloadFormat::Aiff].contains(format)), "{asked:?}");
    // How much is done is told in sound, of which the other has a hundredth.
    app.run_pending_jobs().await;
    assert_eq!(visitor.get("/@ode/low/ebb/downloads/alac").await.status, StatusCode::SERVICE_UNAVAILABLE);
    app.run_pending_jobs().await;
    let wait = visitor.get("/@ode/low/downloads/alac").await;
    assert_eq!(wait.texts("#wait label"), ["1 of 2 files are done, 99 % of the sound."]);
    assert_eq!(wait.attribute("#wait progress", "value").as_deref(), Some("99"));
}
