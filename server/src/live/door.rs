//! The door of the ports that sources come to: who may feed which show.

use std::time::Duration;

use actix_web::web::Data;
use chrono::Utc;
use live::link::{Answer, Ask, SourceFacts};
use live::source::{Claim, Door, Incoming, Playing, Refusal, Source};
use model::ids::{ShowId, StreamKeyId};
use model::shows::{self, Show, SourceRefusal};
use model::throttles::{self, Limit};
use model::{Connection, stream_keys};
use tokio::sync::broadcast::error::RecvError;

use super::edge::Link;
use super::feed::carry;
use crate::app::App;

/// Wrong keys from one address in ten minutes.
const WRONG_KEYS: Limit = Limit { name: "stream key", attempts: 20, window: chrono::Duration::minutes(10) };

/// How often a key is looked up that lets a source in, where nothing was heard of its show.
const LOOK: Duration = Duration::from_secs(30);

/// A source that was let in.
pub struct Admitted {
    show: ShowId,
    key: StreamKeyId,
    link: Link,
}

/// Lets sources in.
#[derive(Clone)]
pub struct SourceDoor(pub Data<App>);

impl Door for SourceDoor {
    type Admitted = Admitted;

    async fn admit(&self, source: &Source) -> Result<Self::Admitted, Refusal> {
        let admitted = self.let_in(source).await;
        let (kind, client) = (source.facts.kind.as_str(), source.facts.client.as_str());
        match &admitted {
            Ok(Admitted { show, .. }) => tracing::info!(%show, kind, client, "a source came"),
            Err(refusal) => tracing::info!(%refusal, kind, client, "a source was refused"),
        }
        admitted
    }

    async fn feed(&self, Admitted { show, key, link }: Self::Admitted, incoming: Incoming) {
        let end = tokio::select! {
            end = carry(link, incoming.bytes) => Some(end),
            () = self.revoked(show, key) => None,
            () = self.0.stop.cancelled() => None,
        };
        tracing::info!(%show, ?end, "a source went");
    }

    async fn playing(&self, claim: &Claim, playing: Playing) -> Result<(), Refusal> {
        let ask = Ask::Playing { title: playing.title, artist: playing.artist };
        for show in self.playing_now(claim).await? {
            match self.0.edge.ask(show, ask.clone()).await {
                Ok((Answer::Nothing, _)) => {}
                Ok(_) => return Ok(()),
                Err(error) => return Err(Refusal::NotNow(error.to_string())),
            }
        }
        Err(Refusal::NoSuchMount)
    }
}

impl SourceDoor {
    async fn let_in(&self, source: &Source) -> Result<Admitted, Refusal> {
        let (show, key) = self.show(&source.claim).await?;
        let facts = SourceFacts { takes_over: show.allows_takeover, ..source.facts.clone() };
        let link = self.0.edge.feed(show.id, &facts).await?;
        Ok(Admitted { show: show.id, key, link })
    }

    /// The show that a key and a mount lead to, and the key; with an artist's key a show may be made on the spot.
    async fn show(&self, claim: &Claim) -> Result<(Show, StreamKeyId), Refusal> {
        let mut db = self.0.pool.get().await.map_err(away)?;
        may_try(&mut db, claim).await?;
        let show = match shows::for_source(&mut db, &claim.password, &claim.mount, Utc::now()).await {
            Ok(show) => show,
            Err(SourceRefusal::UnknownKey) => return Err(wrong_key(&mut db, claim).await?),
            Err(SourceRefusal::NoSuchMount) => return Err(Refusal::NoSuchMount),
            Err(SourceRefusal::Database(error)) => return Err(away(error)),
            Err(other) => return Err(Refusal::NotNow(other.to_string())),
        };
        let key = stream_keys::by_key(&mut db, &claim.password).await.map_err(away)?;
        Ok((show, key.ok_or(Refusal::Unauthorized)?.id))
    }

    /// Until a key is taken back that feeds a show: what is said of the show is heard, and what was not is seen at the next look.
    async fn revoked(&self, show: ShowId, key: StreamKeyId) {
        let mut changes = self.0.shows.subscribe();
        let mut looks = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                change = changes.recv() => match change {
                    Ok(changed) if changed != show => continue,
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => std::future::pending().await,
                },
                _ = looks.tick() => {}
            }
            match self.holds(key).await {
                Ok(true) => {}
                Ok(false) => return,
                // Nobody is cut because the database is away.
                Err(error) => tracing::warn!(%error, %show, "a stream key could not be looked up"),
            }
        }
    }

    async fn holds(&self, key: StreamKeyId) -> anyhow::Result<bool> {
        Ok(stream_keys::find(&mut *self.0.pool.get().await?, key).await?.is_some())
    }

    /// The shows that a key may feed at the moment, the likeliest first. A title that comes late makes no show.
    async fn playing_now(&self, claim: &Claim) -> Result<Vec<ShowId>, Refusal> {
        let mut db = self.0.pool.get().await.map_err(away)?;
        may_try(&mut db, claim).await?;
        let Some(key) = stream_keys::by_key(&mut db, &claim.password).await.map_err(away)? else {
            return Err(wrong_key(&mut db, claim).await?);
        };
        if let Some(show) = key.show_id {
            return Ok(vec![show]);
        }
        let named = shows::by_slug(&mut db, claim.mount.trim_matches('/')).await.map_err(away)?;
        if let Some(show) = named.filter(|show| show.artist_id == key.artist_id) {
            return Ok(vec![show.id]);
        }
        // Some say what they play before anything is heard of them, and never again. Who feeds a station does so beside what is
        // planned.
        let meant = shows::meant(&mut db, key.artist_id, Utc::now()).await.map_err(away)?;
        let on_air = shows::on_air_of(&mut db, key.artist_id).await.map_err(away)?;
        let mut shows: Vec<ShowId> = meant.into_iter().chain(on_air).map(|show| show.id).collect();
        shows.dedup();
        Ok(shows)
    }
}

/// Whether somebody may try a key: not without one, and not after too many wrong ones.
async fn may_try(db: &mut Connection, claim: &Claim) -> Result<(), Refusal> {
    if claim.password.is_empty() {
        // Some programs come without a key first, to hear that they need one.
        return Err(Refusal::Unauthorized);
    }
    match throttles::wait(db, WRONG_KEYS, &peer(claim)).await.map_err(away)? {
        Some(wait) => {
            let sentence = format!("Too many wrong stream keys came from here: wait {} s.", wait.num_seconds());
            Err(Refusal::NotNow(sentence))
        }
        None => Ok(()),
    }
}

async fn wrong_key(db: &mut Connection, claim: &Claim) -> Result<Refusal, Refusal> {
    throttles::hit(db, WRONG_KEYS, &peer(claim)).await.map_err(away)?;
    Ok(Refusal::Unauthorized)
}

fn peer(claim: &Claim) -> String {
    claim.peer.ip().to_canonical().to_string()
}

pub(super) fn away(error: impl std::fmt::Display) -> Refusal {
    tracing::error!(%error, "a source could not be looked up");
    Refusal::NotNow("The server cannot reach its database just now: try again in a minute.".to_owned())
}
