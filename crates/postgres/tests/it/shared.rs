use postgres::{Embedded, Options};

use crate::{connect, folder, processes, wait_for};

#[tokio::test]
async fn a_shared_server_serves_all_and_goes_when_nobody_uses_it() {
    let folder = folder();
    let data = folder.path().join("shared");
    let options = Options { fast: true, max_connections: 20 };
    let starts: Vec<_> = (0..3)
        .map(|_| {
            let (data, options) = (data.clone(), options.clone());
            std::thread::spawn(move || Embedded::share(&data, options, 5).unwrap())
        })
        .collect();
    let sockets: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
    for socket in &sockets {
        socket.execute("postgres", "SELECT 1").unwrap();
    }
    let [first, ..] = sockets.as_slice() else { panic!("no socket") };
    first.execute("postgres", "CREATE DATABASE copy TEMPLATE tonewood").unwrap();
    assert!(first.execute("postgres", "CREATE DATABASE copy").unwrap_err().to_string().contains("already exists"));
    connect(&first.url("copy")).await.query_one("SELECT 1", &[]).await.unwrap();

    std::fs::remove_file(data.join("used")).unwrap();
    wait_for("the server to end", || processes(&data).is_empty());
    wait_for("its data to go", || std::fs::read_dir(data.join("postgres")).unwrap().count() == 0);
}
