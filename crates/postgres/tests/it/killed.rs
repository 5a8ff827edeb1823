use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use postgres::Embedded;

use crate::{connect, folder, processes, wait_for};

/// Another process that runs the database of a folder, and the connection string it printed.
fn holder(data: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_embedded-postgres"))
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    (child, url.trim().to_owned())
}

fn kill(pid: u32, signal: &str) {
    assert!(Command::new("kill").arg(signal).arg(pid.to_string()).status().unwrap().success());
}

fn postmaster(data: &Path) -> u32 {
    let versions = std::fs::read_dir(data.join("postgres")).unwrap().flatten();
    let files: Vec<_> =
        versions.filter_map(|entry| std::fs::read_to_string(entry.path().join("postmaster.pid")).ok()).collect();
    files.first().unwrap().lines().next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_killed_parent_leaves_nothing_behind() {
    let folder = folder();
    let data = folder.path().join("data");
    let (mut child, url) = holder(&data);
    connect(&url).await.batch_execute("CREATE TABLE kept AS SELECT 7 AS seven").await.unwrap();
    kill(child.id(), "-9");
    child.wait().unwrap();
    wait_for("the server to end", || processes(&data).is_empty());
}

#[tokio::test]
async fn the_next_start_need_not_wait_for_the_end_of_the_last() {
    let folder = folder();
    let data = folder.path().join("data");
    for round in 0..3 {
        let (mut child, url) = holder(&data);
        let client = connect(&url).await;
        client.batch_execute("CREATE TABLE IF NOT EXISTS rounds (round int)").await.unwrap();
        client.execute("INSERT INTO rounds VALUES ($1)", &[&round]).await.unwrap();
        kill(child.id(), "-9");
        child.wait().unwrap();
    }
    let database = Embedded::start(&data).unwrap();
    let count = connect(&database.url()).await.query_one("SELECT count(*) FROM rounds", &[]).await.unwrap();
    assert_eq!(count.get::<_, i64>(0), 3);
}

#[tokio::test]
async fn a_server_killed_with_its_parent_is_no_obstacle() {
    let folder = folder();
    let data = folder.path().join("data");
    let (mut child, url) = holder(&data);
    connect(&url).await.batch_execute("CREATE TABLE kept AS SELECT 7 AS seven").await.unwrap();
    // Stopped, the parent cannot start the server again before it is killed itself.
    kill(child.id(), "-STOP");
    kill(postmaster(&data), "-9");
    kill(child.id(), "-9");
    child.wait().unwrap();
    let database = Embedded::start(&data).unwrap();
    let seven = connect(&database.url()).await.query_one("SELECT seven FROM kept", &[]).await.unwrap();
    assert_eq!(seven.get::<_, i32>(0), 7);
}

#[tokio::test]
async fn a_server_that_dies_alone_is_started_again() {
    let folder = folder();
    let data = folder.path().join("data");
    let database = Embedded::start(&data).unwrap();
    let first = postmaster(&data);
    kill(first, "-9");
    let url = database.url();
    wait_for("another server", || Embedded::connect_running(&data).is_some() && postmaster(&data) != first);
    connect(&url).await.query_one("SELECT 1", &[]).await.unwrap();
    database.stop();
    assert_eq!(processes(&data), Vec::<u32>::new());
}

#[test]
fn an_interrupt_from_the_terminal_does_not_reach_the_server() {
    let folder = folder();
    let data = folder.path().join("data");
    let database = Embedded::start(&data).unwrap();
    let group = |pid: &str| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        stat.rsplit(')').next().unwrap().split_whitespace().nth(2).unwrap().to_owned()
    };
    assert_ne!(group(&postmaster(&data).to_string()), group("self"));
    database.stop();
}
