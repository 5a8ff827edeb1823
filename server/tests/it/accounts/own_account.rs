//! What people change about their own account.

use model::api_tokens::{self, Scope};
use model::{account_links, sessions};
use reqwest::{Method, StatusCode};

use super::{link_in, newest_mail};
use crate::support::{PASSWORD, TestApp};

#[actix_web::test]
async fn a_name_is_changed_and_never_empty() {
    let app = TestApp::start().await;
    let (_, fan) = app.fan().await;
    let saved = fan.submit("/account", "/account", &[("name", "  Zoë  ")]).await;
    assert_eq!(saved.location(), "/account");
    let page = fan.get("/account").await;
    assert_eq!(page.attribute("#f-name", "value").as_deref(), Some("Zoë"));
    assert_eq!(page.texts(".notice.good"), ["Your name is saved."]);
    let empty = fan.submit("/account", "/account", &[("name", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.texts("#f-name-error")[0].contains("Enter a name"));
}

#[actix_web::test]
async fn a_new_address_counts_once_its_mail_was_read() {
    let app = TestApp::start().await;
    let (_, fan) = app.fan().await;
    let ask = async |email, password| {
        fan.submit("/account/security", "/account/security/email", &[("email", email), ("password", password)]).await
    };
    let wrong = ask("new@example.org", "not the password").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("#f-email", "value").as_deref(), Some("new@example.org"));
    assert_eq!(wrong.texts("#f-password-error"), ["This is not your password."]);
    assert!(ask("fan@example.org", PASSWORD).await.texts("#f-email-error")[0].contains("already"));

    assert_eq!(ask("New@example.org", PASSWORD).await.location(), "/account/security");
    assert!(
        fan.get("/account/security").await.texts("main p")[0].contains("fan@example.org"),
        "nothing has changed yet"
    );
    let link = link_in(&app, &newest_mail(&app, "new@example.org").await);
    let elsewhere = app.visitor();
    assert_eq!(elsewhere.get(&link).await.status, StatusCode::OK);
    assert_eq!(elsewhere.submit(&link, &link, &[]).await.location(), "/sign-in");
    assert!(fan.get("/account/security").await.texts("main p")[0].contains("new@example.org"));
    assert!(newest_mail(&app, "fan@example.org").await.subject.contains("was changed"));
    assert_eq!(elsewhere.get(&link).await.status, StatusCode::GONE);
}

#[actix_web::test]
async fn an_address_somebody_else_has_is_refused_to_its_owner_alone() {
    let app = TestApp::start().await;
    app.account("ann", false).await;
    let (_, fan) = app.fan().await;
    let fields = [("email", "ann@example.org"), ("password", PASSWORD)];
    let asked = fan.submit("/account/security", "/account/security/email", &fields).await;
    assert_eq!(asked.location(), "/account/security", "the one who asks learns nothing");
    let link = link_in(&app, &newest_mail(&app, "ann@example.org").await);
    let answer = fan.submit(&link, &link, &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("Another account has this address"));
    assert!(fan.get("/account/security").await.text().contains("fan@example.org"));
}

#[actix_web::test]
async fn a_new_password_ends_other_sessions_and_old_links() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let other = app.signed_in(&account).await;
    let purpose = account_links::Purpose::Reset;
    let token = account_links::create(&mut *app.db().await, Some(account.id), purpose, None).await.unwrap();
    let change = async |current, new| {
        let fields = [("current_password", current), ("new_password", new)];
        fan.submit("/account/security", "/account/security/password", &fields).await
    };
    let wrong = change("not the password", "short").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.texts("#f-current_password-error"), ["This is not your password."]);
    assert!(wrong.texts("#f-new_password-error")[0].contains("at least 10"));
    assert_eq!(other.get("/account").await.status, StatusCode::OK);

    assert_eq!(change(PASSWORD, "a wholly new password").await.location(), "/account/security");
    assert_eq!(fan.get("/account").await.status, StatusCode::OK, "this session stays");
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER, "the other has ended");
    assert_eq!(other.get(&format!("/reset/{token}")).await.status, StatusCode::GONE);
    assert!(newest_mail(&app, "fan@example.org").await.subject.contains("password"));
}

#[actix_web::test]
async fn the_own_password_cannot_be_tried_forever() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let limit = server::accounts::limits::OWN_PASSWORD;
    for _ in 0..limit.attempts {
        model::throttles::hit(&mut *app.db().await, limit, &account.id.to_string()).await.unwrap();
    }
    let fields = [("current_password", PASSWORD), ("new_password", "a wholly new password")];
    let answer = fan.submit("/account/security", "/account/security/password", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.texts("#f-current_password-error")[0].contains("Too many tries"));
}

#[actix_web::test]
async fn sessions_are_listed_in_words_and_ended() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let firefox = "Mozilla/5.0 (Windows NT 10.0; rv:131.0) Gecko/20100101 Firefox/131.0";
    sessions::create(&mut *app.db().await, account.id, firefox).await.unwrap();
    let other = app.signed_in(&account).await;
    let page = fan.get("/account/sessions").await;
    let browsers = page.texts("td[data-label=Browser]");
    assert_eq!(browsers.len(), 3);
    assert_eq!(browsers[0], "An unknown browser This one");
    assert!(browsers.contains(&"Firefox on Windows".to_owned()), "{browsers:?}");

    let end = page.attribute("form[action$='/end']", "action").unwrap();
    assert_eq!(fan.submit("/account/sessions", &end, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(fan.submit("/account/sessions", &end, &[]).await.status, StatusCode::NOT_FOUND);
    let others = fan.submit("/account/sessions", "/account/sessions/end-others", &[]).await;
    assert_eq!(others.status, StatusCode::SEE_OTHER);
    assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(fan.get("/account/sessions").await.texts("td[data-label=Browser]").len(), 1);
}

#[actix_web::test]
async fn nobody_ends_or_revokes_what_is_somebody_elses() {
    let app = TestApp::start().await;
    let ann = app.account("ann", false).await;
    let inside = app.signed_in(&ann).await;
    let token = app.token(&ann, Scope::Write).await;
    let (_, fan) = app.fan().await;
    let session = sessions::of_account(&mut *app.db().await, ann.id).await.unwrap()[0].id;
    let kept = api_tokens::of_account(&mut *app.db().await, ann.id).await.unwrap()[0].id;
    for path in [format!("/account/sessions/{session}/end"), format!("/account/tokens/{kept}/revoke")] {
        assert_eq!(fan.submit("/account", &path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(inside.get("/account").await.status, StatusCode::OK);
    assert!(api_tokens::find(&mut *app.db().await, &token).await.unwrap().is_some());
}

#[actix_web::test]
async fn a_token_is_shown_once_and_revoked() {
    let app = TestApp::start().await;
    let (account, fan) = app.fan().await;
    let unnamed = fan.submit("/account/tokens", "/account/tokens", &[("name", " "), ("scope", "write")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unnamed.texts("#f-name-error")[0].contains("what the token is for"));
    assert!(unnamed.attribute("input[name=scope][value=write]", "checked").is_some(), "the choice is kept");

    let made = fan.submit("/account/tokens", "/account/tokens", &[("name", "upload script"), ("scope", "read")]).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.header("cache-control"), "private, no-store");
    let token = made.texts("code.token")[0].clone();
    let (kept, owner) = api_tokens::find(&mut *app.db().await, &token).await.unwrap().unwrap();
    assert_eq!((kept.scope, owner.id), (Scope::Read, account.id));

    let page = fan.get("/account/tokens").await;
    assert!(!page.text().contains(&token), "it is shown once");
    assert_eq!(page.texts("td[data-label=Name]"), ["upload script"]);
    let revoke = page.attribute("form[action$='/revoke']", "action").unwrap();
    assert_eq!(fan.submit("/account/tokens", &revoke, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(api_tokens::find(&mut *app.db().await, &token).await.unwrap().is_none());
    assert!(fan.get("/account/tokens").await.texts("td").is_empty());
}

#[actix_web::test]
async fn visitors_are_led_to_the_sign_in_form() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for path in ["/account", "/account/security", "/account/sessions", "/account/tokens"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.location(), format!("/sign-in?next={}", urls::encode(path)));
    }
    let posted = visitor.send(visitor.request(Method::POST, "/account/tokens").form(&[("name", "x")])).await;
    assert_eq!(posted.location(), "/sign-in?next=%2F", "a form cannot be sent again by a link");
    let from = format!("{}/account/tokens?x=1", app.url);
    let posted = visitor.send(visitor.request(Method::POST, "/account/tokens").header("referer", from)).await;
    assert_eq!(posted.location(), "/sign-in?next=%2Faccount%2Ftokens%3Fx%3D1");
}

/// How many rows a query counts.
async fn count(app: &TestApp, of: &str) -> i64 {
    #[derive(diesel::QueryableByName)]
    struct N {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let sql = format!("SELECT count(*) AS n FROM {of}");
    let found: N = diesel_async::RunQueryDsl::get_result(diesel::sql_query(sql), &mut *app.db().await).await.unwrap();
    found.n
}

async fn run(app: &TestApp, sql: &str) {
    diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), &mut *app.db().await).await.unwrap();
}

#[actix_web::test]
async fn everything_is_taken_along_and_erased_but_the_receipts() {
    use model::favourites::{self, Favourite};
    use model::playlists::{self, Visibility, Words};
    let app = TestApp::start().await;
    let (artist, owner, _) = app.artist("ode").await;
    let release = crate::catalogue::published(&app, &artist, owner.id, ("Low Water", &["Ebb", "Flood"])).await;
    let (fan, browser) = app.fan().await;
    let (other, _) = app.admin().await;
    let db = &mut *app.db().await;
    let tracks: Vec<_> =
        model::tracks::of_release(db, release.id).await.unwrap().iter().map(|track| track.id).collect();
    model::actors::create_fan(db, fan.id, "mara", "Mara").await.unwrap();
    favourites::set(db, fan.id, Favourite::Track(tracks[0]), true).await.unwrap();
    let words = Words { title: "Tides".to_owned(), about: String::new(), visibility: Visibility::Public };
    for account in [fan.id, other.id] {
        let list = playlists::create(db, account, &words).await.unwrap();
        playlists::add(db, list.id, account, &tracks, None).await.unwrap();
    }
    for track in &tracks {
        run(
            &app,
            &format!(
                "INSERT INTO history_entries (id, account_id, track_id, source, played_at)
            VALUES (gen_random_uuid(), '{}', '{track}', 'page', now())",
                fan.id
            ),
        )
        .await;
    }
    run(&app, &format!("INSERT INTO purchases (id, artist_id, kind, release_id, account_id, email, title, state, currency,
            amount_minor, provider, provider_account, invoice_number, expires_at, completed_at)
        VALUES (gen_random_uuid(), '{}', 'release', '{}', '{}', 'fan@example.org', 'Low Water', 'paid', 'EUR', 900, 'sandbox',
            'acct', 'ODE-1', now(), now())", artist.id, release.id, fan.id)).await;

    let said = browser.get("/account/data/export.json").await;
    assert!(said.header("content-disposition").contains("attachment"));
    let said = said.json();
    assert_eq!(
        (&said["account"]["email"], &said["fediverse_profile"]["username"]),
        (&"fan@example.org".into(), &"mara".into())
    );
    assert_eq!(said["favourites"][0]["track"]["track"], "Ebb");
    assert_eq!(
        (said["playlists"].as_array().unwrap().len(), &said["playlists"][0]["tracks"][1]["track"]),
        (1, &"Flood".into())
    );
    assert_eq!(said["purchases"][0]["invoice"], "ODE-1");
    assert_eq!(said["history"].as_array().unwrap().len(), 2, "{said}");
    assert!(!said.to_string().contains("password") && !said.to_string().contains("hash"));

    let erase = async |password: &str| {
        browser.submit("/account/data", "/account/data/erasure", &[("password", password)]).await
    };
    assert_eq!(erase("not mine").await.texts("#f-password-error"), ["This is not your password."]);
    app.tell_search().await;
    let found = async || app.visitor().get("/api/v1/search?type=playlist&q=tides").await.json()["playlists"].clone();
    assert_eq!(found().await.as_array().unwrap().len(), 2);
    let gone = erase(PASSWORD).await;
    assert_eq!((gone.status, gone.location().as_str()), (StatusCode::SEE_OTHER, "/"), "{}", gone.text());
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "signed out");
    for table in ["accounts", "sessions", "favourites", "playlists", "history_entries", "purchases"] {
        let column = if table == "accounts" { "id" } else { "account_id" };
        assert_eq!(count(&app, &format!("{table} WHERE {column} = '{}'", fan.id)).await, 0, "{table}");
    }
    assert_eq!(count(&app, "purchases WHERE invoice_number = 'ODE-1' AND email = 'fan@example.org'").await, 1);
    assert_eq!(count(&app, "actors WHERE username = 'mara' AND deleted_at IS NULL").await, 0);
    assert_eq!(count(&app, "activities WHERE kind = 'Delete'").await, 1, "other servers are told");
    app.tell_search().await;
    assert_eq!(found().await.as_array().unwrap().len(), 1, "somebody else's stays");
    assert_eq!(count(&app, "playlists").await, 1);
}

#[actix_web::test]
async fn an_account_that_others_need_is_not_erased() {
    let app = TestApp::start().await;
    let (_, account, ode) = app.artist("ode").await;
    let page = ode.get("/account/data").await;
    assert!(page.texts("form[action='/account/data/erasure']").is_empty());
    assert!(page.text().contains("Nobody but you manages The ode"), "{}", page.text());
    let (boss, admin) = app.admin().await;
    assert!(admin.get("/account/data").await.text().contains("Nobody but you administers this instance"));
    for (browser, id) in [(&ode, account.id), (&admin, boss.id)] {
        let token = browser.csrf("/account").await;
        let tried = browser.post_bare("/account/data/erasure", &[("csrf", &token), ("password", PASSWORD)]).await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(count(&app, &format!("accounts WHERE id = '{id}'")).await, 1);
    }
    assert_eq!(count(&app, "activities WHERE kind = 'Delete'").await, 0, "nobody was told");
}
