//! Bonus files: in by a form and by a program, out beside the tracks, and nowhere before the release is out.

use async_zip::base::read::mem::ZipFileReader;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::api::{Program, problem};
use crate::catalogue::{self, File};
use crate::support::{Answer, Browser, TestApp};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";
const HTML: &[u8] = b"<!DOCTYPE html><script>alert(document.cookie)</script>";

async fn send(browser: &Browser, page: &str, files: &[(&str, &'static [u8])]) -> Answer {
    let token = browser.csrf(page).await;
    let form = files.iter().fold(Form::new().text("csrf", token), |form, (name, bytes)| {
        form.part("files", Part::bytes(*bytes).file_name((*name).to_owned()))
    });
    browser.send(browser.request(Method::POST, page).multipart(form)).await
}

#[actix_web::test]
async fn an_artist_adds_describes_orders_and_removes_them_without_scripts() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low").await;
    catalogue::add_track(&app, &release, "Ebb.wav", File::Wav).await;
    let page = format!("/studio/releases/{}/extras", release.id);
    assert_eq!(browser.get(&page).await.texts("main section p.muted"), ["Nothing yet besides its tracks."]);

    let sent = send(
        &browser,
        &page,
        &[("../Book \"let\" 🎹.pdf", PDF), ("evil.html", HTML), ("song.flac", b"fLaC\0\0\0\x22"), ("empty.pdf", b"")],
    )
    .await;
    assert_eq!((sent.status, sent.location().as_str()), (StatusCode::SEE_OTHER, page.as_str()));
    let shown = browser.get(&page).await;
    let said = shown.texts("[data-flash]").join(" ");
    assert!(
        said.contains("song.flac: This is an audio file.") && said.contains("empty.pdf: The file is empty."),
        "{said}"
    );
    let name =
        |answer: &Answer, n: usize| answer.attribute(&format!("li.up:nth-of-type({n}) [name=filename]"), "value");
    assert_eq!(name(&shown, 1).as_deref(), Some("Book \"let\" 🎹.pdf"));
    // A page stays a text, whatever it was called.
    assert_eq!(name(&shown, 2).as_deref(), Some("evil.html.txt"));

    let edit = |n: usize| shown.attribute(&format!("li.up:nth-of-type({n}) form.extra"), "action").unwrap();
    let wrong = browser.submit(&page, &edit(1), &[("filename", ""), ("description", &"x".repeat(301))]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.texts(".up .error").len(), 2, "{}", wrong.text());
    let fields = [("filename", "Nul.pdf"), ("description", "Twelve pages")];
    assert_eq!(browser.submit(&page, &edit(1), &fields).await.status, StatusCode::SEE_OTHER);
    let ids: Vec<String> =
        (1..=2).map(|n| shown.attribute(&format!("li.up:nth-of-type({n})"), "data-sort-item").unwrap()).collect();
    let order = [("order", ids[1].as_str()), ("order", ids[0].as_str())];
    assert_eq!(browser.submit(&page, &format!("{page}/order"), &order).await.status, StatusCode::SEE_OTHER);
    let shown = browser.get(&page).await;
    assert_eq!([name(&shown, 1), name(&shown, 2)].map(Option::unwrap), ["evil.html.txt", "Nul.pdf"]);

    // Its artist can have it before it is out; nobody else, under no address.
    let own = format!("/studio/extras/{}/file", ids[0]);
    let had = browser.get(&own).await;
    assert_eq!((had.status, had.bytes.as_slice()), (StatusCode::OK, PDF));
    let (_, stranger) = app.fan().await;
    let public = format!("/@ode/low/downloads/extras/{}", ids[0]);
    let nothing = stranger.get("/@ode/low/downloads/extras/01890000-0000-7000-8000-000000000000").await;
    for path in [own.as_str(), &public, "/@ode/low/downloads/extras/x"] {
        let answer = stranger.get(path).await;
        assert_eq!((answer.status, answer.texts("main")), (StatusCode::NOT_FOUND, nothing.texts("main")), "{path}");
    }

    catalogue::publish(&app, &release, account.id).await;
    app.run_pending_jobs().await;
    let visitor = app.visitor();
    let page_of_all = visitor.get("/@ode/low").await;
    assert_eq!(page_of_all.texts(".comes a"), ["evil.html.txt", "Nul.pdf"]);
    assert_eq!(page_of_all.texts(".comes small"), ["Text, 1 KB", "PDF, 1 KB"]);
    assert_eq!(page_of_all.texts(".comes p"), ["Twelve pages"]);
    let text = visitor.get(&format!("/@ode/low/downloads/extras/{}", ids[1])).await;
    assert_eq!((text.status, text.bytes.as_slice()), (StatusCode::OK, HTML));
    assert_eq!(text.content_type(), "text/plain; charset=utf-8");
    assert!(text.header("content-disposition").starts_with("attachment; filename=\"evil.html.txt\""));
    assert_eq!(text.header("x-content-type-options"), "nosniff");
    assert_eq!(text.header("content-security-policy"), "sandbox; default-src 'none'");
    let renamed = visitor.get(&public).await;
    assert!(renamed.header("content-disposition").starts_with("attachment; filename=\"_Nul.pdf\""));

    let zip = visitor.get("/@ode/low/downloads/flac.zip").await;
    assert_eq!(zip.status, StatusCode::OK, "{}", zip.text());
    let reader = ZipFileReader::new(zip.bytes).await.unwrap();
    let names: Vec<&str> = reader.file().entries().iter().map(|entry| entry.filename().as_str().unwrap()).collect();
    let folder = "The ode - Low (FLAC)";
    assert_eq!(
        names,
        ["01 Ebb.flac", "Extras/evil.html.txt", "Extras/_Nul.pdf"].map(|name| format!("{folder}/{name}"))
    );
    for index in 0..names.len() {
        let mut content = Vec::new();
        reader.reader_with_entry(index).await.unwrap().read_to_end_checked(&mut content).await.unwrap();
    }

    let delete = format!("/studio/extras/{}/deletion", ids[0]);
    assert_eq!(browser.submit(&page, &delete, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(visitor.get(&public).await.status, StatusCode::NOT_FOUND);
    let left = std::fs::read_dir(app.data.path().join(format!("blobs/extras/{}", release.id))).unwrap().count();
    assert_eq!(left, 1);
    assert_eq!(std::fs::read_dir(app.app.uploads_dir()).unwrap().count(), 0, "nothing stays behind");
}

#[actix_web::test]
async fn a_program_adds_them_within_quota_and_limit() {
    let app = TestApp::start_with(|settings| settings.with("extra_max", "1000")).await;
    let (artist, account, _) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low").await;
    let program = Program::of(&app, &account).await;
    let path = |name: &str| format!("/api/v1/releases/{}/extras?filename={name}&description=Liner%20notes", release.id);
    let made = program.bytes(Method::POST, &path("notes"), &[], "Sørli\n".into()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["filename"], &made["kind"], &made["bytes"]), (&json!("notes.txt"), &json!("text"), &json!(7)));
    assert_eq!(made["description"], "Liner notes");
    assert_eq!(made["sha256"], hex::encode(Sha256::digest("Sørli\n")));
    assert_eq!(made["url"], json!(null), "it is not published");

    problem(&program.bytes(Method::POST, &path("a.zip"), &[], b"PK\x03\x04\0\0".to_vec()).await, 415, "extra_kind");
    problem(&program.bytes(Method::POST, &path("a.mp3"), &[], b"ID3\x04\0\0".to_vec()).await, 415, "extra_is_audio");
    problem(&program.bytes(Method::POST, &path("a.txt"), &[], Vec::new()).await, 422, "file_empty");
    problem(&program.bytes(Method::POST, &path("a.txt"), &[], vec![b'a'; 1001]).await, 413, "file_too_large");
    let unnamed = format!("/api/v1/releases/{}/extras", release.id);
    problem(&program.bytes(Method::POST, &unnamed, &[], b"a".to_vec()).await, 422, "invalid_fields");
    diesel_async::RunQueryDsl::execute(diesel::sql_query("UPDATE artists SET quota_bytes = 10"), &mut *app.db().await)
        .await
        .unwrap();
    problem(&program.bytes(Method::POST, &path("a.txt"), &[], vec![b'a'; 4]).await, 413, "quota_exceeded");

    let address = format!("/api/v1/extras/{}", made["id"].as_str().unwrap());
    let changed = program.json(Method::PATCH, &address, &json!({"filename": "Words", "position": 1})).await;
    assert_eq!(
        (changed.status, &changed.json()["filename"]),
        (StatusCode::OK, &json!("Words.txt")),
        "{}",
        changed.text()
    );
    let seen = program.call(Method::GET, &format!("/api/v1/releases/{}", release.id)).await.json();
    assert_eq!(seen["extras"][0]["filename"], "Words.txt");
    let other = Program::of(&app, &app.account("other", false).await).await;
    problem(&other.json(Method::PATCH, &address, &json!({"filename": "Mine"})).await, 404, "not_found");
    problem(&other.bytes(Method::POST, &path("a.txt"), &[], b"a".to_vec()).await, 404, "not_found");
    problem(&other.call(Method::DELETE, &address).await, 404, "not_found");
    assert_eq!(program.call(Method::DELETE, &address).await.status, StatusCode::NO_CONTENT);
    assert_eq!(std::fs::read_dir(app.app.uploads_dir()).unwrap().count(), 0, "nothing stays behind");
}

#[actix_web::test]
async fn a_paid_release_names_them_and_keeps_them() {
    let app = TestApp::start().await;
    let (artist, account, browser) = app.artist("ode").await;
    let release = catalogue::draft(&app, &artist, "Low").await;
    catalogue::add_track(&app, &release, "Ebb.wav", File::Wav).await;
    let page = format!("/studio/releases/{}/extras", release.id);
    assert_eq!(send(&browser, &page, &[("Booklet.pdf", PDF)]).await.status, StatusCode::SEE_OTHER);
    let id = browser.get(&page).await.attribute("li.up", "data-sort-item").unwrap();
    let program = Program::of(&app, &account).await;
    let price = json!({"price": {"mode": "fixed", "amount_minor": 900, "currency": "EUR"}});
    program.json(Method::PATCH, &format!("/api/v1/releases/{}", release.id), &price).await;
    catalogue::publish(&app, &release, account.id).await;
    let visitor = app.visitor();
    let shown = visitor.get("/@ode/low").await;
    assert_eq!(shown.texts(".comes b"), ["Booklet.pdf"]);
    assert_eq!(shown.texts(".fmts li")[..2], ["FLAC", "MP3 320"]);
    assert_eq!(visitor.get(&format!("/@ode/low/downloads/extras/{id}")).await.status, StatusCode::NOT_FOUND);
}
