//! What somebody keeps.

use model::favourites::{self, Favourite};
use model::ids::TrackId;

use crate::support::{Db, account, artist, published, run};

#[tokio::test]
async fn each_is_kept_once_and_hidden_while_it_is_not_to_be_seen() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let mara = account(c, "mara").await;
    let (one, two) = (published(c, &ode, "One").await, published(c, &ode, "Two").await);
    let all = [Favourite::Release(one.id), Favourite::Release(two.id), Favourite::Artist(ode.id)];
    for what in all.into_iter().chain(all) {
        favourites::set(c, mara.id, what, true).await.unwrap();
    }
    let asked = [Favourite::Artist(ode.id), Favourite::Track(TrackId::new()), Favourite::Release(two.id)];
    assert_eq!(favourites::has(c, mara.id, &asked).await.unwrap(), [true, false, true]);
    let owner = ode_owner(c, &ode).await;
    assert_eq!(favourites::has(c, owner, &asked).await.unwrap(), [false; 3], "they are hers alone");

    let first = favourites::list_releases(c, mara.id, None, 1).await.unwrap();
    assert_eq!(first.kept[0].what.1.id, two.id, "newest first");
    let second = favourites::list_releases(c, mara.id, first.before, 1).await.unwrap();
    assert_eq!((second.kept[0].what.1.id, second.before), (one.id, None));

    run(c, &format!("UPDATE releases SET published_at = NULL WHERE id = '{}'", two.id)).await;
    let left = favourites::list_releases(c, mara.id, None, 1).await.unwrap();
    assert_eq!(left.kept.iter().map(|kept| kept.what.1.id).collect::<Vec<_>>(), [one.id], "a part is filled up");
    run(c, &format!("UPDATE artists SET suspended_at = now() WHERE id = '{}'", ode.id)).await;
    assert!(favourites::list_releases(c, mara.id, None, 5).await.unwrap().kept.is_empty());
    assert!(favourites::list_artists(c, mara.id, None, 5).await.unwrap().kept.is_empty());
    run(c, &format!("UPDATE artists SET suspended_at = NULL WHERE id = '{}'", ode.id)).await;
    assert_eq!(favourites::list_artists(c, mara.id, None, 5).await.unwrap().kept.len(), 1, "it comes back");

    favourites::set(c, mara.id, Favourite::Release(one.id), false).await.unwrap();
    favourites::set(c, mara.id, Favourite::Release(one.id), false).await.unwrap();
    assert!(favourites::list_releases(c, mara.id, None, 5).await.unwrap().kept.is_empty());
}

async fn ode_owner(c: &mut model::Connection, artist: &model::artists::Artist) -> model::ids::AccountId {
    model::members::of_artist(c, artist.id).await.unwrap().remove(0).0.id
}
