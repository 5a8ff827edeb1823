//! Pictures that come with what artists write.

use model::posts::{self, Post};
use model::{activities, actors, memberships};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{Answer, Browser, TestApp};

/// Fields, a picture, and the field that is told of.
type Refused<'a> = (&'a [(&'a str, &'a str)], Vec<u8>, &'a str);

/// A grey PNG of this many pixels each way.
fn png(edge: u32) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let named = [kind, data].concat();
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [length.as_slice(), &named, &crc32fast::hash(&named).to_be_bytes()].concat()
    };
    // Each line is one byte for its filter and a byte for each pixel.
    let lines = vec![0_u8; usize::try_from(edge * (edge + 1)).unwrap()];
    let (length, rest) = (u16::try_from(lines.len()).unwrap(), !u16::try_from(lines.len()).unwrap());
    // Adler-32 of zeros: the first sum stays 1, the second counts them.
    let check = (u32::from(length) << 16) | 1;
    let stored =
        [&[0x78, 0x01, 1][..], &length.to_le_bytes(), &rest.to_le_bytes(), &lines, &check.to_be_bytes()].concat();
    let head = [&edge.to_be_bytes()[..], &edge.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", &stored), chunk(b"IEND", &[])].concat()
}

/// Writes with a picture.
async fn post(ode: &Browser, fields: &[(&str, &str)], picture: Vec<u8>) -> Answer {
    let mut form = Form::new().text("csrf", ode.csrf("/studio/posts").await);
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    let form = form.part("picture", Part::bytes(picture).file_name("a.png"));
    ode.send(ode.request(Method::POST, "/studio/posts/ode").multipart(form)).await
}

async fn newest(app: &TestApp) -> (Post, Vec<Value>) {
    let db = &mut *app.db().await;
    let own = actors::local_by_username(db, "ode").await.unwrap().unwrap().id;
    let mut written = posts::of_actor(db, own, None, 1).await.unwrap();
    written.extend(posts::for_members(db, own, 1).await.unwrap());
    let said = activities::outbox(db, own, None, 10).await.unwrap();
    (written.remove(0), said.into_iter().map(|said| said.body).collect())
}

#[actix_web::test]
async fn a_post_goes_out_with_its_picture_once_that_is_ready() {
    let app = TestApp::start().await;
    let (_, _, ode) = app.artist("ode").await;
    let words = [("text", "The harbour at four."), ("alt", "Boats in grey light")];
    let sent = post(&ode, &words, png(200)).await;
    assert_eq!(sent.location(), "/studio/posts?artist=ode", "{}", sent.text());
    let (written, said) = newest(&app).await;
    assert_eq!(said.len(), 0, "its picture is not there yet");
    let page = format!("/posts/{}", written.id);
    assert_eq!(app.visitor().get(&page).await.texts(".pictures").len(), 0);
    assert!(ode.get("/studio/posts").await.text().contains("Its picture is being prepared."));

    app.run_pending_jobs().await;
    app.run_pending_jobs().await;
    let (_, said) = newest(&app).await;
    assert_eq!(said.len(), 1, "{said:?}");
    let (note, attached) = (&said[0]["object"], &said[0]["object"]["attachment"]);
    assert_eq!((said[0]["type"].as_str(), note["type"].as_str()), (Some("Create"), Some("Note")));
    assert_eq!(attached.as_array().map(Vec::len), Some(1), "{attached}");
    assert_eq!(attached[0]["name"], "Boats in grey light");
    assert_eq!(attached[0]["mediaType"], "image/jpeg");
    let address = attached[0]["url"].as_str().unwrap().strip_prefix(&app.url).unwrap().to_owned();
    let brought = app.visitor().get(&address).await;
    assert_eq!((brought.status, brought.content_type().as_str()), (StatusCode::OK, "image/jpeg"));
    let shown = app.visitor().get(&page).await;
    assert_eq!(shown.attribute(".pictures img", "alt").unwrap(), "Boats in grey light");
    let small = shown.attribute(".pictures img", "src").unwrap();
    assert_eq!(app.visitor().get(&small).await.status, StatusCode::OK);

    ode.submit("/studio/posts", &format!("{page}/deletion"), &[]).await;
    assert_eq!(app.visitor().get(&address).await.status, StatusCode::NOT_FOUND, "gone with its post");
}

#[actix_web::test]
async fn a_picture_that_will_not_do_is_told_of() {
    let app = TestApp::start().await;
    let (_, _, ode) = app.artist("ode").await;
    let both = [("text", "x"), ("alt", "y"), ("attached", "release:0")];
    let cases: [Refused<'_>; 3] = [
        (&[("text", "x"), ("alt", "y")], b"<svg onload=alert(1)>".to_vec(), "picture"),
        (&[("text", "x")], png(60), "alt"),
        (&both, png(60), "attached"),
    ];
    for (fields, picture, field) in cases {
        let refused = post(&ode, fields, picture).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert_eq!(refused.texts(&format!("#f-{field}-error")).len(), 1, "{field}: {}", refused.text());
    }
    // It begins like a picture and is none: the words go out, and the artist reads why the picture did not.
    let sent = post(&ode, &[("text", "Look."), ("alt", "y")], b"\x89PNG\r\n\x1a\nnothing more".to_vec()).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    app.run_pending_jobs().await;
    let (_, said) = newest(&app).await;
    assert_eq!(said.len(), 1);
    assert_eq!(said[0]["object"]["attachment"].as_array().map_or(0, Vec::len), 0, "{}", said[0]);
    assert!(ode.get("/studio/posts").await.text().contains("It went out without its picture."));
    assert!(!app.visitor().get("/@ode").await.text().contains("It went out without"), "nobody else's business");
}

#[actix_web::test]
async fn a_picture_for_members_is_for_members() {
    let app = TestApp::start().await;
    let (artist, _, ode) = app.artist("ode").await;
    let (account, fan) = app.fan().await;
    let sent = post(&ode, &[("alt", "Us"), ("members_only", "yes")], png(60)).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "a picture alone is something");
    app.run_pending_jobs().await;
    let (written, said) = newest(&app).await;
    assert_eq!(said.len(), 0, "it does not leave this server");
    let address = urls::image(written.image_id.unwrap().0, 640);
    for outsider in [&app.visitor(), &fan] {
        assert_eq!(outsider.get(&address).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(ode.get(&address).await.status, StatusCode::OK);
    let rights = memberships::current(&mut *app.db().await, artist.id, account.id).await.unwrap();
    assert!(rights.is_none(), "the fan is no member");
}
