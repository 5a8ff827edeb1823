//! A database, and people here and elsewhere.

use chrono::{DateTime, Duration, Utc};
use model::accounts::{self, Account, NewAccount};
use model::actors::{self, Actor, ActorKind, RemoteActor};
use model::artists::{self, Artist, ArtistKind};
use model::domain_blocks::{self, NewDomainBlock, Severity};
use model::follows::{self, FollowState};
use model::posts::{self, NewPost, NewRemotePost, Post, Subject, Visibility};
use model::releases::{self, Release, ReleaseKind};
use model::{Connection, Pool, Pooled};
use serde_json::json;
use testkit::{Line, TestDb};

/// A database of one test.
pub struct Db {
    pool: Pool,
    kept: TestDb,
}

/// Makes the tables of an empty database.
pub async fn build(url: String) -> anyhow::Result<()> {
    model::database::migrate(&url).await?;
    // Rules enqueue jobs in their own transaction: into the real queue.
    let queue = graphile_worker::WorkerOptions::default().database_url(&url).max_pg_conn(1);
    queue.listen_os_shutdown_signals(false).init().await?;
    Ok(())
}

impl Db {
    pub async fn new() -> Self {
        let kept = TestDb::create("model_it", build).await.unwrap();
        Self { pool: model::database::pool(&kept.url(), 4).unwrap(), kept }
    }

    /// A line to it that breaks where a test says.
    pub fn line(&self) -> Line {
        Line::to(&self.kept).unwrap()
    }

    pub async fn connection(&self) -> Pooled {
        self.pool.get().await.unwrap()
    }
}

pub async fn account(c: &mut Connection, name: &str) -> Account {
    let email = format!("{name}@example.org");
    let password = "correct horse battery";
    let new = NewAccount { email: &email, name, password, is_admin: false, confirmed: true, approved: true };
    accounts::create(c, new).await.unwrap()
}

/// An artist and its actor.
pub async fn artist(c: &mut Connection, handle: &str) -> (Artist, Actor) {
    let owner = account(c, handle).await;
    let artist = artists::create(c, owner.id, handle, "The Ode", ArtistKind::Band).await.unwrap();
    let actor = actors::of_artist(c, artist.id).await.unwrap().unwrap();
    (artist, actor)
}

/// Somebody who only listens.
pub async fn fan(c: &mut Connection, name: &str) -> Actor {
    let account = account(c, name).await;
    actors::create_fan(c, account.id, name, name).await.unwrap()
}

/// Somebody at another host.
pub async fn remote(c: &mut Connection, host: &str, name: &str) -> Actor {
    let actor = RemoteActor {
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
        shared_inbox: None,
        outbox: None,
        followers: None,
        featured: None,
        also_known_as: Vec::new(),
        moved_to: None,
        manually_approves: false,
        discoverable: true,
        public_keys: json!([]),
        fetched_at: Some(Utc::now()),
        published_at: None,
    };
    actors::keep_remote(c, &actor).await.unwrap()
}

/// A release that everybody hears.
pub async fn published(c: &mut Connection, artist: &Artist, title: &str) -> Release {
    let release = releases::create(c, artist.id, title, ReleaseKind::Album).await.unwrap();
    run(c, &format!("UPDATE releases SET published_at = now() WHERE id = '{}'", release.id)).await;
    releases::find(c, release.id).await.unwrap().unwrap()
}

pub async fn follow(c: &mut Connection, follower: &Actor, followed: &Actor) {
    follows::request(c, follower.id, followed.id, None, FollowState::Accepted).await.unwrap();
}

/// A post or comment from here.
pub async fn write(c: &mut Connection, actor: &Actor, subject: Option<Subject>, words: &str) -> Post {
    posts::create_local(c, &NewPost::public(actor.id, subject, words)).await.unwrap()
}

/// A public remote post, as its server tells it.
pub fn told(actor: &Actor, path: &str, subject: Option<Subject>) -> NewRemotePost {
    NewRemotePost {
        actor: actor.id,
        uri: format!("https://{}/{path}", actor.host.as_deref().unwrap()),
        url: None,
        subject,
        content: format!("<p>{path}</p>"),
        summary: String::new(),
        sensitive: false,
        language: None,
        visibility: Visibility::Public,
        attachments: Vec::new(),
        mentions: Vec::new(),
        published_at: minutes_ago(10),
        updated_at: None,
    }
}

pub fn minutes_ago(minutes: i64) -> DateTime<Utc> {
    Utc::now() - Duration::minutes(minutes)
}

pub async fn block(c: &mut Connection, domain: &str, severity: Severity) {
    let new = NewDomainBlock {
        domain: domain.to_owned(),
        severity,
        reject_media: false,
        reject_reports: false,
        public_comment: String::new(),
        private_comment: String::new(),
        obfuscate: false,
    };
    domain_blocks::put(c, &new).await.unwrap();
}

/// Runs a statement that makes time pass or the like.
pub async fn run(c: &mut Connection, sql: &str) {
    use diesel_async::RunQueryDsl as _;
    diesel::sql_query(sql).execute(c).await.unwrap();
}
