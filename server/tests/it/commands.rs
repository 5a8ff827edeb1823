//! The program as its admin uses it: started, asked, killed, started again.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A data folder that PostgreSQL's user may enter.
fn folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::Builder::new().prefix("tw-").tempdir_in("/tmp").unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn tonewood(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonewood"));
    command.args(arguments).arg("--data").arg(data).env_remove("DATABASE_URL");
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A running `tonewood up`, killed if the test forgets it.
struct Up {
    child: Child,
    url: String,
}

impl Up {
    fn start(data: &Path) -> Self {
        let listen = format!("127.0.0.1:{}", free_port());
        let mut child = tonewood(&["up", "--no-seed", "--listen", &listen], data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.find_map(|line| line.ok().filter(|line| line.starts_with("Tonewood is ready at ")));
        assert_eq!(ready, Some(format!("Tonewood is ready at http://{listen}")));
        // Whatever it prints later goes nowhere, and it does not stumble over a closed pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: format!("http://{listen}") }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    fn ends(&mut self) -> bool {
        until(|| self.child.try_wait().unwrap().is_some())
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a condition comes true within 20 seconds.
fn until(mut condition: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(20) {
        if condition() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// Processes whose command line names the folder.
fn processes_of(data: &Path) -> usize {
    let wanted = data.to_string_lossy().into_owned();
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .filter(|line| String::from_utf8_lossy(line).contains(&wanted))
        .count()
}

#[actix_web::test]
async fn it_starts_answers_commands_and_leaves_nothing_behind() {
    let data = folder();
    let mut up = Up::start(data.path());
    let live = reqwest::get(format!("{}/livez", up.url)).await.unwrap();
    assert_eq!(live.status(), 200);

    let create = ["account", "create", "--email", "ode@example.org", "--password", "correct horse battery"];
    let made = tonewood(&create, data.path()).output().unwrap();
    assert!(made.status.success(), "{}", said(&made));
    assert!(String::from_utf8_lossy(&made.stdout).trim().parse::<uuid::Uuid>().is_ok(), "{}", said(&made));
    let again = tonewood(&create, data.path()).output().unwrap();
    assert!(!again.status.success() && said(&again).contains("exists already"), "{}", said(&again));
    let token = tonewood(&["token", "create", "--account", "ode@example.org"], data.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&token.stdout).starts_with("tw_"), "{}", said(&token));
    let doctor = tonewood(&["doctor"], data.path()).output().unwrap();
    assert!(doctor.status.success(), "{}", said(&doctor));

    let second = tonewood(&["up", "--no-seed", "--listen", &format!("127.0.0.1:{}", free_port())], data.path())
        .output()
        .unwrap();
    assert!(!second.status.success() && said(&second).lines().count() == 1, "{}", said(&second));

    up.signal("INT");
    assert!(up.ends(), "Ctrl-C does not end it");
    assert!(until(|| processes_of(data.path()) == 0), "something is left behind");
}

#[actix_web::test]
async fn killed_it_leaves_no_process_and_starts_again_with_everything() {
    let data = folder();
    let mut up = Up::start(data.path());
    let create = ["account", "create", "--email", "ode@example.org", "--password", "correct horse battery"];
    assert!(tonewood(&create, data.path()).output().unwrap().status.success());
    up.signal("KILL");
    assert!(up.ends());
    assert!(until(|| processes_of(data.path()) == 0), "PostgreSQL outlives a kill");
    let started = Instant::now();
    let again = Up::start(data.path());
    assert!(started.elapsed() < Duration::from_secs(15));
    let exists = tonewood(&create, data.path()).output().unwrap();
    assert!(said(&exists).contains("exists already"), "{}", said(&exists));
    drop(again);
}

#[actix_web::test]
async fn two_instances_run_side_by_side() {
    let (first, second) = (folder(), folder());
    let (one, two) = (Up::start(first.path()), Up::start(second.path()));
    for up in [&one, &two] {
        assert_eq!(reqwest::get(format!("{}/readyz", up.url)).await.unwrap().status(), 200);
    }
}

#[test]
fn a_taken_port_is_said_in_one_sentence() {
    let data = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let refused = tonewood(&["up", "--no-seed", "--listen", &listen], data.path()).output().unwrap();
    assert!(!refused.status.success());
    let said = said(&refused);
    assert!(said.contains(&listen) && said.contains("--listen"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn settings_are_shown_with_their_source_and_without_secrets() {
    let data = folder();
    let mut command = tonewood(&["config", "print", "--instance-name", "Kelp"], data.path());
    let shown = command.env("TONEWOOD_SMTP_URL", "smtps://ode:hunter2hunter2@mail.example").output().unwrap();
    let said = said(&shown);
    assert!(shown.status.success() && said.contains("Kelp"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_doctor_names_what_is_wrong_and_the_way_out() {
    let data = folder();
    let mut command = tonewood(&["doctor", "--url", "http://music.example"], data.path());
    let looked = command.env("TONEWOOD_MEDIA_EXECUTABLE", "/nowhere/tonewood-media").output().unwrap();
    assert!(!looked.status.success());
    let said = said(&looked);
    for (what, way_out) in [
        ("address", "set url to its https address"),
        ("codecs", "TONEWOOD_MEDIA_EXECUTABLE"),
        ("mail", "set smtp_url"),
        ("admin", "open the link that tonewood up prints"),
    ] {
        let line = said.lines().find(|line| line.starts_with("WRONG") && line.contains(what));
        assert!(line.is_some_and(|line| line.contains(way_out)), "{what}: {said}");
    }
    for what in ["disk", "storage", "database", "clock", "worker", "jobs", "search"] {
        assert!(said.lines().any(|line| line.starts_with("ok") && line.contains(what)), "{what}: {said}");
    }
}

#[test]
fn search_is_made_anew_beside_an_instance_that_runs_and_without_one() {
    let data = folder();
    let mut up = Up::start(data.path());
    let beside = tonewood(&["search", "reindex"], data.path()).output().unwrap();
    assert!(beside.status.success() && said(&beside).contains("The new index answers."), "{}", said(&beside));
    let looked = said(&tonewood(&["doctor"], data.path()).output().unwrap());
    assert!(looked.lines().any(|line| line.starts_with("ok") && line.contains("search    finds 0 things")), "{looked}");
    up.signal("INT");
    assert!(up.ends());
    let alone = tonewood(&["search", "reindex"], data.path()).output().unwrap();
    assert!(alone.status.success() && said(&alone).contains("The new index answers."), "{}", said(&alone));
}
