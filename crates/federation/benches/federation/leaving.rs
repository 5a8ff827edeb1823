//! One post to 1,000 followers on 100 servers: 80 take it, 10 take it after a while, 10 never answer. Beside the same post when
//! those twenty take it too, and when they are not told, in turns; of each the best run counts.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel_async::RunQueryDsl;
use federation::client::{Client, Reach};
use federation::{Federation, delivery, own_keys};
use model::accounts::{self, NewAccount};
use model::activities::{self, NewActivity};
use model::actors::{self, Actor};
use model::artists::{self, ArtistKind};
use model::deliveries::{self, Audience};
use model::follows::{self, FollowState};
use model::ids::ActivityId;
use serde_json::json;
use testkit::TestDb;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::Figure;

const LIVE: usize = 80;
const SLOW: usize = 10;
const DEAD: usize = 10;
const FOLLOWERS_EACH: usize = 10;
const RUNS: usize = 25;
/// How long a slow server takes.
const PAUSE: Duration = Duration::from_secs(3);

/// How a server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Live,
    Slow,
    Dead,
}

/// The servers, as far as they have something in common.
#[derive(Debug, Clone, Default)]
struct Servers {
    /// When something arrived at a live one.
    arrivals: Arc<Mutex<Vec<Instant>>>,
    /// Whether the slow and the dead ones take what comes, as the live ones do.
    all_well: Arc<Mutex<bool>>,
}

/// What becomes of the twenty that are not among the live ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    /// They are not told.
    Away,
    /// They take it.
    Well,
    /// They are slow and dead.
    Ill,
}

pub async fn measure() -> [Figure; 3] {
    let database =
        TestDb::create("bench_model", async |url| Ok(model::database::migrate(&url).await.map(drop)?)).await.unwrap();
    let pool = model::database::pool(&database.url(), 16).unwrap();
    let here = "http://localhost:9";
    let federation = Federation::new(pool, here, Client::new(Reach::Loopback, "Tonewood/bench").unwrap());
    let larks = larks(&federation).await;
    own_keys::signer(&federation, larks.id).await.unwrap();
    let servers = Servers::default();
    let kinds = [(Kind::Live, LIVE), (Kind::Slow, SLOW), (Kind::Dead, DEAD)];
    for (kind, count) in kinds {
        for _ in 0..count {
            follow(&federation, &larks, kind, &servers).await;
        }
    }
    let (mut away, mut well, mut ill) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let mut last = Duration::ZERO;
    for _ in 0..RUNS {
        away = away.min(run(&federation, &larks, &servers, Others::Away).await.0);
        well = well.min(run(&federation, &larks, &servers, Others::Well).await.0);
        let (ninety_ninth, whole) = run(&federation, &larks, &servers, Others::Ill).await;
        ill = ill.min(ninety_ninth);
        last = last.max(whole);
    }
    let beside = |others: Duration| ill.as_secs_f64() / others.as_secs_f64();
    [
        Figure::at_most("seconds until every live server has a post, the worst run", last.as_secs_f64(), 5.0),
        Figure::at_most("p99 beside 20 dead and slow servers / beside 20 live ones", beside(well), 1.2),
        // A quarter more work is in it, too.
        Figure::at_most("p99 beside 20 dead and slow servers / without them", beside(away), 1.2 * 1.25),
    ]
}

/// The 99th percentile of the times until a live server had it, and the longest.
async fn run(federation: &Federation, larks: &Actor, servers: &Servers, others: Others) -> (Duration, Duration) {
    let arrivals = &servers.arrivals;
    *servers.all_well.lock().unwrap() = others == Others::Well;
    let connection = &mut *federation.db().await.unwrap();
    for table in ["deliveries", "peers"] {
        diesel::sql_query(format!("DELETE FROM {table}")).execute(connection).await.unwrap();
    }
    arrivals.lock().unwrap().clear();
    let id = ActivityId::new();
    let object = format!("{}/ap/posts/{}", federation.base_url, id.0);
    let body = json!({"id": format!("{object}/create"), "type": "Create", "object": {"id": object, "content": "x".repeat(1_500)}});
    let new = NewActivity { id, actor: larks.id, kind: "Create", object: &object, event: None, body, is_public: true };
    let began = Instant::now();
    activities::keep(connection, new).await.unwrap();
    deliveries::to_followers(connection, id, larks.id, Audience::All).await.unwrap();
    if others == Others::Away {
        let others = "DELETE FROM deliveries WHERE inbox NOT LIKE '%/live'";
        diesel::sql_query(others).execute(connection).await.unwrap();
    }
    let sending = tokio::spawn({
        let federation = federation.clone();
        async move { delivery::drain(&federation).await.unwrap() }
    });
    while arrivals.lock().unwrap().len() < LIVE {
        assert!(began.elapsed() < Duration::from_secs(60), "the live ones do not get it");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    sending.abort();
    let mut times: Vec<Duration> = arrivals.lock().unwrap().iter().map(|at| *at - began).collect();
    times.sort();
    (times[LIVE * 99 / 100], times[LIVE - 1])
}

async fn larks(federation: &Federation) -> Actor {
    let connection = &mut *federation.db().await.unwrap();
    let new = NewAccount {
        email: "larks@example.org",
        name: "larks",
        password: "correct horse battery",
        is_admin: false,
        confirmed: true,
        approved: true,
    };
    let account = accounts::create(connection, new).await.unwrap();
    let artist = artists::create(connection, account.id, "larks", "The Larks", ArtistKind::Band).await.unwrap();
    actors::of_artist(connection, artist.id).await.unwrap().unwrap()
}

/// A server with followers, who share an inbox.
async fn follow(federation: &Federation, larks: &Actor, kind: Kind, servers: &Servers) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let inbox = format!("http://{address}/{kind:?}").to_lowercase();
    let connection = &mut *federation.db().await.unwrap();
    for n in 0..FOLLOWERS_EACH {
        let uri = format!("http://{address}/users/{n}");
        let document = json!({
            "id": uri, "type": "Person", "preferredUsername": n.to_string(), "inbox": format!("{uri}/inbox"),
            "endpoints": {"sharedInbox": inbox},
        });
        let parsed = federation::remote::actor::parse(&document).unwrap();
        let follower = actors::keep_remote(connection, &parsed).await.unwrap();
        follows::request(connection, follower.id, larks.id, None, FollowState::Accepted).await.unwrap();
    }
    let servers = servers.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let servers = servers.clone();
            tokio::spawn(async move {
                let mut said = vec![0; 1 << 16];
                // One request fits into what is read at once, or nearly; the rest of it comes before the answer is read.
                if stream.read(&mut said).await.is_ok_and(|bytes| bytes > 0) {
                    match kind {
                        Kind::Live => servers.arrivals.lock().unwrap().push(Instant::now()),
                        Kind::Slow | Kind::Dead if *servers.all_well.lock().unwrap() => {}
                        Kind::Slow => tokio::time::sleep(PAUSE).await,
                        Kind::Dead => std::future::pending().await,
                    }
                    let answer = "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                    drop(stream.write_all(answer.as_bytes()).await);
                    drop(stream.shutdown().await);
                }
            });
        }
    });
}
