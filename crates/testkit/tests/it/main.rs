//! Databases of tests: apart from each other, and gone afterwards.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicUsize, Ordering};

use testkit::TestDb;
use tokio_postgres::NoTls;

static BUILT: AtomicUsize = AtomicUsize::new(0);

async fn client(url: &str) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn database() -> TestDb {
    // One run of this test builds at most once; a template of an earlier run on the same server may serve as well.
    TestDb::create("testkit", async |url| {
        BUILT.fetch_add(1, Ordering::SeqCst);
        client(&url).await?.batch_execute("CREATE TABLE songs (title text)").await?;
        Ok(())
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let (first, second) = tokio::join!(database(), database());
    assert!(BUILT.load(Ordering::SeqCst) <= 1);
    assert_ne!(first.url(), second.url());
    client(&first.url()).await.unwrap().batch_execute("INSERT INTO songs VALUES ('Ebb')").await.unwrap();
    let rows = client(&second.url()).await.unwrap().query("SELECT title FROM songs", &[]).await.unwrap();
    assert_eq!(rows.len(), 0);
}

#[tokio::test]
async fn a_database_is_gone_after_its_test() {
    let database = database().await;
    let url = database.url();
    let _still_open = client(&url).await.unwrap();
    drop(database);
    let error = client(&url).await.err().unwrap();
    assert_eq!(error.code(), Some(&tokio_postgres::error::SqlState::UNDEFINED_DATABASE), "{error}");
}

#[tokio::test]
async fn a_failed_build_fails_the_test_and_not_the_next() {
    let label = format!("failing{}", std::process::id());
    let failed = TestDb::create(&label, async |_| anyhow::bail!("no such migration")).await;
    assert!(format!("{:#}", failed.unwrap_err()).contains("no such migration"));
    TestDb::create(&label, async |_| Ok(())).await.unwrap();
}
