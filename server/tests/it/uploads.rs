//! The resumable way in: tus 1.0, through lost connections and wrong claims.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::api_tokens::Scope;
use model::ids::ReleaseId;
use model::{accounts, artists};
use reqwest::{Method, StatusCode};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::api::{Program, problem};
use crate::catalogue::draft;
use crate::support::{Answer, Browser, TestApp, wav};

const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
const BYTES: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// A program that uploads to a draft.
struct Uploader {
    app: TestApp,
    program: Program,
    release: ReleaseId,
}

impl Uploader {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let (artist, account, _) = app.artist("ode").await;
        let release = draft(&app, &artist, "Ebb").await;
        Self { program: Program::of(&app, &account).await, release: release.id, app }
    }

    async fn announce(&self, filename: &str, length: u64) -> Answer {
        let (name, release) = (STANDARD.encode(filename), STANDARD.encode(self.release.to_string()));
        let metadata = format!("filename {name},release {release},position {}", STANDARD.encode("1"));
        let headers = [TUS, ("upload-length", &length.to_string()), ("upload-metadata", &metadata)];
        self.program.bytes(Method::POST, "/api/v1/uploads", &headers, Vec::new()).await
    }

    async fn begin(&self, filename: &str, length: usize) -> String {
        let answer = self.announce(filename, length as u64).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        assert!(!answer.header("upload-expires").is_empty());
        answer.location()
    }

    async fn send(&self, address: &str, offset: usize, bytes: &[u8]) -> Answer {
        let headers = [TUS, BYTES, ("upload-offset", &offset.to_string())];
        self.program.bytes(Method::PATCH, address, &headers, bytes.to_vec()).await
    }

    async fn offset(&self, address: &str) -> usize {
        let answer = self.program.bytes(Method::HEAD, address, &[TUS], Vec::new()).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.header("upload-offset").parse().unwrap()
    }

    /// A line of its own to the server on which a request has begun: its head is sent, with more headers if need be.
    async fn line(&self, begin: &str, headers: &str) -> TcpStream {
        let account = accounts::by_email(&mut *self.app.db().await, "ode@example.org").await.unwrap().unwrap();
        let token = self.app.token(&account, Scope::Write).await;
        let host = self.app.url.strip_prefix("http://").unwrap();
        let mut line = TcpStream::connect(host).await.unwrap();
        let head = format!("{begin} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n{headers}\r\n");
        line.write_all(head.as_bytes()).await.unwrap();
        line
    }

    async fn tracks(&self) -> Vec<serde_json::Value> {
        let release = self.program.call(Method::GET, &format!("/api/v1/releases/{}", self.release)).await.json();
        release["tracks"].as_array().unwrap().clone()
    }
}

#[actix_web::test]
async fn a_file_comes_in_pieces_and_is_kept_bit_for_bit() {
    let up = Uploader::new().await;
    let file = wav(44_100, 1.0);
    let address = up.begin("01 Ebb.wav", file.len()).await;
    assert_eq!(up.offset(&address).await, 0);
    let sent = up.send(&address, 0, &file[..50_000]).await;
    assert_eq!((sent.status, sent.header("upload-offset").as_str()), (StatusCode::NO_CONTENT, "50000"));
    let wrong = up.send(&address, 10, &file[10..]).await;
    problem(&wrong, 409, "wrong_offset");
    assert_eq!(wrong.header("upload-offset"), "50000");
    problem(&up.send(&address, 50_000, &[0; 1_000_000]).await, 413, "too_many_bytes");
    assert_eq!(up.offset(&address).await, 50_000);
    assert!(up.tracks().await.is_empty(), "half a file is no track");
    let last = up.send(&address, 50_000, &file[50_000..]).await;
    assert_eq!(last.status, StatusCode::NO_CONTENT, "{}", last.text());
    assert_eq!(up.tracks().await.len(), 1);
    // A client whose last answer was lost asks, and sends the rest again.
    assert_eq!(up.offset(&address).await, file.len());
    assert_eq!(up.send(&address, file.len(), &[]).await.status, StatusCode::NO_CONTENT);
    up.app.run_pending_jobs().await;
    assert_eq!(up.offset(&address).await, file.len(), "it is remembered after the worker was done with it");
    let tracks = up.tracks().await;
    assert_eq!(tracks.len(), 1);
    assert_eq!(tracks[0]["state"], "ready", "{}", tracks[0]);
    assert_eq!(tracks[0]["master"]["sha256"], hex::encode(Sha256::digest(&file)));
}

#[actix_web::test]
async fn a_lost_connection_keeps_what_came() {
    let up = Uploader::new().await;
    let file = wav(44_100, 1.0);
    let address = up.begin("ebb.wav", file.len()).await;
    let headers = format!(
        "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {}\r\n",
        file.len()
    );
    let mut line = up.line(&format!("PATCH {address}"), &headers).await;
    line.write_all(&file[..30_000]).await.unwrap();
    line.flush().await.unwrap();
    // The first line still hangs open: asking for the offset ends it, and nothing that came is lost.
    let id = address.rsplit('/').next().unwrap();
    let path = up.app.app.uploads_dir().join(id);
    while std::fs::metadata(&path).map_or(0, |file| file.len()) < 30_000 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let offset = up.offset(&address).await;
    assert_eq!(offset, 30_000);
    let rest = up.send(&address, offset, &file[offset..]).await;
    assert_eq!(rest.status, StatusCode::NO_CONTENT, "{}", rest.text());
    assert_eq!(std::fs::read(&path).unwrap(), file);
}

#[actix_web::test]
async fn bytes_are_held_against_their_checksum() {
    let up = Uploader::new().await;
    let file = wav(44_100, 0.2);
    let address = up.begin("ebb.wav", file.len()).await;
    let send = async |checksum: &str| {
        let headers = [TUS, BYTES, ("upload-offset", "0"), ("upload-checksum", checksum)];
        up.program.bytes(Method::PATCH, &address, &headers, file.clone()).await
    };
    problem(&send("sha256 AAAA").await, 460, "checksum_mismatch");
    problem(&send("md5 AAAA").await, 400, "bad_checksum");
    assert_eq!(up.offset(&address).await, 0);
    let right = format!("sha256 {}", STANDARD.encode(Sha256::digest(&file)));
    assert_eq!(send(&right).await.status, StatusCode::NO_CONTENT);
    assert_eq!(up.tracks().await.len(), 1);
}

#[actix_web::test]
async fn what_cannot_come_in_is_refused_before_its_bytes() {
    let up = Uploader::new().await;
    let options = up.program.call(Method::OPTIONS, "/api/v1/uploads").await;
    assert!(options.header("tus-extension").split(',').any(|one| one == "termination"));
    assert_eq!(options.header("tus-version"), "1.0.0");
    problem(&up.announce("huge.wav", 5_000_000_000).await, 413, "file_too_large");
    problem(&up.announce("empty.wav", 0).await, 422, "file_empty");
    let speechless = up.program.bytes(Method::POST, "/api/v1/uploads", &[], Vec::new()).await;
    problem(&speechless, 412, "tus_version");
    let aimless = [TUS, ("upload-length", "10"), ("upload-metadata", "filename YS53YXY=")];
    problem(&up.program.bytes(Method::POST, "/api/v1/uploads", &aimless, Vec::new()).await, 400, "bad_metadata");

    let artist = artists::by_handle(&mut *up.app.db().await, "ode").await.unwrap().unwrap();
    artists::set_quota(&mut *up.app.db().await, artist.id, Some(100_000)).await.unwrap();
    let first = up.begin("fits.wav", 60_000).await;
    let full = problem(&up.announce("does not.wav", 60_000).await, 413, "quota_exceeded");
    assert!(full["detail"].as_str().unwrap().contains("40 kB left of the artist's 100 kB"), "{full}");
    // What is given up makes room again.
    let gone = up.program.bytes(Method::DELETE, &first, &[TUS], Vec::new()).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(up.announce("fits now.wav", 60_000).await.status, StatusCode::CREATED);
    let head = up.program.bytes(Method::HEAD, &first, &[TUS], Vec::new()).await;
    assert_eq!(head.status, StatusCode::NOT_FOUND);
    let short_way = format!("/api/v1/releases/{}/tracks?filename=a.wav", up.release);
    problem(&up.program.bytes(Method::POST, &short_way, &[], vec![0; 60_000]).await, 413, "quota_exceeded");
}

#[actix_web::test]
async fn whoever_sends_more_than_is_taken_is_told_to_stop() {
    let up = Uploader::new().await;
    let artist = artists::by_handle(&mut *up.app.db().await, "ode").await.unwrap().unwrap();
    artists::set_quota(&mut *up.app.db().await, artist.id, Some(100_000)).await.unwrap();
    let short_way = format!("POST /api/v1/releases/{}/tracks?filename=a.wav", up.release);
    let extra = format!("POST /api/v1/releases/{}/extras?filename=a.txt", up.release);
    let part = format!("{:x}\r\n{}\r\n", 60_000, "a".repeat(60_000));
    for begin in [short_way.as_str(), extra.as_str()] {
        // Its length is said: not a byte of it is waited for.
        let mut line = up.line(begin, "Content-Length: 200000000\r\n").await;
        assert_told_to_stop(&mut line).await;
        assert_closed(&mut line).await;
        // Its length is not said: the second part is too much, and there are more to come.
        let mut line = up.line(begin, "Transfer-Encoding: chunked\r\n").await;
        line.write_all(part.repeat(2).as_bytes()).await.unwrap();
        assert_told_to_stop(&mut line).await;
        line.write_all(b"0\r\n\r\n").await.unwrap();
        assert_closed(&mut line).await;
    }
    assert_eq!(std::fs::read_dir(up.app.app.uploads_dir()).unwrap().count(), 0, "nothing stays behind");

    let address = up.begin("fits.wav", 60_000).await;
    let headers = "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n\
         Transfer-Encoding: chunked\r\n";
    let mut line = up.line(&format!("PATCH {address}"), headers).await;
    line.write_all(part.repeat(2).as_bytes()).await.unwrap();
    assert_told_to_stop(&mut line).await;
    // On a line whose requests are read to their end the next one follows.
    let mut line = up.line("GET /livez", "").await;
    let said = head(&mut line).await;
    assert!(said.starts_with("http/1.1 200") && !said.contains("connection: close"), "{said}");
}

/// Sends parts of a body that never ends until the line is closed; how many bytes it took.
async fn send_for_ever(mut line: tokio::net::tcp::OwnedWriteHalf) -> usize {
    let part = format!("{:x}\r\n{}\r\n", 16_384, "a".repeat(16_384));
    // As fast as a good line, not as this machine speaks with itself.
    let mut pace = tokio::time::interval(Duration::from_millis(1));
    let mut sent = 0;
    while sent < 200_000_000 && line.write_all(part.as_bytes()).await.is_ok() {
        sent += part.len();
        pace.tick().await;
    }
    sent
}

#[actix_web::test]
async fn a_body_that_never_ends_is_answered_and_not_read_on() {
    let up = Uploader::new().await;
    let artist = artists::by_handle(&mut *up.app.db().await, "ode").await.unwrap().unwrap();
    artists::set_quota(&mut *up.app.db().await, artist.id, Some(100_000)).await.unwrap();
    let upload = format!("POST /api/v1/releases/{}/tracks?filename=a.wav", up.release);
    for (begin, status) in
        [(upload.as_str(), "413"), ("POST /api/v1/releases", "413"), ("POST /api/v1/nothing-here", "404")]
    {
        let line = up.line(begin, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n").await;
        let (mut answers, sender) = line.into_split();
        let sender = actix_web::rt::spawn(send_for_ever(sender));
        let said = head(&mut answers).await;
        assert!(said.starts_with(&format!("http/1.1 {status} ")), "{begin}: {said}");
        assert!(said.contains("\r\nconnection: close\r\n"), "{begin}: {said}");
        let sent = sender.await.unwrap();
        assert!(sent < 100_000_000, "{begin}: {sent} bytes were taken");
    }
}

/// The head of the next answer, in small letters.
async fn head(line: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
    let mut said = Vec::new();
    while !said.ends_with(b"\r\n\r\n") {
        let byte = tokio::time::timeout(Duration::from_secs(10), line.read_u8()).await.expect("silence");
        said.push(byte.unwrap_or_else(|error| panic!("{error} after {}", String::from_utf8_lossy(&said))));
    }
    String::from_utf8(said).unwrap().to_lowercase()
}

async fn assert_told_to_stop(line: &mut TcpStream) {
    let said = head(line).await;
    assert!(said.starts_with("http/1.1 413 ") && said.contains("\r\nconnection: close\r\n"), "{said}");
}

/// Asserts that the rest of the answer is a problem, and that nothing follows it.
async fn assert_closed(line: &mut TcpStream) {
    let mut rest = String::new();
    let read = tokio::time::timeout(Duration::from_secs(10), line.read_to_string(&mut rest)).await;
    read.expect("the line stays open").unwrap();
    let problem: serde_json::Value = serde_json::from_str(&rest).unwrap_or_else(|error| panic!("{error}: {rest}"));
    assert_eq!((&problem["status"], &problem["code"]), (&413.into(), &"quota_exceeded".into()));
}

#[actix_web::test]
async fn an_open_page_lists_what_is_not_whole_as_long_as_it_is_not() {
    let up = Uploader::new().await;
    let account = accounts::by_email(&mut *up.app.db().await, "ode@example.org").await.unwrap().unwrap();
    let browser = up.app.signed_in(&account).await;
    let page = format!("/studio/releases/{}", up.release);
    let none = browser.get(&page).await;
    assert!(none.attribute("#unfinished", "hidden").is_some() && none.texts("#unfinished li").is_empty());
    let file = wav(44_100, 0.2);
    let first = up.begin("Ebb.wav", file.len()).await;
    let second = up.begin("Flow.wav", file.len()).await;
    up.begin("Neap.wav", file.len()).await;
    assert_eq!(up.send(&first, 0, &file[..1000]).await.status, StatusCode::NO_CONTENT);
    // What a server leaves that ends between the last byte and the track.
    std::fs::write(up.app.app.uploads_dir().join(second.rsplit('/').next().unwrap()), &file).unwrap();
    let shown = browser.get(&page).await;
    assert!(shown.attribute("#unfinished", "hidden").is_none());
    assert_eq!(shown.texts("#unfinished li b"), ["Ebb.wav", "Flow.wav", "Neap.wav"]);
    assert_eq!(shown.texts("#unfinished li .small")[..2], ["1 kB of 35 kB are here", "35 kB of 35 kB are here"]);

    // Nothing but that list changes between the page and its stream.
    let deletion = shown.attribute("#unfinished li:last-child form", "action").unwrap();
    assert_eq!(browser.submit(&page, &deletion, &[]).await.status, StatusCode::SEE_OTHER);
    let source = shown.attribute("turbo-stream-source", "src").unwrap();
    let mut stream = Listener::of(&browser, &source).await;
    let list = stream.next("unfinished").await;
    assert!(list.contains("Ebb.wav") && list.contains("Flow.wav") && !list.contains("Neap.wav"), "{list}");

    // Each leaves it when it is whole: by its last bytes, and by the question how far it is.
    assert_eq!(up.send(&first, 1000, &file[1000..]).await.status, StatusCode::NO_CONTENT);
    let list = stream.next("unfinished").await;
    assert!(!list.contains("Ebb.wav") && list.contains(&format!("data-upload=\"{second}\"")), "{list}");
    assert!(stream.next("track-list").await.contains(">Ebb</a>"));
    assert_eq!(up.offset(&second).await, file.len());
    let list = stream.next("unfinished").await;
    assert!(list.contains(" hidden>") && !list.contains("Flow.wav"), "{list}");
    assert!(stream.next("track-list").await.contains(">Flow</a>"));
    assert!(browser.get(&page).await.texts("#unfinished li").is_empty());
}

/// The stream of an open page.
struct Listener {
    stream: reqwest::Response,
    heard: String,
}

impl Listener {
    async fn of(browser: &Browser, source: &str) -> Self {
        let stream = browser.request(Method::GET, source).send().await.unwrap();
        assert_eq!(stream.status(), StatusCode::OK);
        Self { stream, heard: String::new() }
    }

    /// The next message for an element; those before it are passed over.
    async fn next(&mut self, target: &str) -> String {
        let wanted = format!("target=\"{target}\"");
        loop {
            while let Some((message, rest)) = self.heard.split_once("\n\n") {
                let (message, rest) = (message.to_owned(), rest.to_owned());
                self.heard = rest;
                if message.contains(&wanted) {
                    return message;
                }
            }
            let part = tokio::time::timeout(Duration::from_secs(20), self.stream.chunk()).await.expect("silence");
            let part = part.unwrap().expect("the stream ended");
            self.heard.push_str(std::str::from_utf8(&part).unwrap());
        }
    }
}

#[actix_web::test]
async fn an_upload_is_its_artists_own() {
    let up = Uploader::new().await;
    let address = up.begin("ebb.wav", 1000).await;
    let (_, other, _) = up.app.artist("other").await;
    let other = Program::of(&up.app, &other).await;
    for method in [Method::HEAD, Method::PATCH, Method::DELETE] {
        let answer = other.bytes(method.clone(), &address, &[TUS, BYTES, ("upload-offset", "0")], vec![0; 10]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method}");
    }
    assert_eq!(up.offset(&address).await, 0);
    let metadata = format!("filename YS53YXY=,release {}", STANDARD.encode(up.release.to_string()));
    let headers = [TUS, ("upload-length", "10"), ("upload-metadata", metadata.as_str())];
    problem(&other.bytes(Method::POST, "/api/v1/uploads", &headers, Vec::new()).await, 404, "not_found");
}

#[actix_web::test]
async fn a_better_file_takes_a_refused_ones_place() {
    let up = Uploader::new().await;
    let page = b"<!DOCTYPE html><title>not music</title>".to_vec();
    let address = up.begin("ebb.wav", page.len()).await;
    assert_eq!(up.send(&address, 0, &page).await.status, StatusCode::NO_CONTENT);
    up.app.run_pending_jobs().await;
    let refused = up.tracks().await.remove(0);
    assert_eq!(refused["state"], "refused");
    assert!(refused["refusal"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    let track = refused["id"].as_str().unwrap();
    let file = wav(44_100, 0.5);
    let metadata = format!("filename {},track {}", STANDARD.encode("ebb 2.wav"), STANDARD.encode(track));
    let headers = [TUS, ("upload-length", &file.len().to_string()), ("upload-metadata", metadata.as_str())];
    let begun = up.program.bytes(Method::POST, "/api/v1/uploads", &headers, Vec::new()).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    assert_eq!(up.send(&begun.location(), 0, &file).await.status, StatusCode::NO_CONTENT);
    up.app.run_pending_jobs().await;
    let tracks = up.tracks().await;
    assert_eq!(tracks.len(), 1);
    assert_eq!((&tracks[0]["id"], &tracks[0]["state"]), (&refused["id"], &serde_json::json!("ready")), "{}", tracks[0]);
    assert!(tracks[0]["refusal"].is_null());
}
