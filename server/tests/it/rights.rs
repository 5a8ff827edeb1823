//! Who may have what of a release with a price: every address, as visitor, fan, buyer, refunded buyer, member and artist.

use chrono::Utc;
use diesel::sql_types::{BigInt, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use model::entitlements::granting;
use model::ids::{AccountId, ArtistId, PurchaseId, ReleaseId};
use model::releases::{self, PriceMode, ReleaseChanges, publication};
use model::sellers::{self, Preview, SellerChanges};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use model::api_tokens::Scope;

use crate::support::{Browser, TestApp, wav};

/// A release of one track of 45 seconds for 9 euros, of which others hear what `preview` says.
struct Shop {
    app: TestApp,
    artist: ArtistId,
    member: Browser,
    release: ReleaseId,
    visitor: Browser,
}

impl Shop {
    async fn open(preview: Preview) -> Self {
        let app = TestApp::start().await;
        let (artist, account, member) = app.artist("ode").await;
        let token = app.token(&account, Scope::Write).await;
        let visitor = app.visitor();
        let db = &mut app.db().await;
        let release = releases::create(db, artist.id, "Ebb", releases::ReleaseKind::Single).await.unwrap().id;
        let changes = ReleaseChanges {
            price_mode: Some(PriceMode::Fixed),
            price_amount_minor: Some(900),
            ai_declaration: Some("none".to_owned()),
            ..ReleaseChanges::default()
        };
        releases::update(db, release, &changes).await.unwrap();
        let changes = SellerChanges { preview: Some(preview), preview_plays: Some(1), ..SellerChanges::default() };
        sellers::update(db, artist.id, &changes).await.unwrap();
        let path = format!("/api/v1/releases/{release}/tracks?filename=One.wav");
        let request = visitor.request(Method::POST, &path).bearer_auth(&token).body(wav(44_100, 45.0));
        assert_eq!(visitor.send(request).await.status, StatusCode::CREATED);
        app.run_pending_jobs().await;
        let (terms, _) = publication::current_terms(db).await.unwrap();
        publication::publish(db, release, account.id, terms, None).await.unwrap();
        app.run_pending_jobs().await;
        Self { app, artist: artist.id, member, release, visitor }
    }

    /// Somebody bought the release, as if the money had come.
    async fn sell(&self, account: AccountId) -> PurchaseId {
        let db = &mut self.app.db().await;
        let id = Uuid::now_v7();
        diesel::sql_query(
            "INSERT INTO purchases (id, artist_id, kind, release_id, account_id, email, title, state, currency, amount_minor,
               provider, provider_account, expires_at, completed_at)
             VALUES ($1, $2, 'release', $3, $4, 'fan@example.org', 'Ebb', 'paid', 'EUR', 900, 'sandbox', 'acct', now(), now())",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(self.artist.0)
        .bind::<SqlUuid, _>(self.release.0)
        .bind::<SqlUuid, _>(account.0)
        .execute(db)
        .await
        .unwrap();
        diesel::sql_query(
            "INSERT INTO entitlements (id, purchase_id, account_id, email, release_id)
             VALUES (gen_random_uuid(), $1, $2, 'fan@example.org', $3)",
        )
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(account.0)
        .bind::<SqlUuid, _>(self.release.0)
        .execute(db)
        .await
        .unwrap();
        PurchaseId(id)
    }

    /// Somebody becomes a member of everything.
    async fn join(&self, account: AccountId) {
        let db = &mut self.app.db().await;
        let tier = Uuid::now_v7();
        diesel::sql_query("INSERT INTO tiers (id, artist_id, name, position, currency, monthly_minor) VALUES ($1, $2, 'All', 1, 'EUR', $3)")
            .bind::<SqlUuid, _>(tier)
            .bind::<SqlUuid, _>(self.artist.0)
            .bind::<BigInt, _>(500)
            .execute(db)
            .await
            .unwrap();
        diesel::sql_query(
            "INSERT INTO memberships (id, tier_id, artist_id, account_id, interval, state, amount_minor, currency, provider,
               provider_account, expires_at, started_at)
             VALUES (gen_random_uuid(), $1, $2, $3, 'month', 'active', 500, 'EUR', 'sandbox', 'acct', now(), now())",
        )
        .bind::<SqlUuid, _>(tier)
        .bind::<SqlUuid, _>(self.artist.0)
        .bind::<SqlUuid, _>(account.0)
        .execute(db)
        .await
        .unwrap();
    }

    async fn change(&self, changes: ReleaseChanges) {
        releases::update(&mut *self.app.db().await, self.release, &changes).await.unwrap();
    }

    async fn run(&self, sql: &str, word: &str) {
        let db = &mut self.app.db().await;
        diesel::sql_query(sql).bind::<Text, _>(word).execute(db).await.unwrap();
    }

    async fn playing(&self, browser: &Browser) -> Value {
        let page = browser.get("/@ode/ebb").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let list: Value = serde_json::from_str(&page.texts("script[data-tracks]")[0]).unwrap();
        list[0].clone()
    }
}

fn base(track: &Value) -> String {
    track["stream"]["base"].as_str().unwrap().to_owned()
}

async fn status(browser: &Browser, path: &str) -> u16 {
    let got = browser.get(path).await.status;
    let head = browser.send(browser.request(Method::HEAD, path)).await.status;
    let ranged = browser.send(browser.request(Method::GET, path).header("range", "bytes=0-9")).await.status;
    assert_eq!(got, head, "HEAD {path}");
    assert_eq!(got.is_success(), ranged.is_success(), "a range of {path}");
    got.as_u16()
}

/// The whole track, without loss, and as files.
async fn assert_has_all(browser: &Browser, base: &str) {
    for path in [
        "aac-64/8.m4s",
        "aac-128/6.m4s",
        "aac-320/8.m4s",
        "flac/8.m4s",
        "flac/init.mp4",
        "progressive.mp3",
        "progressive.m4a",
    ] {
        assert_eq!(status(browser, &format!("{base}{path}")).await, 200, "{base}{path}");
    }
    let page = browser.get("/@ode/ebb/downloads").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_ne!(browser.get("/@ode/ebb/one/downloads/flac").await.status, StatusCode::NOT_FOUND);
}

/// Its first 30 seconds and nothing else.
async fn assert_has_preview(browser: &Browser, base: &str) {
    for path in
        ["aac-64/init.mp4", "aac-64/0.m4s", "aac-128/5.m4s", "aac-320/5.m4s", "preview-30.mp3", "preview-30.m4a"]
    {
        assert_eq!(status(browser, &format!("{base}{path}")).await, 200, "{base}{path}");
    }
    for path in [
        "aac-64/6.m4s",
        "aac-64/06.m4s",
        "aac-64/+5.m4s",
        "aac-128/8.m4s",
        "aac-320/8.m4s",
        "flac/init.mp4",
        "flac/0.m4s",
        "flac/index.m3u8",
        "progressive.mp3",
        "progressive.m4a",
        "preview-90.mp3",
        "aac-64/..%2f..%2fprogressive.mp3",
        "aac-64%2f6.m4s",
        "%61ac-64/6.m4s",
        "aac-64/%36.m4s",
        "preview-30.mp3/../progressive.mp3",
    ] {
        assert_eq!(status(browser, &format!("{base}{path}")).await, 404, "{base}{path}");
    }
    for list in ["aac-64/index.m3u8", "aac-320/index.m3u8"] {
        let text = browser.get(&format!("{base}{list}")).await.text();
        assert!(text.contains("5.m4s") && !text.contains("6.m4s") && text.contains("ENDLIST"), "{text}");
    }
    let master = browser.get(&format!("{base}master.m3u8")).await.text();
    assert!(master.contains("aac-320") && !master.contains("flac"), "{master}");
    let dash = browser.get(&format!("{base}manifest.mpd")).await.text();
    assert!(dash.contains("PT30.") && !dash.contains("flac"), "{dash}");
    for path in [
        "/@ode/ebb/downloads",
        "/@ode/ebb/downloads/flac.zip",
        "/@ode/ebb/downloads/flac",
        "/@ode/ebb/one/downloads/flac",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn a_preview_ends_where_it_ends_and_a_refund_is_felt_at_once() {
    let shop = Shop::open(Preview::First30).await;
    let public = shop.playing(&shop.visitor).await;
    assert!(base(&public).starts_with("/media/public/"), "{public}");
    assert_has_preview(&shop.visitor, &base(&public)).await;
    assert_eq!(public["fullMs"], 45_000);
    let heard = public["durationMs"].as_i64().unwrap();
    assert!((30_000..30_200).contains(&heard), "{heard}");
    assert!(public["mp3"].as_str().unwrap().ends_with("preview-30.mp3"));

    let (account, fan) = shop.app.fan().await;
    assert_has_preview(&fan, &base(&shop.playing(&fan).await)).await;

    let purchase = shop.sell(account.id).await;
    let bought = base(&shop.playing(&fan).await);
    assert!(!bought.contains("/public/"));
    assert_has_all(&fan, &bought).await;
    let own = base(&shop.playing(&shop.member).await);
    assert_has_all(&shop.member, &own).await;
    assert_has_preview(&shop.visitor, &base(&public)).await;

    // A grant is good for its own holder and encoding, and nobody can write one.
    let grant = bought.split('/').nth(2).unwrap();
    for forged in
        [grant.replacen('a', "k", 1), grant.replacen('a', "p", 1), format!("9{grant}"), grant.replace('.', "..")]
    {
        let path = format!("{}aac-64/0.m4s", bought.replace(grant, &forged));
        assert_eq!(status(&shop.visitor, &path).await, 404, "{path}");
    }

    granting::revoke(&mut *shop.app.db().await, purchase, Utc::now()).await.unwrap();
    assert_has_preview(&fan, &bought).await;
    assert_has_preview(&fan, &base(&shop.playing(&fan).await)).await;

    let seller = SellerChanges { preview: Some(Preview::Full), ..SellerChanges::default() };
    sellers::update(&mut *shop.app.db().await, shop.artist, &seller).await.unwrap();
    assert_eq!(status(&shop.visitor, &format!("{}aac-64/8.m4s", base(&public))).await, 200);
    assert_eq!(status(&shop.visitor, &format!("{}flac/0.m4s", base(&public))).await, 404);
}

#[actix_web::test]
async fn full_plays_are_counted_and_then_there_is_the_preview() {
    let shop = Shop::open(Preview::Plays).await;
    let track = shop.playing(&shop.visitor).await;
    let base_ = base(&track);
    assert!(!base_.contains("/public/") && track["fullMs"].is_null(), "{track}");
    let encoding = base_.split('/').nth(3).unwrap().to_owned();
    assert_has_preview(&shop.visitor, &format!("/media/public/{encoding}/")).await;
    for path in ["aac-64/0.m4s", "aac-64/8.m4s", "progressive.mp3"] {
        assert_eq!(status(&shop.visitor, &format!("{base_}{path}")).await, 200, "{path}");
    }
    assert_eq!(status(&shop.visitor, &format!("{base_}flac/0.m4s")).await, 404);
    shop.run("UPDATE preview_plays SET last_at = now() - $1::interval", "1 hour").await;
    assert_has_preview(&shop.visitor, &base(&shop.playing(&shop.visitor).await)).await;
    for path in ["aac-64/8.m4s", "progressive.mp3", "progressive.m4a"] {
        assert_eq!(status(&shop.visitor, &format!("{base_}{path}")).await, 404, "{path}");
    }
    assert_eq!(status(&shop.visitor, &format!("{base_}aac-64/5.m4s")).await, 200);
    // Somebody else has a play of their own.
    let (_, fan) = shop.app.fan().await;
    assert_eq!(status(&fan, &format!("{}aac-64/8.m4s", base(&shop.playing(&fan).await))).await, 200);
}

#[actix_web::test]
async fn what_is_for_members_is_nobody_elses() {
    let shop = Shop::open(Preview::First30).await;
    let public = base(&shop.playing(&shop.visitor).await);
    shop.change(ReleaseChanges { members_only: Some(true), ..ReleaseChanges::default() }).await;
    let (account, fan) = shop.app.fan().await;
    for browser in [&shop.visitor, &fan] {
        let page = browser.get("/@ode/ebb").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.text().contains("For members") && !page.text().contains("Ebb"), "{}", page.text());
        assert_eq!(browser.get("/@ode/ebb/one").await.status, StatusCode::FORBIDDEN);
        assert_eq!(browser.get("/@ode/ebb/downloads").await.status, StatusCode::FORBIDDEN);
        for path in ["aac-64/0.m4s", "preview-30.mp3", "master.m3u8", "progressive.mp3"] {
            assert_eq!(status(browser, &format!("{public}{path}")).await, 404, "{path}");
        }
        let api = format!("/api/v1/releases/{}", shop.release);
        for path in ["/@ode/ebb/feed.rss", api.as_str()] {
            assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [
            "/",
            "/discover",
            "/new",
            "/discover?sort=title",
            "/api/v1/discover/new",
            "/@ode",
            "/search?q=ebb",
            "/@ode/feed.rss",
            "/api/v1/search?q=ebb",
        ] {
            assert!(!browser.get(path).await.text().contains("/@ode/ebb"), "{path}");
        }
    }
    shop.join(account.id).await;
    assert_has_all(&fan, &base(&shop.playing(&fan).await)).await;
    assert!(fan.get("/@ode").await.text().contains("/@ode/ebb"));
    let granted = base(&shop.playing(&fan).await);
    shop.run("UPDATE memberships SET state = $1, ended_at = now()", "ended").await;
    assert_eq!(status(&fan, &format!("{granted}aac-64/0.m4s")).await, 404);
    assert_eq!(fan.get("/@ode/ebb").await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn what_was_sold_stays_with_those_who_bought_it() {
    let shop = Shop::open(Preview::First30).await;
    let (account, fan) = shop.app.fan().await;
    shop.sell(account.id).await;
    let track = shop.playing(&fan).await["id"].as_str().unwrap().to_owned();
    publication::unpublish(&mut *shop.app.db().await, shop.release).await.unwrap();
    let at = format!("/studio/releases/{}", shop.release);
    for action in [format!("{at}/deletion"), format!("/studio/tracks/{track}/deletion")] {
        let answer = shop.member.submit(&at, &action, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{action}");
        assert!(answer.text().contains("Unpublish it instead"), "{}", answer.text());
    }
    assert_eq!(shop.visitor.get("/@ode/ebb").await.status, StatusCode::NOT_FOUND);
    assert!(fan.get("/@ode/ebb").await.text().contains("not published any more"));
    assert_has_all(&fan, &base(&shop.playing(&fan).await)).await;
}

#[actix_web::test]
async fn a_post_for_members_is_read_by_members() {
    let shop = Shop::open(Preview::Full).await;
    let fields = [("text", "A demo for you"), ("summary", ""), ("attached", ""), ("members_only", "true")];
    let answer = shop.member.submit("/studio/posts?artist=ode", "/studio/posts/ode", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let (account, fan) = shop.app.fan().await;
    for browser in [&shop.visitor, &fan] {
        assert!(!browser.get("/@ode").await.text().contains("A demo for you"));
    }
    shop.join(account.id).await;
    assert!(fan.get("/@ode").await.text().contains("A demo for you"));
}

#[actix_web::test]
async fn members_hear_a_release_as_many_days_early_as_their_tier_says() {
    let shop = Shop::open(Preview::First30).await;
    let public = base(&shop.playing(&shop.visitor).await);
    let (account, fan) = shop.app.fan().await;
    shop.join(account.id).await;
    let comes_out_in = async |days: &str| {
        let sql = "UPDATE releases SET published_at = NULL, publish_at = now() + $1::interval";
        shop.run(sql, days).await;
    };
    comes_out_in("2 days").await;
    assert_eq!(fan.get("/@ode/ebb").await.status, StatusCode::NOT_FOUND, "a tier that includes it, not early");
    shop.run("UPDATE tiers SET early_days = $1::text::int", "3").await;
    let page = fan.get("/@ode/ebb").await;
    assert!(page.text().contains("You hear this before it comes out, as a member."), "{}", page.text());
    let early = base(&shop.playing(&fan).await);
    assert!(!early.contains("/public/"), "{early}");
    assert_has_all(&fan, &early).await;
    for path in ["/@ode/ebb", "/@ode/ebb/one", "/@ode/ebb/downloads", "/@ode/ebb/feed.rss"] {
        assert_eq!(shop.visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(
        status(&shop.visitor, &format!("{public}aac-64/0.m4s")).await,
        404,
        "nobody else hears even the beginning"
    );

    comes_out_in("4 days").await;
    assert_eq!(fan.get("/@ode/ebb").await.status, StatusCode::NOT_FOUND, "not that early");
    assert_eq!(status(&fan, &format!("{early}aac-64/0.m4s")).await, 404, "with the next request");
    comes_out_in("2 days").await;
    shop.run("UPDATE memberships SET state = $1, ended_at = now()", "ended").await;
    assert_eq!(fan.get("/@ode/ebb").await.status, StatusCode::NOT_FOUND, "no member any more");
    assert_eq!(status(&fan, &format!("{early}aac-64/0.m4s")).await, 404);
}

/// What `tonewood media verify` says of the shop, and whether it found all well.
fn verify(shop: &Shop) -> (bool, String) {
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_tonewood"))
        .args(["media", "verify", "--data"])
        .arg(shop.app.data.path())
        .env("DATABASE_URL", shop.app.database_url())
        .output()
        .unwrap();
    (said.status.success(), String::from_utf8_lossy(&said.stdout).into_owned())
}

/// The file with this name, somewhere below a folder.
fn find(folder: &std::path::Path, name: &str) -> Option<std::path::PathBuf> {
    std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find_map(|path| if path.is_dir() { find(&path, name) } else { (path.file_name()? == name).then_some(path) })
}

#[actix_web::test]
async fn a_preview_that_is_damaged_or_gone_is_named_by_verify() {
    let shop = Shop::open(Preview::First90).await;
    let public = base(&shop.playing(&shop.visitor).await);
    for path in ["preview-90.mp3", "preview-90.m4a", "aac-64/8.m4s"] {
        assert_eq!(status(&shop.visitor, &format!("{public}{path}")).await, 200, "the whole of it is shorter: {path}");
    }
    let (is_well, said) = verify(&shop);
    assert!(is_well && said.contains(" 0 wrong"), "{said}");
    let (mp3, m4a) = (find(shop.app.data.path(), "preview-90.mp3"), find(shop.app.data.path(), "preview-90.m4a"));
    std::fs::remove_file(mp3.unwrap()).unwrap();
    std::fs::write(m4a.unwrap(), b"half of it").unwrap();
    let (is_well, said) = verify(&shop);
    assert!(!is_well, "{said}");
    for name in ["preview-90.mp3", "preview-90.m4a"] {
        assert!(said.lines().any(|line| line.contains(name)), "{name}: {said}");
    }
}
