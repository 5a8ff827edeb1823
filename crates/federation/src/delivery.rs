//! Brings activities to inboxes. Deliveries are rows; whoever runs this leases some, sends several at once, few to one host, and
//! notes what became of each. A process that dies leaves rows whose lease ends, and another one sends them.

mod outcome;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use model::deliveries::{self, Due};
use tokio::sync::Notify;
use tokio::task::{self, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use self::outcome::Outcome;
use crate::{Federation, FederationError, own_keys};

/// How many deliveries one process sends at once. Most of the time each waits for another server.
const AT_ONCE: usize = 128;
/// How many of them go to one host: some, for one at a time falls behind when a host is far away.
const PER_HOST: usize = 4;
/// The longest rest without looking for what is due, and the shortest.
const REST: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));

/// Sends what is due until `stop`. `wake` is notified when there is something new.
///
/// # Errors
/// Never; what goes wrong with the database is logged, and tried again.
pub async fn run(federation: Federation, wake: Arc<Notify>, stop: CancellationToken) {
    let mut sender = Sender::new(federation);
    while !stop.is_cancelled() {
        let rest = match sender.take().await {
            Ok(0) => rest(&sender.federation.clone()).await,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(%error, "deliveries cannot be taken from the database");
                REST.1
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = sender.one_done() => {}
            () = wake.notified() => {}
            () = tokio::time::sleep(rest), if !rest.is_zero() || !sender.is_full() => {}
        }
    }
    sender.finish().await;
}

/// Sends everything that is due now, and what that lets be due; says how many were sent. For tests and the command line.
///
/// # Errors
/// When the database fails.
pub async fn drain(federation: &Federation) -> Result<usize, FederationError> {
    let mut sender = Sender::new(federation.clone());
    let mut sent = 0;
    loop {
        let taken = sender.take().await?;
        sent += taken;
        if taken == 0 && sender.is_idle() {
            return Ok(sent);
        }
        sender.one_done().await;
    }
}

/// What one process is sending. Each delivery is a task of its own: one that were only polled here might have been given a
/// connection to the database while this waits for one, and both would wait for ever. Dropped, it ends what it began.
struct Sender {
    federation: Federation,
    on_their_way: JoinSet<()>,
    hosts: HashMap<task::Id, String>,
    by_host: HashMap<String, usize>,
    last_host: String,
}

impl Sender {
    fn new(federation: Federation) -> Self {
        Self {
            federation,
            on_their_way: JoinSet::new(),
            hosts: HashMap::new(),
            by_host: HashMap::new(),
            last_host: String::new(),
        }
    }

    fn is_full(&self) -> bool {
        self.on_their_way.len() >= AT_ONCE
    }

    fn is_idle(&self) -> bool {
        self.on_their_way.is_empty()
    }

    /// Leases what is due and begins to send it; says how much.
    async fn take(&mut self) -> Result<usize, FederationError> {
        let room = AT_ONCE.saturating_sub(self.on_their_way.len());
        if room == 0 {
            return Ok(0);
        }
        let busy: Vec<String> =
            self.by_host.iter().filter(|(_, count)| **count >= PER_HOST).map(|(host, _)| host.clone()).collect();
        let mut connection = self.federation.db().await?;
        let (room, per_host) = (i64::try_from(room).unwrap_or(1), i64::try_from(PER_HOST).unwrap_or(1));
        let due = deliveries::lease(&mut connection, room, per_host, &busy, &self.last_host).await?;
        drop(connection);
        let taken = due.len();
        for due in due {
            self.last_host.clone_from(&due.host);
            *self.by_host.entry(due.host.clone()).or_default() += 1;
            let host = due.host.clone();
            let sending = self.on_their_way.spawn(deliver(self.federation.clone(), due));
            self.hosts.insert(sending.id(), host);
        }
        Ok(taken)
    }

    /// Waits for one to be done; for ever when none is on its way.
    async fn one_done(&mut self) {
        let done = match self.on_their_way.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => {
                tracing::error!(%error, "a delivery broke down: it is made again when its lease is over");
                error.id()
            }
            None => return std::future::pending().await,
        };
        if let Some(host) = self.hosts.remove(&done) {
            self.count_off(&host);
        }
    }

    fn count_off(&mut self, host: &str) {
        if let Some(count) = self.by_host.get_mut(host) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_host.remove(host);
            }
        }
    }

    /// Lets what is on its way arrive, for as long as a stop may take.
    async fn finish(&mut self) {
        let end = Instant::now() + Duration::from_secs(5);
        while !self.is_idle() && tokio::time::timeout_at(end, self.one_done()).await.is_ok() {}
    }
}

/// How long there is nothing to do.
async fn rest(federation: &Federation) -> Duration {
    let next = async {
        let mut connection = federation.db().await?;
        Ok::<_, FederationError>(deliveries::next_due(&mut connection).await?)
    };
    let Some(due) = next.await.ok().flatten() else { return REST.1 };
    let until = (due - Utc::now()).to_std().ok();
    until.unwrap_or(Duration::from_secs(1)).clamp(REST.0, REST.1)
}

/// Sends one and notes what became of it.
async fn deliver(federation: Federation, due: Due) {
    let outcome = send(&federation, &due).await;
    tracing::debug!(delivery = %due.id, host = due.host, ?outcome, "sent");
    if let Err(error) = outcome::note(&federation, &due, outcome).await {
        tracing::warn!(delivery = %due.id, %error, "what became of a delivery could not be noted: it is made again");
    }
}

async fn send(federation: &Federation, due: &Due) -> Outcome {
    let Ok(inbox) = Url::parse(&due.inbox) else { return Outcome::Refused("the inbox is no address".to_owned()) };
    let signer = match own_keys::signer_with(federation, due.actor_id, due.key_id).await {
        Ok(signer) => signer,
        Err(error) => return Outcome::Later { why: error.to_string(), after: None },
    };
    let body = match serde_json::to_vec(&due.body) {
        Ok(body) => Bytes::from(body),
        Err(error) => return Outcome::Refused(error.to_string()),
    };
    Outcome::of(federation.client.post(&inbox, body, &signer).await)
}
