//! A member's own feed: it opens what the member may hear, as long as they may.

use model::artists::Artist;
use model::ids::AccountId;
use model::releases::{self, PriceMode, ReleaseChanges};
use model::tiers::{self, TierInput};
use model::{memberships, money};
use reqwest::{Method, StatusCode};
use rss::Channel;

use crate::catalogue;
use crate::plays::{count, wait_for};
use crate::support::{Browser, TestApp};

async fn run(app: &TestApp, sql: &str) {
    use diesel_async::RunQueryDsl;
    diesel::sql_query(sql).execute(&mut *app.db().await).await.unwrap();
}

/// Makes an account a member whose tier includes everything; gives the page of the membership.
async fn join(app: &TestApp, artist: &Artist, account: AccountId) -> String {
    let input = TierInput {
        name: "All".to_owned(),
        monthly: "5".to_owned(),
        includes_releases: true,
        includes_members_only: true,
        ..TierInput::default()
    };
    let fields = input.check(money::currency("EUR").unwrap()).unwrap();
    let tier = tiers::create(&mut *app.db().await, artist.id, &fields).await.unwrap();
    let sql = format!(
        "INSERT INTO memberships (id, tier_id, artist_id, account_id, interval, state, amount_minor, currency, provider,
           provider_account, expires_at, started_at)
         VALUES (gen_random_uuid(), '{}', '{}', '{account}', 'month', 'active', 500, 'EUR', 'sandbox', 'acct', now(), now())",
        tier.id, artist.id
    );
    run(app, &sql).await;
    let running = memberships::running(&mut *app.db().await, artist.id, account).await.unwrap().unwrap();
    format!("/account/memberships/{}", running.id)
}

/// Makes the feed's address on the page of the membership, and gives its path.
async fn address(app: &TestApp, fan: &Browser, page: &str) -> String {
    let made = fan.submit(page, &format!("{page}/feed"), &[]).await;
    assert_eq!((made.status, made.location().as_str()), (StatusCode::SEE_OTHER, page), "{}", made.text());
    let shown = fan.get(page).await.texts("#feed code").remove(0);
    shown.trim().strip_prefix(&app.url).unwrap().to_owned()
}

async fn feed(app: &TestApp, path: &str) -> Channel {
    let answer = app.visitor().get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    Channel::read_from(answer.bytes.as_slice()).unwrap()
}

#[actix_web::test]
async fn members_hear_everything_in_their_own_player() {
    let app = TestApp::start().await;
    let (artist, owner, _) = app.artist("ode").await;
    let paid = catalogue::published(&app, &artist, owner.id, ("Low Water", &["Slack Water"])).await;
    let changes = ReleaseChanges {
        price_mode: Some(PriceMode::Fixed),
        price_amount_minor: Some(900),
        ..ReleaseChanges::default()
    };
    releases::update(&mut *app.db().await, paid.id, &changes).await.unwrap();
    let secret = catalogue::published(&app, &artist, owner.id, ("For You", &["Harbour"])).await;
    catalogue::add_cover(&app, &secret).await;
    let changes = ReleaseChanges { members_only: Some(true), ..ReleaseChanges::default() };
    releases::update(&mut *app.db().await, secret.id, &changes).await.unwrap();
    let (fan, browser) = app.fan().await;
    let page = join(&app, &artist, fan.id).await;
    assert!(browser.get(&page).await.texts("#feed code").is_empty(), "none before it is asked for");

    let path = address(&app, &browser, &page).await;
    let own = feed(&app, &path).await;
    let titles: Vec<_> = own.items().iter().filter_map(|item| item.title()).collect();
    assert_eq!(titles, ["Harbour", "Slack Water"]);
    assert_eq!(own.itunes_ext().unwrap().block(), Some("Yes"));
    for item in own.items() {
        let sound = item.enclosure().unwrap().url().strip_prefix(&app.url).unwrap().to_owned();
        let whole = app.visitor().get(&sound).await;
        assert_eq!((whole.status, whole.text().as_str()), (StatusCode::OK, "hello sound"), "{sound}");
        let head = app.visitor().send(app.visitor().request(Method::HEAD, &sound)).await;
        assert_eq!((head.status, head.header("content-length").as_str()), (StatusCode::OK, "11"));
        let part = app.visitor().request(Method::GET, &sound).header("range", "bytes=0-4");
        assert_eq!(app.visitor().send(part).await.text(), "hello");
    }
    let cover = own.items()[0].itunes_ext().unwrap().image().unwrap().strip_prefix(&app.url).unwrap().to_owned();
    assert_eq!(app.visitor().get(&cover).await.text(), "picture of 1400");

    let sound = own.items()[0].enclosure().unwrap().url().strip_prefix(&app.url).unwrap().to_owned();
    let harbour = model::tracks::of_release(&mut *app.db().await, secret.id).await.unwrap()[0].id;
    let fetch = async |program: &'static str| {
        let request = app.visitor().request(Method::GET, &sound).header("user-agent", program);
        assert_eq!(app.visitor().send(request).await.status, StatusCode::OK);
    };
    fetch("Googlebot/2.1").await;
    for _ in 0..3 {
        fetch("AntennaPod/3.5").await;
    }
    wait_for(&app, "SELECT count(*) AS n FROM plays WHERE source = 'podcast' AND counted_at IS NOT NULL").await;
    assert_eq!(count(&app, harbour).await, 1, "a member is one listener, and a bot none");
    run(&app, "UPDATE memberships SET state = 'ended', ended_at = now()").await;
    let left = feed(&app, &path).await;
    assert_eq!(left.items().iter().filter_map(|item| item.title()).collect::<Vec<_>>(), ["Slack Water"]);
    assert_eq!(app.visitor().get(&sound).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.visitor().get(&cover).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_new_address_ends_the_old_one() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let (fan, browser) = app.fan().await;
    let page = join(&app, &artist, fan.id).await;
    let first = address(&app, &browser, &page).await;
    assert_eq!(address(&app, &browser, &page).await.len(), first.len());
    let second = browser.get(&page).await.texts("#feed code").remove(0);
    assert_ne!(second.trim().strip_prefix(&app.url), Some(first.as_str()));
    let (gone, never) = (app.visitor().get(&first).await, app.visitor().get("/feeds/never/feed.rss").await);
    assert_eq!((gone.status, never.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(gone.texts("main"), never.texts("main"));
    let second = second.trim().strip_prefix(&app.url).unwrap().to_owned();
    feed(&app, &second).await;
    model::accounts::suspend(&mut *app.db().await, fan.id, true).await.unwrap();
    assert_eq!(app.visitor().get(&second).await.status, StatusCode::NOT_FOUND, "an account that is shut out");
}

#[actix_web::test]
async fn nobody_makes_a_feed_of_a_membership_of_others() {
    let app = TestApp::start().await;
    let (artist, _, _) = app.artist("ode").await;
    let (fan, browser) = app.fan().await;
    let page = join(&app, &artist, fan.id).await;
    let (_, _, other) = app.artist("okta").await;
    let token = other.csrf("/account").await;
    let tried = other.post_bare(&format!("{page}/feed"), &[("csrf", &token)]).await;
    assert_eq!(tried.status, StatusCode::NOT_FOUND);
    run(&app, "UPDATE memberships SET state = 'ended', ended_at = now()").await;
    let token = browser.csrf("/account").await;
    let over = browser.post_bare(&format!("{page}/feed"), &[("csrf", &token)]).await;
    assert_eq!(over.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&page).await.texts("#feed code").is_empty(), "a membership that is over makes none");
}
