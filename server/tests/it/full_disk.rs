//! A disk that is really full: a small filesystem of its own, in memory, that this program alone sees.

use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use model::ids::ReleaseId;
use model::queue;
use model::tracks::{self, TrackState};
use reqwest::{Body, Method, StatusCode};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::api::{Program, problem};
use crate::catalogue::draft;
use crate::support::{Browser, TestApp, wav};

const MEGABYTES: usize = 32;
const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
const BYTES: (&str, &str) = ("content-type", "application/offset+octet-stream");

/// Where the test finds its disk when it runs for the second time.
const PLACE: &str = "TONEWOOD_TEST_SMALL_DISK";
/// Mounts a disk at the first argument, then becomes the rest.
const MOUNT: &str =
    "mount -t tmpfs -o size=\"$1\",mode=0777 tmpfs \"$2\" && echo a small disk is mounted && shift 2 && exec \"$@\"";

/// A filesystem of some megabytes that this process and those it starts see alone.
struct SmallDisk {
    path: PathBuf,
}

impl SmallDisk {
    /// The disk; nothing in the process that was started as a test, which starts itself again where the disk is mounted and
    /// passes on how that ended.
    #[expect(clippy::disallowed_methods, reason = "the test hands this to itself; it is no setting")]
    fn enter(test: &str) -> Option<Self> {
        if let Some(place) = std::env::var_os(PLACE) {
            return Some(Self { path: place.into() });
        }
        let place = tempfile::tempdir().unwrap();
        let mut ended = Self::run(&["--mount"], &[], place.path(), test);
        if !said(&ended).contains("a small disk is mounted") {
            // Not root: root in a namespace of its own mounts it, and the test is itself again in another one within.
            let facts = std::fs::metadata("/proc/self").unwrap();
            let (user, group) = (format!("--map-user={}", facts.uid()), format!("--map-group={}", facts.gid()));
            let itself_again = ["unshare", "--user", &user, &group];
            ended = Self::run(&["--mount", "--map-root-user"], &itself_again, place.path(), test);
        }
        assert!(
            said(&ended).contains("a small disk is mounted"),
            "this machine allows no mount namespace, neither to this user nor in a user namespace: {}",
            said(&ended)
        );
        assert!(ended.status.success(), "{}", said(&ended));
        None
    }

    fn run(namespaces: &[&str], before: &[&str], place: &Path, test: &str) -> Output {
        let size = format!("{MEGABYTES}m");
        Command::new("unshare")
            .args(namespaces)
            .args(["sh", "-c", MOUNT, "sh", &size])
            .arg(place)
            .args(before)
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", &format!("full_disk::{test}"), "--nocapture"])
            .env(PLACE, place)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn filler(&self) -> PathBuf {
        self.path.join("filler")
    }

    /// Fills it until `left` bytes are free.
    fn fill(&self, left: u64) {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(self.filler()).unwrap();
        let block = vec![0_u8; 64 * 1024];
        while server::uploads::disk::free_bytes(&self.path).unwrap() > left {
            if let Err(error) = file.write_all(&block) {
                assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
                return;
            }
        }
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// An artist on an instance that lives on a small disk.
struct Scene {
    app: TestApp,
    program: Program,
    browser: Browser,
    release: ReleaseId,
    disk: SmallDisk,
}

impl Scene {
    async fn set(disk: SmallDisk) -> Self {
        let data = disk.path.to_str().unwrap().to_owned();
        let app = TestApp::start_with(|settings| settings.with("data", data)).await;
        let (artist, account, browser) = app.artist("ode").await;
        let release = draft(&app, &artist, "Ebb").await.id;
        Self { program: Program::of(&app, &account).await, browser, release, app, disk }
    }

    fn reserve(&self) -> u64 {
        server::uploads::disk::reserve_bytes(&self.disk.path).unwrap()
    }

    async fn announce(&self, length: usize) -> crate::support::Answer {
        let (name, release) = (STANDARD.encode("ebb.wav"), STANDARD.encode(self.release.to_string()));
        let metadata = format!("filename {name},release {release}");
        let headers = [TUS, ("upload-length", &length.to_string()), ("upload-metadata", &metadata)];
        self.program.bytes(Method::POST, "/api/v1/uploads", &headers, Vec::new()).await
    }

    async fn send(&self, address: &str, offset: usize, bytes: &[u8]) -> crate::support::Answer {
        let headers = [TUS, BYTES, ("upload-offset", &offset.to_string())];
        self.program.bytes(Method::PATCH, address, &headers, bytes.to_vec()).await
    }

    async fn offset(&self, address: &str) -> usize {
        let answer = self.program.bytes(Method::HEAD, address, &[TUS], Vec::new()).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.header("upload-offset").parse().unwrap()
    }

    async fn track(&self) -> Value {
        let release = self.program.call(Method::GET, &format!("/api/v1/releases/{}", self.release)).await.json();
        release["tracks"][0].clone()
    }

    /// The same program over a line of its own: one on which half a body was left cannot be used for the next request.
    async fn over_another_line(&self) -> Program {
        let account = model::accounts::by_email(&mut *self.app.db().await, "ode@example.org").await.unwrap().unwrap();
        Program::of(&self.app, &account).await
    }

    fn short_way(&self) -> String {
        format!("/api/v1/releases/{}/tracks?filename=ebb.wav", self.release)
    }

    fn uploads(&self) -> usize {
        std::fs::read_dir(self.app.app.uploads_dir()).unwrap().count()
    }
}

/// A body whose length nobody is told before its end.
fn stream(bytes: &[u8]) -> Body {
    let parts: Vec<_> =
        bytes.chunks(64 * 1024).map(|part| Ok::<_, std::io::Error>(Bytes::copy_from_slice(part))).collect();
    Body::wrap_stream(futures::stream::iter(parts))
}

fn words(problem: &Value) -> &str {
    problem["detail"].as_str().unwrap()
}

#[actix_web::test]
async fn an_upload_stops_at_the_full_disk_and_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::enter("an_upload_stops_at_the_full_disk_and_goes_on_when_there_is_room") else {
        return;
    };
    let scene = Scene::set(disk).await;
    let file = wav(44_100, 30.0);
    let address = scene.announce(file.len()).await.location();
    assert_eq!(scene.send(&address, 0, &file[..1_000_000]).await.status, StatusCode::NO_CONTENT);

    // It is known beforehand that the rest does not fit: nothing of it is taken.
    scene.disk.fill(scene.reserve() + 1_000_000);
    let refused = problem(&scene.send(&address, 1_000_000, &file[1_000_000..]).await, 507, "disk_full");
    assert!(
        words(&refused).contains("disk of this server is full") && words(&refused).contains("is kept"),
        "{refused}"
    );
    assert_eq!(scene.offset(&address).await, 1_000_000);
    problem(&scene.announce(file.len()).await, 507, "disk_full");

    // It is not known beforehand: the disk fills under the bytes, and what fitted is kept.
    let rest = stream(&file[1_000_000..]);
    let other = scene.over_another_line().await;
    let patch = other.request(Method::PATCH, &address).header(TUS.0, TUS.1).header(BYTES.0, BYTES.1);
    let sent = other.send(patch.header("upload-offset", "1000000").body(rest)).await;
    problem(&sent, 507, "disk_full");
    let kept = scene.offset(&address).await;
    assert!(kept > 1_000_000 && kept < file.len(), "{kept}");
    assert!(server::uploads::disk::free_bytes(&scene.disk.path).unwrap() < 100_000, "it was really full");

    scene.disk.make_room();
    let rest = scene.send(&address, kept, &file[kept..]).await;
    assert_eq!(rest.status, StatusCode::NO_CONTENT, "{}", rest.text());
    scene.app.run_pending_jobs().await;
    let track = scene.track().await;
    assert_eq!(
        (&track["state"], &track["master"]["sha256"]),
        (&"ready".into(), &hex::encode(Sha256::digest(&file)).into())
    );
}

#[actix_web::test]
async fn what_does_not_fit_leaves_nothing_behind_and_reads_go_on() {
    let Some(disk) = SmallDisk::enter("what_does_not_fit_leaves_nothing_behind_and_reads_go_on") else { return };
    let scene = Scene::set(disk).await;
    let song = wav(44_100, 2.0);
    assert_eq!(scene.program.bytes(Method::POST, &scene.short_way(), &[], song).await.status, StatusCode::CREATED);
    scene.app.run_pending_jobs().await;
    let before = scene.track().await;
    assert_eq!(before["state"], "ready");

    // Some room beyond the reserve: a transfer of unknown length is let in and meets the end of the disk.
    scene.disk.fill(scene.reserve() + 500_000);
    let large = wav(44_100, 30.0);
    let refused =
        problem(&scene.program.bytes(Method::POST, &scene.short_way(), &[], large.clone()).await, 507, "disk_full");
    assert!(words(&refused).contains("was not taken") && words(&refused).contains("upload it again"), "{refused}");
    let other = scene.over_another_line().await;
    let sent = other.request(Method::POST, &scene.short_way()).body(stream(&large));
    problem(&other.send(sent).await, 507, "disk_full");
    assert_eq!(scene.uploads(), 0, "nobody goes on with a transfer of the short way");

    scene.disk.fill(0);
    let cover = format!("/api/v1/releases/{}/cover", scene.release);
    let picture = problem(&scene.program.bytes(Method::PUT, &cover, &[], vec![0x89; 300_000]).await, 507, "disk_full");
    assert!(words(&picture).contains("disk of this instance is full"), "{picture}");
    let form = reqwest::multipart::Form::new()
        .text("csrf", scene.browser.csrf(&format!("/studio/releases/{}", scene.release)).await)
        .part("files", reqwest::multipart::Part::bytes(wav(44_100, 2.0)).file_name("two.wav"));
    let address = format!("/studio/releases/{}/uploads", scene.release);
    let page = scene.browser.send(scene.browser.request(Method::POST, &address).multipart(form)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let told = scene.browser.get(&page.location()).await.texts("[data-flash]").join(" ");
    assert!(told.contains("two.wav: The disk of this server is full, so the file was not taken."), "{told}");

    let visitor = scene.app.visitor();
    for path in ["/", "/discover", "/livez"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(scene.browser.get(&format!("/studio/releases/{}", scene.release)).await.status, StatusCode::OK);
    let sound = before["progressive_mp3"].as_str().unwrap().strip_prefix(&scene.app.url).unwrap();
    let heard = visitor.get(sound).await;
    assert_eq!((heard.status, heard.bytes.is_empty()), (StatusCode::OK, false));
    assert_eq!(scene.track().await["master"], before["master"]);
    assert!(empty_files(&scene.disk.path.join("blobs")).is_empty(), "a blob that could not be written is not there");
}

#[actix_web::test]
async fn a_job_waits_for_room_and_refuses_no_file() {
    let Some(disk) = SmallDisk::enter("a_job_waits_for_room_and_refuses_no_file") else { return };
    let scene = Scene::set(disk).await;
    let song = wav(44_100, 20.0);
    assert_eq!(
        scene.program.bytes(Method::POST, &scene.short_way(), &[], song.clone()).await.status,
        StatusCode::CREATED
    );
    scene.disk.fill(0);
    scene.app.run_pending_jobs().await;
    let id = scene.track().await["id"].as_str().unwrap().parse().unwrap();
    let track = tracks::find(&mut *scene.app.db().await, id).await.unwrap().unwrap();
    assert_ne!(track.state, TrackState::Refused, "{:?}", track.refusal_message);
    assert_ne!(track.state, TrackState::Ready);

    scene.disk.make_room();
    for job in queue::list(&mut *scene.app.db().await, 10).await.unwrap() {
        queue::retry(&mut *scene.app.db().await, job.id).await.unwrap();
    }
    scene.app.run_pending_jobs().await;
    let track = scene.track().await;
    assert_eq!(
        (&track["state"], &track["master"]["sha256"]),
        (&"ready".into(), &hex::encode(Sha256::digest(&song)).into())
    );
    assert_eq!(scene.uploads(), 0);
}

/// Files without a byte, which a write that failed would leave.
fn empty_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let facts = entry.metadata().unwrap();
        if facts.is_dir() {
            found.extend(empty_files(&entry.path()));
        } else if facts.len() == 0 {
            found.push(entry.path());
        }
    }
    found
}
