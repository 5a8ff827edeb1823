//! Live sets at the server: what comes out of a worker reaches players, and what sources send reaches a worker. The worker is one
//! of the test's own, on the other end of the link.

mod gates;
mod hls;
mod icecast;
mod line;
mod relays;
mod several;
mod sources;
mod worker;

use chrono::Utc;
use model::accounts::Account;
use model::artists::Artist;
use model::ids::ShowId;
use model::show_access::Pass;
use model::shows::{self, Show, ShowInput};

use crate::support::TestApp;
use worker::TestWorker;

/// An instance with a show on air and a worker that owns it.
struct Scene {
    app: TestApp,
    artist: Artist,
    owner: Account,
    show: Show,
    worker: TestWorker,
}

impl Scene {
    /// An open show.
    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// A show whose form `change` fills in.
    async fn with(change: impl FnOnce(&mut ShowInput)) -> Self {
        let app = TestApp::start().await;
        let (artist, owner, _) = app.artist("ode").await;
        let show = show(&app, &artist, change).await;
        let worker = TestWorker::start(&app).await;
        worker.own(show.id).await;
        Self { app, artist, owner, show, worker }
    }

    /// An address below the show's, without a signed word.
    fn path(&self, path: &str) -> String {
        format!("/live/{}/{path}", self.show.slug)
    }

    /// An address below the show's for the holder of a pass.
    fn signed(&self, pass: &Pass, path: &str) -> String {
        format!("{}/{path}", server::live::signed::path(&self.app.app, &self.show, pass, Utc::now()))
    }

    /// The host and port of the Icecast port.
    fn icecast(&self) -> String {
        self.app.app.edge.addresses().icecast.unwrap().to_string()
    }
}

/// A show on air.
async fn show(app: &TestApp, artist: &Artist, change: impl FnOnce(&mut ShowInput)) -> Show {
    let mut input = ShowInput { title: "Night".to_owned(), replays: true, records: true, ..ShowInput::default() };
    change(&mut input);
    let db = &mut app.db().await;
    let fields = input.check(model::money::currency("EUR").unwrap(), None).unwrap();
    let made = shows::create(db, artist.id, &fields, Utc::now()).await.unwrap();
    assert!(shows::start(db, made.id, Utc::now()).await.unwrap());
    find(app, made.id).await
}

async fn find(app: &TestApp, id: ShowId) -> Show {
    shows::find(&mut *app.db().await, id).await.unwrap().unwrap()
}
