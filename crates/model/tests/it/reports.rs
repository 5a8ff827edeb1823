//! What the admins are asked to look at.

use model::reports::{self, NewReport};

use crate::support::{Db, account, artist, fan, published, remote, write};

#[tokio::test]
async fn a_report_stands_with_what_it_is_about_until_somebody_is_done_with_it() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let (ann, bob) = (fan(c, "ann").await, remote(c, "far.example", "far.example").await);
    let release = published(c, &ode, "Low Water").await;
    let post = write(c, &ann, None, "rude").await;
    let objects = ["https://far.example/unknown".to_owned()];
    let new = NewReport {
        reporter: Some(bob.id),
        target: Some(ann.id),
        post: Some(post.id),
        uri: Some("https://far.example/flags/1"),
        reason: " It is rude. ",
        objects: &objects,
        ..NewReport::default()
    };
    let id = reports::create(c, &new).await.unwrap().unwrap();
    assert!(reports::create(c, &new).await.unwrap().is_none(), "the same activity again");
    let local = NewReport { reporter: Some(ann.id), release: Some(release.id), ..NewReport::default() };
    reports::create(c, &local).await.unwrap().unwrap();
    reports::create(c, &local).await.unwrap().expect("people here may say it twice");

    let open = reports::open(c, 2).await.unwrap();
    assert_eq!(open.len(), 2);
    let first = &open[0];
    assert_eq!((first.report.id, first.report.reason.as_str()), (id, "It is rude."));
    assert_eq!(first.report.objects, objects);
    assert_eq!(first.reporter.as_ref().unwrap().id, bob.id);
    assert_eq!(first.target.as_ref().unwrap().id, ann.id);
    assert_eq!(first.post.as_ref().unwrap().id, post.id);
    assert_eq!(open[1].release.as_ref().unwrap().title, "Low Water");

    let admin = account(c, "admin").await;
    assert!(reports::resolve(c, id, admin.id).await.unwrap());
    assert!(!reports::resolve(c, id, admin.id).await.unwrap());
    assert_eq!(reports::count_open(c).await.unwrap(), 2);
    assert!(reports::find(c, id).await.unwrap().unwrap().resolved_at.is_some());
}
