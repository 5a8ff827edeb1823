//! What somebody owns, and that many are decided as each would be alone.

use model::code_batches::{self, NewBatch};
use model::entitlements::{self, Who, granting};
use model::{collection, download_codes};

use crate::support::{Db, account, artist, published, run};

#[tokio::test]
async fn what_one_owns_is_listed_once_and_found_by_words() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let mara = account(c, "mara").await;
    let (low, high) = (published(c, &ode, "Low Water").await, published(c, &ode, "High 100% Tide").await);
    for release in [&low, &high, &low] {
        let batch = NewBatch { name: "Gift".to_owned(), count: 1, expires_at: None };
        let batch = code_batches::create(c, release, &batch).await.unwrap();
        let code = download_codes::of_batch(c, batch.id).await.unwrap().remove(0);
        let holder = (Some(mara.id), "mara@example.org");
        assert!(granting::grant_code(c, code.id, release.id, holder).await.unwrap());
    }
    run(c, &format!("UPDATE releases SET published_at = NULL WHERE id = '{}'", high.id)).await;
    let titles = async |c: &mut model::Connection, words: &str| {
        let owned = collection::owned(c, mara.id, words, None, 10).await.unwrap();
        owned.into_iter().map(|one| one.release.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(c, "").await, ["Low Water", "High 100% Tide"], "what is sold stays");
    assert_eq!(titles(c, "wat LOW").await, ["Low Water"]);
    assert_eq!(titles(c, "100%").await, ["High 100% Tide"]);
    assert_eq!(titles(c, "ode %").await, ["High 100% Tide"], "signs of patterns are looked for as they are");
    assert!(titles(c, &"x".repeat(10_000)).await.is_empty());
    let first = collection::owned(c, mara.id, "", None, 1).await.unwrap();
    let second = collection::owned(c, mara.id, "", Some(first[0].id), 1).await.unwrap();
    assert_eq!(second[0].release.id, high.id);

    for who in [Who::Account(mara.id), Who::Anybody] {
        let many = entitlements::of_releases(c, vec![&low, &high], who).await.unwrap();
        for release in [&low, &high] {
            let release = model::releases::find(c, release.id).await.unwrap().unwrap();
            let alone = entitlements::of_release(c, &release, who).await.unwrap();
            let again = entitlements::of_releases(c, vec![&release], who).await.unwrap();
            assert_eq!(again.get(&release.id), Some(&alone), "{} for {who:?}", release.title);
        }
        assert_eq!(many.len(), 2);
    }
    run(c, "UPDATE entitlements SET revoked_at = now()").await;
    assert!(titles(c, "").await.is_empty(), "what was given back is gone");
}
