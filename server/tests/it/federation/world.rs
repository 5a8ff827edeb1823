//! An instance whose name is music.test, in a world where only the servers of the test exist.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::web::Data;
use chrono::Utc;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use federation::client::{Client, Reach, TestNames};
use federation::context::Plumbing;
use federation::remote::actor;
use federation::{Federation, delivery};
use model::actors::{self, Actor};
use model::artists::Artist;
use model::ids::AccountId;
use model::releases::Release;
use serde_json::Value;
use url::Url;

use super::peer::{Peer, Person};
use crate::catalogue;
use crate::support::{Browser, TestApp};

/// Its public address.
pub const HERE: &str = "http://music.test";
/// Tables whose rows say what was taken from others.
pub const TABLES: [&str; 12] = [
    "actors",
    "posts",
    "reactions",
    "follows",
    "notifications",
    "remote_releases",
    "reports",
    "actor_blocks",
    "activities",
    "deliveries",
    "mentions",
    "graphile_worker._private_jobs",
];

/// The instance, and whom it can reach.
pub struct World {
    pub app: TestApp,
    pub plumbing: Plumbing,
    pub names: TestNames,
    address: String,
    http: reqwest::Client,
    handle: actix_web::dev::ServerHandle,
}

/// Somebody here with something to talk about.
pub struct Larks {
    pub account: AccountId,
    pub artist: Artist,
    pub actor: Actor,
    pub release: Release,
    /// The id of the actor.
    pub uri: String,
    /// The id of the release's note.
    pub note: String,
}

impl World {
    pub async fn start() -> Self {
        Self::with_client(|names| Client::new(Reach::Tests(names), "Tonewood/test (+http://music.test/)").unwrap())
            .await
    }

    /// A world that is reached by a client of the test's.
    pub async fn with_client(client: impl FnOnce(TestNames) -> Client) -> Self {
        let app = TestApp::start().await;
        let names = TestNames::default();
        let federation = Federation::new(app.pool().clone(), HERE, client(names.clone()));
        let plumbing = federation.plumbing().await.unwrap();
        let settings = (*app.context.settings).clone();
        let kept = (app.context.storage.clone(), app.context.search.clone());
        let of_server = server::serve::app_with(settings, app.pool().clone(), kept, plumbing.clone()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let running = server::serve::server(Data::new(of_server), listener).unwrap();
        let handle = running.handle();
        tokio::spawn(running);
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, plumbing, names, address, http, handle }
    }

    pub fn federation(&self) -> &Federation {
        self.plumbing.federation()
    }

    /// Another server in this world.
    pub fn peer(&self, host: &str) -> Peer {
        let peer = Peer::start(host);
        self.names.add(host, peer.address);
        peer
    }

    /// An artist with a release of two tracks.
    pub async fn larks(&self) -> Larks {
        let (artist, account, _) = self.app.artist("larks").await;
        let release = catalogue::published(&self.app, &artist, account.id, ("First Light", &["Harbour", "Salt"])).await;
        let actor = actors::of_artist(&mut *self.app.db().await, artist.id).await.unwrap().unwrap();
        Larks {
            account: account.id,
            uri: actor.uri(HERE),
            note: format!("{HERE}{}", urls::ap::release_note(release.id.0)),
            artist,
            actor,
            release,
        }
    }

    /// Makes somebody known here, as if fetched just now.
    pub async fn know(&self, person: &Person) -> Actor {
        let parsed = actor::parse(&person.document).unwrap();
        actors::keep_remote(&mut *self.app.db().await, &parsed).await.unwrap()
    }

    /// Brings an activity to the shared inbox, signed; gives the status.
    pub async fn send(&self, person: &Person, activity: &Value) -> u16 {
        let body = activity.to_string().into_bytes();
        let headers = person.signer.post(&inbox(), &body, Utc::now());
        self.post("/ap/inbox", &headers, body).await
    }

    /// Brings a body with these headers; gives the status.
    pub async fn post(&self, path: &str, headers: &[(String, String)], body: Vec<u8>) -> u16 {
        let mut request = self.http.post(format!("{}{path}", self.address)).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        if !headers.iter().any(|(name, _)| name == "host") {
            request = request.header("host", "music.test");
        }
        request.send().await.unwrap().status().as_u16()
    }

    /// Asks for a document; its status, and what it says.
    pub async fn get(&self, path: &str) -> (u16, Value) {
        let request = self.http.get(format!("{}{path}", self.address)).header("host", "music.test");
        let answer = request.header("accept", "application/activity+json").send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default())
    }

    /// Sends everything that is due; says how much.
    pub async fn drain(&self) -> usize {
        delivery::drain(self.federation()).await.unwrap()
    }

    /// The browser of an account that is signed in.
    pub async fn browser(&self, account: AccountId) -> Browser {
        let token = model::sessions::create(&mut *self.app.db().await, account, "test").await.unwrap();
        Browser::with_session(&self.address, &token)
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.address)
    }

    /// Runs every waiting job.
    pub async fn work(&self) {
        let context = worker::Context { federation: self.plumbing.clone(), ..self.app.context.clone() };
        worker::run_pending(context, &self.app.database_url(), Duration::from_secs(10)).await.unwrap();
    }

    /// Runs a statement that makes time pass or the like.
    pub async fn run(&self, sql: &str) {
        diesel::sql_query(sql).execute(&mut *self.app.db().await).await.unwrap();
    }

    /// One text that a query gives.
    pub async fn text(&self, sql: &str) -> String {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            text: String,
        }
        let sql = format!("SELECT coalesce(({sql})::text, '') AS text");
        diesel::sql_query(sql).get_result::<Row>(&mut *self.app.db().await).await.unwrap().text
    }

    /// How many rows a table has where this is true.
    pub async fn count(&self, table: &str, condition: &str) -> usize {
        self.text(&format!("SELECT count(*) FROM {table} WHERE {condition}")).await.parse().unwrap()
    }

    /// What stands in each of the tables, as one line for each.
    pub async fn prints(&self) -> Vec<(&'static str, String)> {
        let mut prints = Vec::new();
        for table in TABLES {
            let rows = format!("SELECT md5(string_agg(row::text, ',' ORDER BY row::text)) FROM {table} AS row");
            prints.push((table, self.text(&rows).await));
        }
        prints
    }
}

impl Drop for World {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// The shared inbox.
pub fn inbox() -> Url {
    Url::parse(&format!("{HERE}/ap/inbox")).unwrap()
}
