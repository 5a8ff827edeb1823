//! Every route of the studio and of the admin that is about money, as everybody: whom it is none of the business of gets the same answer
//! as for what is not there, and changes nothing. The routes are read from `src/routes`, so that a new one is held to it too.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::code_batches::{self, NewBatch};
use model::members::{self, Role};
use model::releases::{self, PriceMode, ReleaseChanges};
use model::splits::{self, NewSplit};
use model::subscribers::{self, Source};
use model::tiers::{self, TierInput};
use model::{accounts, money};
use reqwest::{Method, StatusCode};

use crate::catalogue;
use crate::every_route::patterns;
use crate::support::{Answer, Browser, TestApp};

const FILES: [&str; 4] = [
    include_str!("../../../src/routes/money.rs"),
    include_str!("../../../src/routes/books.rs"),
    include_str!("../../../src/routes/memberships.rs"),
    include_str!("../../../src/routes/letters.rs"),
];
/// What could be changed.
const TABLES: [&str; 13] = [
    "sellers",
    "tiers",
    "splits",
    "letters",
    "code_batches",
    "download_codes",
    "purchases",
    "ledger_transactions",
    "ledger_entries",
    "costs",
    "tax_rates",
    "subscribers",
    "memberships",
];
const NOTHING: &str = "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
const MONTH: &str = "2026-11";

/// An artist with something of everything, and who may want to look at it.
struct World {
    app: TestApp,
    /// Which thing stands for a parameter of the addresses that begin like this.
    things: Vec<(&'static str, String)>,
    visitor: Browser,
    fan: Browser,
    other: Browser,
    editor: Browser,
    owner: Browser,
    admin: Browser,
}

impl World {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let (ode, account, owner) = app.artist("ode").await;
        let (inge, _, other) = app.artist("inge").await;
        app.seller(&ode).await;
        let release = catalogue::published(&app, &ode, account.id, ("Low", &["Ebb"])).await;
        let db = &mut app.db().await;
        let price = ReleaseChanges {
            price_mode: Some(PriceMode::Fixed),
            price_amount_minor: Some(900),
            ..ReleaseChanges::default()
        };
        let release = releases::update(db, release.id, &price).await.unwrap();
        let editing = app.account("editor", false).await;
        members::add(db, ode.id, editing.id, Role::Editor).await.unwrap();
        let batch = NewBatch { name: "Vinyl".to_owned(), count: 2, expires_at: None };
        let codes = code_batches::create(db, &release, &batch).await.unwrap().id.to_string();
        let input = TierInput { name: "Harbour".into(), monthly: "5".into(), ..Default::default() };
        let tier = tiers::create(db, ode.id, &input.check(money::currency("EUR").unwrap()).unwrap()).await.unwrap();
        let split = NewSplit {
            release: release.id,
            track: None,
            payee: inge.id,
            share_bp: 1000,
            reason: String::new(),
            starts_on: chrono::Utc::now().date_naive(),
            ends_on: None,
        };
        let split = splits::propose(db, &split, chrono::Utc::now()).await.unwrap().id.to_string();
        subscribers::ask(db, ode.id, ("ann@example.org", None), Source::ArtistPage).await.unwrap();
        let letter = [("subject", "Hello"), ("body", "From the sea."), ("audience", "followers")];
        let written = owner.submit("/studio/letters", "/studio/artists/ode/letters", &letter).await;
        assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text());
        let sale = Self::sold(&app, release.id.0).await;
        let one = async |table: &str| word(&app, &format!("SELECT id::text AS word FROM {table} LIMIT 1")).await;
        let things = vec![
            ("/studio/sales/{artist}/", sale),
            ("/studio/tiers/", tier.id.to_string()),
            ("/studio/codes/", codes),
            ("/studio/letters/", one("letters").await),
            ("/studio/subscribers/", one("subscribers").await),
            ("/studio/releases/", release.id.to_string()),
            ("/studio/artists/{handle}/money/splits/", split),
        ];
        let (visitor, (_, fan), (_, admin)) = (app.visitor(), app.fan().await, app.admin().await);
        let editing = accounts::find(db, editing.id).await.unwrap().unwrap();
        let editor = app.signed_in(&editing).await;
        Self { app, things, visitor, fan, other, editor, owner, admin }
    }

    /// Somebody buys the release; gives the purchase's id.
    async fn sold(app: &TestApp, release: uuid::Uuid) -> String {
        let (visitor, page) = (app.visitor(), urls::money::buy_release(release));
        let seen = visitor.get(&page).await.attribute("input[name=seen]", "value").unwrap();
        let agreed = [("email", "buyer@example.org"), ("country", "DE"), ("begins", "true"), ("waives", "true")];
        let fields: Vec<(&str, &str)> = agreed.into_iter().chain([("seen", seen.as_str())]).collect();
        let begun = visitor.submit(&page, &page, &fields).await.location();
        let checkout = begun.strip_prefix(app.url.as_str()).unwrap_or(&begun);
        let own = visitor.submit(checkout, checkout, &[("card", "pays"), ("country", "DE")]).await.location();
        assert_eq!(visitor.get(own.strip_prefix(app.url.as_str()).unwrap_or(&own)).await.texts("h1"), ["Thank you"]);
        app.purchases().await[0].id.to_string()
    }

    /// An address with what it names; that of nothing where `is_there` is false.
    fn filled(&self, pattern: &str, is_there: bool) -> String {
        let handle = if is_there { "ode" } else { "nobody" };
        let thing = self.things.iter().find(|(begins, _)| pattern.starts_with(begins));
        let id = thing.map(|(_, id)| id.as_str()).filter(|_| is_there).unwrap_or(NOTHING);
        let named = pattern.replace("{handle}", handle).replace("{artist}", handle);
        named.replace("{month}", MONTH).replace("{id}", id)
    }

    async fn ask(&self, who: &Browser, method: &Method, path: &str) -> Answer {
        if *method == Method::GET {
            return who.get(path).await;
        }
        let page = if std::ptr::eq(who, &self.visitor) { "/sign-in" } else { "/account" };
        who.submit(page, path, &[]).await
    }

    /// What all tables about money say.
    async fn sum(&self) -> Vec<String> {
        let mut sums = Vec::new();
        for table in TABLES {
            // Looking at the account asks the provider, and that is noted.
            let rows = format!("SELECT (to_jsonb(t) - 'checked_at')::text AS row FROM {table} t");
            let sql =
                format!("SELECT coalesce(md5(string_agg(row, '|' ORDER BY row)), '') AS word FROM ({rows}) AS rows");
            sums.push(format!("{table} {}", word(&self.app, &sql).await));
        }
        sums
    }
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

async fn word(app: &TestApp, sql: &str) -> String {
    let found: Word = diesel::sql_query(sql).get_result(&mut *app.db().await).await.unwrap();
    found.word
}

/// What somebody learns from an answer, whatever they asked for.
fn essence(answer: &Answer) -> (StatusCode, String, Vec<String>) {
    let location = answer.location();
    let (path, _) = location.split_once('?').unwrap_or((&location, ""));
    (answer.status, path.to_owned(), answer.texts("main"))
}

fn routes(area: &str) -> Vec<(Method, &'static str)> {
    let all = FILES.into_iter().flat_map(patterns);
    all.filter(|(_, pattern)| pattern.starts_with(area)).collect()
}

#[actix_web::test]
async fn an_artists_money_is_there_for_its_members_and_for_nobody_else() {
    let world = World::start().await;
    let (routes, before) = (routes("/studio/"), world.sum().await);
    assert!(routes.len() > 35, "only {} routes were found", routes.len());
    let outsiders = [("visitor", &world.visitor), ("fan", &world.fan), ("admin", &world.admin)];
    let mut wrong = Vec::new();
    for (method, pattern) in routes.iter().filter(|(_, pattern)| pattern.contains('{')) {
        let (there, nowhere) = (world.filled(pattern, true), world.filled(pattern, false));
        // The other artist is offered a share: that split is theirs to answer, at their own address.
        for (who, browser) in outsiders.into_iter().chain([("other artist", &world.other)]) {
            let answer = world.ask(browser, method, &there).await;
            let nothing = world.ask(browser, method, &nowhere).await;
            if essence(&answer) != essence(&nothing) || answer.status.is_success() || answer.status.is_server_error() {
                wrong.push(format!(
                    "{method} {there} as {who}: {:?}, and of nothing {:?}",
                    essence(&answer),
                    essence(&nothing)
                ));
            }
            if answer.text().contains("buyer@example.org") || answer.text().contains("ann@example.org") {
                wrong.push(format!("{method} {there} tells the {who} of a buyer"));
            }
        }
        if *method == Method::GET {
            for (who, browser) in [("owner", &world.owner), ("editor", &world.editor)] {
                let answer = browser.get(&there).await;
                if answer.status != StatusCode::OK {
                    wrong.push(format!("{there} as {who} is {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(world.sum().await, before, "nobody changed anything");
}

#[actix_web::test]
async fn the_books_of_the_co_op_are_the_admins_to_keep() {
    let world = World::start().await;
    let (routes, before) = (routes("/admin/"), world.sum().await);
    assert!(routes.len() > 8, "only {} routes were found", routes.len());
    let mut wrong = Vec::new();
    for (method, pattern) in &routes {
        let path = world.filled(pattern, true);
        for (who, browser) in [("visitor", &world.visitor), ("fan", &world.fan), ("owner", &world.owner)] {
            let answer = world.ask(browser, method, &path).await;
            if answer.status.is_success() || answer.status.is_server_error() {
                wrong.push(format!("{method} {path} as {who} is {}", answer.status));
            }
        }
        if *method == Method::GET && world.admin.get(&path).await.status != StatusCode::OK {
            wrong.push(format!("{path} is not there for an admin"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(world.sum().await, before, "nobody changed anything");
}
