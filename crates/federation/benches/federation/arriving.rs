//! Signed activities of a hundred people into `tonewood serve`, each a note that mentions an artist: a post, a mention and a
//! notification, committed before the answer.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::Utc;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use federation::keys::RsaKey;
use federation::remote::actor;
use futures::StreamExt as _;
use model::accounts::{self, NewAccount};
use model::artists::{self, ArtistKind};
use model::{Pool, actors};
use serde_json::json;
use testkit::OwnPostgres;
use url::Url;

use crate::{Figure, signer};

const ACTIVITIES: usize = 10_000;
const PEOPLE: usize = 100;
/// How many are brought a second time.
const AGAIN: usize = 500;
/// How many requests are on their way at once.
const AT_ONCE: usize = 32;

/// A whole instance, killed when dropped.
struct Instance(Child);

impl Drop for Instance {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// An activity, signed.
struct Signed {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

pub async fn measure() -> [Figure; 3] {
    let folder = tempfile_dir();
    // It waits for the disk with every commit, as the database of an instance does.
    let database = OwnPostgres::start().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let here = format!("http://localhost:{port}");
    let instance = start(&database.url(), &folder, &here, port);
    let client = reqwest::Client::builder().pool_max_idle_per_host(AT_ONCE).build().unwrap();
    let began = Instant::now();
    while client.get(format!("{here}/readyz")).send().await.is_err() {
        assert!(began.elapsed() < Duration::from_secs(60), "the instance does not start");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let pool = model::database::pool(&database.url(), 2).unwrap();
    let signed = prepare(&pool, &here).await;
    let send = async |signed: &Signed| {
        let mut request = client.post(format!("{here}/ap/inbox")).body(signed.body.clone());
        for (name, value) in &signed.headers {
            request = request.header(name, value);
        }
        request.send().await.unwrap().status().as_u16()
    };
    let began = Instant::now();
    let answers: Vec<u16> = futures::stream::iter(&signed).map(&send).buffer_unordered(AT_ONCE).collect().await;
    let rate = ACTIVITIES as f64 / began.elapsed().as_secs_f64();
    let again: Vec<u16> = futures::stream::iter(&signed[..AGAIN]).map(&send).buffer_unordered(AT_ONCE).collect().await;
    assert!(answers.iter().chain(&again).all(|status| *status == 202), "not everything was taken");
    let (posts, told) = (count(&pool, "posts").await, count(&pool, "notifications").await);
    drop((pool, instance, database));
    std::fs::remove_dir_all(&folder).unwrap();
    [
        Figure::at_least("signed activities per second into the inbox", rate, 1_000.0),
        Figure::at_most("activities lost or taken twice", posts.abs_diff(ACTIVITIES) as f64, 0.0),
        Figure::at_most("notifications too few or too many", told.abs_diff(ACTIVITIES) as f64, 0.0),
    ]
}

/// A folder of this run's.
fn tempfile_dir() -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("tonewood-bench-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// `tonewood`, built in the same profile, is two folders above this program.
fn start(database: &str, folder: &std::path::Path, here: &str, port: u16) -> Instance {
    let program = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("tonewood");
    assert!(program.exists(), "tonewood is not built in this profile");
    let child = Command::new(program)
        .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--url", here, "--data"])
        .arg(folder)
        .env("DATABASE_URL", database)
        .env("RUST_LOG", "error")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Instance(child.unwrap())
}

/// Makes everybody known, and signs everything before the clock starts.
async fn prepare(pool: &Pool, here: &str) -> Vec<Signed> {
    let connection = &mut *pool.get().await.unwrap();
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
    let larks = actors::of_artist(connection, artist.id).await.unwrap().unwrap().uri(here);
    let key = RsaKey::generate().unwrap();
    let pem = key.public_pem().unwrap();
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        // Nobody is there: nobody is to be asked, for the key is known.
        let uri = format!("http://127.0.0.1:9/users/{n}");
        let document = json!({
            "id": uri, "type": "Person", "preferredUsername": format!("p{n}"), "inbox": format!("{uri}/inbox"),
            "publicKey": {"id": format!("{uri}#main-key"), "owner": uri, "publicKeyPem": pem},
        });
        actors::keep_remote(connection, &actor::parse(&document).unwrap()).await.unwrap();
        people.push((signer(&key, &uri), uri));
    }
    let inbox = Url::parse(&format!("{here}/ap/inbox")).unwrap();
    let sign = |n: usize| {
        let (signer, uri) = &people[n % PEOPLE];
        let note = json!({
            "id": format!("{uri}/notes/{n}"), "type": "Note", "attributedTo": uri, "content": "<p>Lovely.</p>",
            "to": ["https://www.w3.org/ns/activitystreams#Public"], "tag": [{"type": "Mention", "href": larks}],
        });
        let create = json!({"id": format!("{uri}/creates/{n}"), "type": "Create", "actor": uri, "object": note});
        let body = create.to_string().into_bytes();
        Signed { headers: signer.post(&inbox, &body, Utc::now()), body }
    };
    (0..ACTIVITIES).map(sign).collect()
}

async fn count(pool: &Pool, table: &str) -> usize {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let sql = format!("SELECT count(*) AS count FROM {table}");
    let found: Count = diesel::sql_query(sql).get_result(&mut *pool.get().await.unwrap()).await.unwrap();
    usize::try_from(found.count).unwrap()
}
