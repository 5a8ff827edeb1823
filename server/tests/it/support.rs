//! The app under test and the people who use it.

mod browser;
mod money;
mod process;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use config::{Overrides, Settings};
use mail::{Mailer, Message};
use media::{Limits, Media};
use model::accounts::{self, Account, NewAccount};
use model::api_tokens::{self, Scope};
use model::artists::{self, Artist, ArtistKind};
use model::{Pool, Pooled};
use server::app::App;
use server::live::ports::Ports;
use storage::Storage;
use tempfile::TempDir;
use testkit::TestDb;
use tokio_util::sync::CancellationToken;

pub use browser::{Answer, Browser};
pub use money::WithStripe;
pub use process::WorkerProcess;

/// The password of everybody in these tests.
pub const PASSWORD: &str = "correct horse battery";

/// A whole instance on a loopback port, with a database and a data folder of its own. Jobs run when the test says so.
pub struct TestApp {
    // Ends before what it works with.
    _serving: Serving,
    /// Where it answers, without a slash at the end.
    pub url: String,
    /// What handlers work with.
    pub app: Data<App>,
    /// What jobs work with.
    pub context: worker::Context,
    /// Its data folder.
    pub data: TempDir,
    db: TestDb,
}

/// A second server of an instance.
pub struct Beside {
    /// Where it answers, without a slash at the end.
    pub url: String,
    /// What its handlers work with.
    pub app: Data<App>,
    _serving: Serving,
}

impl Beside {
    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.url)
    }
}

/// A server that runs until this is dropped.
struct Serving {
    app: Data<App>,
    stop: CancellationToken,
    server: actix_web::dev::ServerHandle,
}

impl Serving {
    fn start(app: &Data<App>, database: &str, ports: Ports, listener: TcpListener) -> Self {
        let stop = CancellationToken::new();
        tokio::spawn(server::listen::forward(database.to_owned(), app.clone(), stop.clone()));
        server::live::run::start(app, ports, &app.stop).unwrap();
        let running = server::serve::server(app.clone(), listener).unwrap();
        let server = running.handle();
        tokio::spawn(running);
        Self { app: app.clone(), stop, server }
    }
}

impl TestApp {
    /// An instance with default settings.
    pub async fn start() -> Self {
        Self::start_with(|overrides| overrides).await
    }

    /// An instance that other instances of the test reach under a name: `http://localhost:PORT`.
    pub async fn start_federated() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        Self::start_on(listener, &url.clone(), |overrides| overrides.with("url", url)).await
    }

    /// An instance whose settings `change` sets, e.g. `|o| o.with("registration", "closed")`.
    pub async fn start_with(change: impl FnOnce(Overrides) -> Overrides) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        Self::start_on(listener, &url, change).await
    }

    /// An instance on an open socket; `url` leads to it.
    async fn start_on(listener: TcpListener, url: &str, change: impl FnOnce(Overrides) -> Overrides) -> Self {
        let db = TestDb::create("server", async |url| {
            model::database::migrate(&url).await?;
            Ok(worker::migrate(&url).await?)
        })
        .await
        .unwrap();
        let data = tempfile::tempdir().unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let overrides = Overrides::default()
            .with("data", data.path().to_str().unwrap())
            .with("listen", address.to_string())
            .with("database_url", db.url())
            .with("api_requests_per_minute", "1000000")
            .with("icecast_listen", "127.0.0.1:0")
            .with("rtmp_listen", "127.0.0.1:0");
        let settings = Settings::load(change(overrides)).unwrap();
        std::fs::create_dir_all(settings.uploads()).unwrap();
        let pool = model::database::pool(&db.url(), 8).unwrap();
        let storage = Storage::open(&server::commands::storage_config(&settings)).unwrap();
        let ports = Ports::bind(&settings).unwrap();
        let url = url.to_owned();
        // In its own folder, whatever Meilisearch the surroundings name.
        let search = search::open(&search::Settings::Folder(settings.data_dir.join("search"))).await.unwrap();
        let context = worker::Context {
            pool: pool.clone(),
            mailer: Mailer::memory(),
            settings: Arc::new(settings.clone()),
            storage: storage.clone(),
            media: Arc::new(Media::new(media_executable(), Limits::default())),
            base_url: url.clone(),
            federation: server::federation::plumbing(&settings, pool.clone()).await.unwrap(),
            payments: worker::payments::Payments::of(&settings, &pool),
            search: search.clone(),
        };
        let app = Data::new(server::serve::app(settings, pool, storage, search).await.unwrap());
        let serving = Serving::start(&app, &db.url(), ports, listener);
        Self { _serving: serving, url, app, context, data, db }
    }

    /// Another server of this instance: the same database, the same storage.
    pub async fn beside(&self) -> Beside {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let settings = (*self.context.settings).clone();
        let ports = Ports::bind(&settings).unwrap();
        let pool = model::database::pool(&self.db.url(), 8).unwrap();
        let (storage, search) = (self.context.storage.clone(), self.context.search.clone());
        let app = Data::new(server::serve::app(settings, pool, storage, search).await.unwrap());
        let serving = Serving::start(&app, &self.db.url(), ports, listener);
        Beside { url, app, _serving: serving }
    }

    /// Where its database is.
    pub fn database_url(&self) -> String {
        self.db.url()
    }

    /// Another line to its database, that can break.
    pub fn line(&self) -> testkit::Line {
        testkit::Line::to(&self.db).unwrap()
    }

    /// The pool of connections.
    pub fn pool(&self) -> &Pool {
        &self.app.pool
    }

    /// A connection.
    pub async fn db(&self) -> Pooled {
        self.pool().get().await.unwrap()
    }

    /// Runs every job that is due or only waits for quiet, and those they enqueue.
    pub async fn run_pending_jobs(&self) {
        worker::run_pending(self.context.clone(), &self.db.url(), Duration::from_secs(10)).await.unwrap();
    }

    /// Tells search what changed, and nothing else.
    pub async fn tell_search(&self) {
        worker::search::Teller::new(self.context.clone()).catch_up().await.unwrap();
    }

    /// Brings everything that is due to other servers, with the jobs before and after it.
    pub async fn federate(&self) {
        self.run_pending_jobs().await;
        federation::delivery::drain(self.app.federation.federation()).await.unwrap();
        self.run_pending_jobs().await;
    }

    /// What stands behind the @ in handles of this instance.
    pub fn domain(&self) -> &str {
        &self.app.federation.federation().domain
    }

    /// The mails sent so far.
    pub fn mails(&self) -> Vec<Message> {
        self.context.mailer.kept()
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// An account, confirmed and approved, with [`PASSWORD`].
    pub async fn account(&self, name: &str, is_admin: bool) -> Account {
        let email = format!("{name}@example.org");
        let new = NewAccount { email: &email, name, password: PASSWORD, is_admin, confirmed: true, approved: true };
        accounts::create(&mut *self.db().await, new).await.unwrap()
    }

    /// A signed-in browser of an account.
    pub async fn signed_in(&self, account: &Account) -> Browser {
        let token = model::sessions::create(&mut *self.db().await, account.id, "test").await.unwrap();
        Browser::with_session(&self.url, &token)
    }

    /// A fan: an account without artists, signed in.
    pub async fn fan(&self) -> (Account, Browser) {
        let account = self.account("fan", false).await;
        let browser = self.signed_in(&account).await;
        (account, browser)
    }

    /// An admin, signed in.
    pub async fn admin(&self) -> (Account, Browser) {
        let account = self.account("admin", true).await;
        let browser = self.signed_in(&account).await;
        (account, browser)
    }

    /// An artist with this handle, its account signed in.
    pub async fn artist(&self, handle: &str) -> (Artist, Account, Browser) {
        let account = self.account(handle, false).await;
        let artist =
            artists::create(&mut *self.db().await, account.id, handle, &format!("The {handle}"), ArtistKind::Band)
                .await
                .unwrap();
        let browser = self.signed_in(&account).await;
        (artist, account, browser)
    }

    /// An API token of an account.
    pub async fn token(&self, account: &Account, scope: Scope) -> String {
        api_tokens::create(&mut *self.db().await, account.id, "test", scope).await.unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.cancel();
        self.app.stop.cancel();
        drop(self.server.stop(false));
    }
}

/// `target/debug/tonewood-media`, built before the tests; this program is in `target/debug/deps`.
pub fn media_executable() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let path = program.ancestors().nth(2).unwrap().join("tonewood-media");
    assert!(path.exists(), "{} is missing: run `cargo build -p tonewood-media` first", path.display());
    path
}

/// A WAV file: 16-bit stereo at `rate`, a soft chord of `seconds`.
pub fn wav(rate: u32, seconds: f64) -> Vec<u8> {
    let frames = (f64::from(rate) * seconds) as u32;
    let bytes = frames * 4;
    let mut file = Vec::with_capacity(44 + bytes as usize);
    file.extend(b"RIFF");
    file.extend((36 + bytes).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 2, 0]);
    file.extend(rate.to_le_bytes());
    file.extend((rate * 4).to_le_bytes());
    file.extend([4, 0, 16, 0]);
    file.extend(b"data");
    file.extend(bytes.to_le_bytes());
    for frame in 0..frames {
        let at = f64::from(frame) / f64::from(rate);
        let tone = |hertz: f64| (at * hertz * std::f64::consts::TAU).sin();
        for value in [tone(220.0) + tone(330.0), tone(220.0) + tone(440.0)] {
            file.extend(((value * 5000.0) as i16).to_le_bytes());
        }
    }
    file
}
