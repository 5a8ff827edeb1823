//! Other stations that get a show's sound. One server of an instance passes all of them on: whose connection to the database is the
//! leader's.

mod adts;

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use actix_web::web::Data;
use live::link::Rendition;
use live::mount::Ring;
use live::push::{self, PushState, Station, Target};
use model::Connection;
use model::ids::ShowRelayId;
use model::show_relays::{self, RelayState, ShowRelay};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// How often relays are looked up.
const LOOK: Duration = Duration::from_secs(2);
/// How long to wait before trying to lead again.
const LEAD_AGAIN: Duration = Duration::from_secs(5);
/// How long to wait before a mount that ended is looked for again.
const AGAIN: Duration = Duration::from_millis(200);

/// How a relay is doing.
type News = (ShowRelayId, PushState);

/// Passes shows on until `stop`, whenever no other server does.
pub async fn run(app: Data<App>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            lost = lead(&app, &stop) => {
                if let Err(error) = lost {
                    tracing::warn!(%error, "shows are not passed on to other stations");
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LEAD_AGAIN) => {}
        }
    }
}

/// Passes shows on as long as this connection leads. It ends with an error when the database is away: another server may lead then.
async fn lead(app: &Data<App>, stop: &CancellationToken) -> anyhow::Result<()> {
    let mut db = app.pool.get().await?;
    if !show_relays::lead(&mut db).await? {
        return Ok(());
    }
    let done = tokio::select! {
        () = stop.cancelled() => Ok(()),
        done = keep(app, &mut db) => done,
    };
    show_relays::yield_lead(&mut db).await?;
    done
}

async fn keep(app: &Data<App>, db: &mut Connection) -> anyhow::Result<()> {
    let (told, mut news) = mpsc::unbounded_channel();
    let mut pushing = Pushing { app: app.clone(), told, tasks: JoinSet::new(), running: HashMap::new() };
    loop {
        pushing.follow(show_relays::on_air(db).await?);
        show_relays::rest(db).await?;
        write(db, &mut news).await?;
        tokio::time::sleep(LOOK).await;
    }
}

async fn write(db: &mut Connection, news: &mut UnboundedReceiver<News>) -> anyhow::Result<()> {
    while let Ok((relay, state)) = news.try_recv() {
        match state {
            PushState::Connected => show_relays::set_state(db, relay, RelayState::Sending, "").await?,
            PushState::Failed(problem) => show_relays::set_state(db, relay, RelayState::Failed, &problem).await?,
        }
    }
    Ok(())
}

/// The relays that are passed on; all end when it is dropped.
struct Pushing {
    app: Data<App>,
    told: UnboundedSender<News>,
    tasks: JoinSet<()>,
    running: HashMap<ShowRelayId, AbortHandle>,
}

impl Pushing {
    /// Begins what is new and ends what is gone.
    fn follow(&mut self, relays: Vec<(ShowRelay, String)>) {
        self.running.retain(|id, task| {
            let stays = relays.iter().any(|(relay, _)| relay.id == *id);
            if !stays {
                task.abort();
            }
            stays
        });
        while self.tasks.try_join_next().is_some() {}
        for (relay, title) in relays {
            if !self.running.contains_key(&relay.id) {
                let id = relay.id;
                let task = self.tasks.spawn(pass_on(self.app.clone(), relay, title, self.told.clone()));
                self.running.insert(id, task);
            }
        }
    }
}

/// Passes one show on to one station, through every change of its mount.
async fn pass_on(app: Data<App>, relay: ShowRelay, title: String, told: UnboundedSender<News>) {
    let tell = |state| {
        // Who leads no longer need not know.
        let _ = told.send((relay.id, state));
    };
    let target = match Target::parse(&relay.address) {
        Ok(target) => target,
        Err(error) => return tell(PushState::Failed(error.to_string())),
    };
    let may_reach: fn(IpAddr) -> bool = if app.settings.is_public() { federation::client::is_global } else { |_| true };
    let station = Station { name: title, genre: String::new(), client: "Tonewood".to_owned(), may_reach };
    loop {
        if target.wants_aac() {
            let pull = app.edge.pull(relay.show_id, Rendition::Aac128);
            let ring = Ring::new("audio/aac");
            tokio::join!(adts::pour(&pull, &ring), push::run(&target, &ring, &station, tell));
        } else {
            let pull = app.edge.pull(relay.show_id, Rendition::Mount);
            if let Some(ring) = pull.ring().await {
                push::run(&target, &ring, &station, tell).await;
            }
        }
        // The mount has changed its codec, or the show is over.
        tokio::time::sleep(AGAIN).await;
    }
}
