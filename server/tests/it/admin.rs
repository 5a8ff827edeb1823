//! What admins see and decide.

use diesel_async::RunQueryDsl;
use model::account_mails::{self, AccountMail};
use model::accounts::{self, NewAccount};
use model::artists;
use model::instance::{self, Registration};
use model::queue;
use reqwest::StatusCode;

use crate::support::{PASSWORD, TestApp};

const PAGES: [&str; 5] = ["/admin", "/admin/accounts", "/admin/artists", "/admin/jobs", "/admin/settings"];

#[actix_web::test]
async fn for_others_these_pages_do_not_exist() {
    let app = TestApp::start().await;
    let (_, fan) = app.fan().await;
    let (_, admin) = app.admin().await;
    for path in PAGES {
        assert_eq!(fan.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(app.visitor().get(path).await.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(admin.get(path).await.texts("main h1").len(), 1, "{path}");
    }
    let csrf = fan.csrf("/account").await;
    let fields = [("csrf", csrf.as_str()), ("registration", "closed")];
    assert_eq!(fan.post_bare("/admin/settings", &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(instance::registration(&mut *app.db().await).await.unwrap(), None);
}

#[actix_web::test]
async fn the_overview_counts_what_is_here_and_what_waits() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    app.artist("ode").await;
    let new = NewAccount {
        email: "ann@example.org",
        name: "Ann",
        password: PASSWORD,
        is_admin: false,
        confirmed: true,
        approved: false,
    };
    accounts::create(&mut *app.db().await, new).await.unwrap();
    let page = admin.get("/admin").await;
    assert_eq!(page.texts("dd.v"), ["3", "1", "0", "0"]);
    assert!(page.texts("ul.missing li")[0].contains("1 account to let in"), "{}", page.text());
    assert!(page.texts("ul.missing li")[1].contains("No job has failed"));
}

#[actix_web::test]
async fn suspending_signs_out_and_letting_in_lets_in() {
    let app = TestApp::start().await;
    let (own, admin) = app.admin().await;
    let (account, fan) = app.fan().await;
    let path = format!("/admin/accounts/{}/suspension", account.id);
    assert_eq!(fan.get("/account").await.status, StatusCode::OK);
    assert_eq!(admin.submit("/admin/accounts", &path, &[("suspend", "true")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(fan.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(admin.get("/admin/accounts?show=suspended").await.texts("td[data-label=Account] b"), ["fan"]);
    admin.submit("/admin/accounts", &path, &[("suspend", "false")]).await;
    let fields = [("email", "fan@example.org"), ("password", PASSWORD)];
    assert_eq!(app.visitor().submit("/sign-in", "/sign-in", &fields).await.location(), "/studio");

    let own_path = format!("/admin/accounts/{}/suspension", own.id);
    admin.submit("/admin/accounts", &own_path, &[("suspend", "true")]).await;
    assert!(admin.get("/admin/accounts").await.texts(".notice.bad")[0].contains("cannot suspend yourself"));
}

#[actix_web::test]
async fn one_admin_always_stays() {
    let app = TestApp::start().await;
    let (own, admin) = app.admin().await;
    let (account, fan) = app.fan().await;
    let role = |id| format!("/admin/accounts/{id}/role");
    let resign = async || admin.submit("/account", &role(own.id), &[("admin", "false")]).await.location();
    assert_eq!(resign().await, "/admin/accounts");
    assert!(admin.get("/admin/accounts").await.texts(".notice.bad")[0].contains("only admin"));

    admin.submit("/admin/accounts", &role(account.id), &[("admin", "true")]).await;
    assert_eq!(fan.get("/admin").await.status, StatusCode::OK);
    assert_eq!(resign().await, "/account");
    assert_eq!(admin.get("/admin").await.status, StatusCode::NOT_FOUND);
    fan.submit("/admin/accounts", &role(account.id), &[("admin", "false")]).await;
    assert_eq!(fan.get("/admin").await.status, StatusCode::OK, "the last one stays");
}

#[actix_web::test]
async fn a_suspended_admin_is_not_the_one_that_stays() {
    let app = TestApp::start().await;
    let (own, admin) = app.admin().await;
    let second = app.account("second", true).await;
    accounts::suspend(&mut *app.db().await, second.id, true).await.unwrap();
    admin.submit("/admin/accounts", &format!("/admin/accounts/{}/role", own.id), &[("admin", "false")]).await;
    assert_eq!(admin.get("/admin").await.status, StatusCode::OK);
}

#[actix_web::test]
async fn turning_away_removes_who_waits_and_nobody_else() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (inside, _) = app.fan().await;
    let new = NewAccount {
        email: "ann@example.org",
        name: "Ann",
        password: PASSWORD,
        is_admin: false,
        confirmed: true,
        approved: false,
    };
    let waiting = accounts::create(&mut *app.db().await, new).await.unwrap();
    for id in [inside.id, waiting.id] {
        let path = format!("/admin/accounts/{id}/approval");
        let answer = admin.submit("/admin/accounts", &path, &[("approve", "false")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let mut connection = app.db().await;
    assert!(accounts::find(&mut connection, inside.id).await.unwrap().is_some());
    assert!(accounts::find(&mut connection, waiting.id).await.unwrap().is_none());
}

#[actix_web::test]
async fn long_lists_have_pages() {
    let app = TestApp::start().await;
    let (account, admin) = app.admin().await;
    let mut connection = app.db().await;
    for number in 0..26 {
        let handle = format!("artist_{number:02}");
        artists::create(&mut connection, account.id, &handle, &handle, artists::ArtistKind::Person).await.unwrap();
    }
    let first = admin.get("/admin/artists").await;
    assert_eq!(first.texts("td[data-label=Artist]").len(), 25);
    assert_eq!(first.texts(".pages span"), ["Page 1 of 2, 26 artists"]);
    let next = first.attribute(".pages a[rel=next]", "href").unwrap();
    assert_eq!(admin.get(&next).await.texts("td[data-label=Artist] bdi"), ["@artist_00"]);
    assert_eq!(admin.get("/admin/artists?page=99").await.texts("td[data-label=Artist]").len(), 1);
}

#[actix_web::test]
async fn a_quota_is_set_and_taken_back() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (artist, _, _) = app.artist("ode").await;
    let path = format!("/admin/artists/{}/quota", artist.id);
    let quota = async || artists::find(&mut *app.db().await, artist.id).await.unwrap().unwrap().quota_bytes;
    let wrong = admin.submit("/admin/artists", &path, &[("gib", "plenty")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute("input[name=gib][aria-invalid]", "value").as_deref(), Some("plenty"));
    assert_eq!(wrong.texts("td .error").len(), 1);
    assert_eq!(quota().await, None);
    admin.submit("/admin/artists", &path, &[("gib", "1.5")]).await;
    assert_eq!(quota().await, Some(3 << 29));
    assert!(admin.get("/admin/artists").await.texts("td[data-label=Masters]")[0].contains("of 1.5 GiB"));
    admin.submit("/admin/artists", &path, &[("gib", "")]).await;
    assert_eq!(quota().await, None);
}

#[actix_web::test]
async fn a_suspended_artist_is_marked() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (artist, _, _) = app.artist("ode").await;
    let path = format!("/admin/artists/{}/suspension", artist.id);
    admin.submit("/admin/artists", &path, &[("suspend", "true")]).await;
    assert!(artists::public_by_handle(&mut *app.db().await, "ode").await.unwrap().is_none());
    assert_eq!(admin.get("/admin/artists").await.texts(".badge.warn"), ["Suspended"]);
    admin.submit("/admin/artists", &path, &[("suspend", "false")]).await;
    assert!(artists::public_by_handle(&mut *app.db().await, "ode").await.unwrap().is_some());
}

#[actix_web::test]
async fn a_failed_job_says_why_and_is_tried_again() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    assert_eq!(admin.get("/admin/jobs").await.texts(".empty h2"), ["Nothing to do"]);
    let (account, _) = app.fan().await;
    let mut connection = app.db().await;
    account_mails::send(&mut connection, account.id, AccountMail::Approved).await.unwrap();
    let failed = "UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'no <mail> server'";
    diesel::sql_query(failed).execute(&mut connection).await.unwrap();

    let page = admin.get("/admin/jobs").await;
    assert_eq!(page.texts("td[data-label=State]"), ["Failed"]);
    assert!(page.texts("td[data-label=Job]")[0].starts_with("Send a mail"));
    assert_eq!(page.texts("td .report"), ["no <mail> server"]);
    app.run_pending_jobs().await;
    assert!(app.mails().is_empty(), "it has been tried often enough");

    let retry = page.attribute("td form[action$='/retry']", "action").unwrap();
    assert_eq!(admin.submit("/admin/jobs", &retry, &[]).await.status, StatusCode::SEE_OTHER);
    app.run_pending_jobs().await;
    assert_eq!(app.mails().len(), 1);
    assert_eq!(queue::counts(&mut connection).await.unwrap(), (0, 0));
    assert_eq!(
        admin.submit("/admin/settings", &retry, &[]).await.status,
        StatusCode::SEE_OTHER,
        "it is done meanwhile"
    );
}

#[actix_web::test]
async fn all_failed_jobs_are_tried_again_at_once() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let (account, _) = app.fan().await;
    let mut connection = app.db().await;
    for mail in [AccountMail::Approved, AccountMail::PasswordChanged] {
        account_mails::send(&mut connection, account.id, mail).await.unwrap();
    }
    diesel::sql_query("UPDATE graphile_worker._private_jobs SET attempts = max_attempts")
        .execute(&mut connection)
        .await
        .unwrap();
    assert_eq!(queue::counts(&mut connection).await.unwrap(), (0, 2));
    admin.submit("/admin/jobs", "/admin/jobs/retry", &[]).await;
    app.run_pending_jobs().await;
    assert_eq!(app.mails().len(), 2);
}

#[actix_web::test]
async fn who_may_sign_up_is_decided_here() {
    let app = TestApp::start().await;
    let (_, admin) = app.admin().await;
    let chosen = |page: &crate::support::Answer| page.attribute("input[name=registration][checked]", "value").unwrap();
    assert_eq!(chosen(&admin.get("/admin/settings").await), "open");
    let wrong = admin.submit("/admin/settings", "/admin/settings", &[("registration", "sometimes")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for mode in Registration::ALL {
        admin.submit("/admin/settings", "/admin/settings", &[("registration", mode.word())]).await;
        assert_eq!(chosen(&admin.get("/admin/settings").await), mode.word());
    }
    assert_eq!(app.visitor().get("/sign-up").await.texts("h1"), ["Signing up is closed"]);
}
