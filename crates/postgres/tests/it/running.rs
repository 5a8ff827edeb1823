use postgres::{Embedded, PostgresError};

use crate::{connect, folder, processes};

#[tokio::test]
async fn data_outlive_a_restart_and_nothing_else_does() {
    let folder = folder();
    let data = folder.path().join("with a space/data");
    let database = Embedded::start(&data).unwrap();
    let client = connect(&database.url()).await;
    client.batch_execute("CREATE TABLE songs (title text); INSERT INTO songs VALUES ('Élan')").await.unwrap();
    assert!(!processes(&data).is_empty());
    database.stop();
    assert_eq!(processes(&data), Vec::<u32>::new());
    assert!(!data.join("run").exists());

    let database = Embedded::start(&data).unwrap();
    let client = connect(&database.url()).await;
    let row = client.query_one("SELECT lower(title) FROM songs", &[]).await.unwrap();
    assert_eq!(row.get::<_, String>(0), "élan");
    drop(database);
    assert_eq!(processes(&data), Vec::<u32>::new());
}

#[tokio::test]
async fn a_second_one_is_kept_out_but_may_connect() {
    let folder = folder();
    let data = folder.path().join("data");
    assert_eq!(Embedded::connect_running(&data), None);
    let database = Embedded::start(&data).unwrap();
    let error = Embedded::start(&data).unwrap_err();
    let PostgresError::AlreadyRunning { process, .. } = &error else { panic!("{error}") };
    assert!(process.starts_with(&std::process::id().to_string()), "{error}");

    let url = Embedded::connect_running(&data).unwrap();
    assert_eq!(url, database.url());
    connect(&url).await.query_one("SELECT 1", &[]).await.unwrap();
    database.stop();
    assert_eq!(Embedded::connect_running(&data), None);
}

#[tokio::test]
async fn two_data_folders_run_side_by_side() {
    let folder = folder();
    let first = Embedded::start(&folder.path().join("first")).unwrap();
    let second = Embedded::start(&folder.path().join("second")).unwrap();
    connect(&first.url()).await.batch_execute("CREATE TABLE only_here ()").await.unwrap();
    let elsewhere = connect(&second.url()).await.query("SELECT FROM only_here", &[]).await;
    assert!(elsewhere.is_err());
}

#[tokio::test]
async fn a_deep_folder_gets_a_socket_too() {
    let folder = folder();
    let data = folder.path().join("x".repeat(120));
    let database = Embedded::start(&data).unwrap();
    assert!(!database.url().contains("xxx"), "{}", database.url());
    connect(&database.url()).await.query_one("SELECT 1", &[]).await.unwrap();
    assert_eq!(Embedded::connect_running(&data).unwrap(), database.url());
    database.stop();
}

#[tokio::test]
async fn no_other_socket_is_open() {
    let folder = folder();
    let database = Embedded::start(&folder.path().join("data")).unwrap();
    let client = connect(&database.url()).await;
    let row =
        client.query_one("SELECT current_setting('listen_addresses'), current_setting('fsync')", &[]).await.unwrap();
    assert_eq!((row.get::<_, String>(0), row.get::<_, String>(1)), (String::new(), "on".to_owned()));
}
