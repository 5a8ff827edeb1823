//! What the model holds of the fediverse: actors, follows, and deliveries on their way. Against a database alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod actors;
mod deliveries;
mod follows;
mod lanes;
mod said;
mod schema;

use model::accounts::{self, Account, NewAccount};
use model::actors::{self as model_actors, Actor, ActorKind, RemoteActor};
use model::artists::{self, Artist, ArtistKind};
use model::follows::FollowState;
use model::{Connection, Pool, Pooled};
use serde_json::json;
use testkit::TestDb;

/// A database of one test.
struct Db {
    pool: Pool,
    _kept: TestDb,
}

impl Db {
    async fn new() -> Self {
        let kept = TestDb::create("model", async |url| {
            model::database::migrate(&url).await?;
            Ok(())
        })
        .await
        .unwrap();
        Self { pool: model::database::pool(&kept.url(), 8).unwrap(), _kept: kept }
    }

    async fn connection(&self) -> Pooled {
        self.pool.get().await.unwrap()
    }
}

async fn account(connection: &mut Connection, name: &str) -> Account {
    let email = format!("{name}@example.org");
    let new = NewAccount {
        email: &email,
        name,
        password: "correct horse battery",
        is_admin: false,
        confirmed: true,
        approved: true,
    };
    accounts::create(connection, new).await.unwrap()
}

async fn artist(connection: &mut Connection, handle: &str) -> (Artist, Actor) {
    let owner = account(connection, handle).await;
    let artist = artists::create(connection, owner.id, handle, "The Ode", ArtistKind::Band).await.unwrap();
    let actor = model_actors::of_artist(connection, artist.id).await.unwrap().unwrap();
    (artist, actor)
}

/// Somebody at a host; with a shared inbox where `shared`.
fn somebody(host: &str, name: &str, shared: bool) -> RemoteActor {
    RemoteActor {
        kind: ActorKind::Person,
        username: name.to_owned(),
        uri: format!("https://{host}/users/{name}"),
        host: host.to_owned(),
        name: name.to_uppercase(),
        summary: String::new(),
        url: None,
        icon_url: None,
        image_url: None,
        fields: json!([]),
        inbox: format!("https://{host}/users/{name}/inbox"),
        shared_inbox: shared.then(|| format!("https://{host}/inbox")),
        outbox: None,
        followers: None,
        featured: None,
        also_known_as: Vec::new(),
        moved_to: None,
        manually_approves: false,
        discoverable: true,
        public_keys: json!([]),
        fetched_at: Some(chrono::Utc::now()),
        published_at: None,
    }
}

async fn remote(connection: &mut Connection, host: &str, name: &str) -> Actor {
    model_actors::keep_remote(connection, &somebody(host, name, true)).await.unwrap()
}

async fn follows(connection: &mut Connection, follower: &Actor, followed: &Actor) {
    model::follows::request(connection, follower.id, followed.id, None, FollowState::Accepted).await.unwrap();
}

/// Runs a statement that makes time pass or the like.
async fn run(connection: &mut Connection, sql: &str) {
    use diesel_async::RunQueryDsl as _;
    diesel::sql_query(sql).execute(connection).await.unwrap();
}
