//! Mounts on the Icecast port: who may hear them, and which there are.

use std::sync::Arc;
use std::time::Duration;

use chrono::SecondsFormat;
use live::icecast::{Listener, Mounts, Tune};
use live::link::Rendition;
use live::mount::{MountStatus, Status};
use live::source::Refusal;
use model::show_sessions::Delivery;
use model::shows::{self, Gate, Show};

use super::clients;
use super::door::{SourceDoor, away};
use super::gate::{self, Entry};
use super::listens::Start;

/// How long a listener waits for the first bytes of a show that is on air.
const PATIENCE: Duration = Duration::from_secs(8);

impl Mounts for SourceDoor {
    async fn listen(&self, listener: &Listener) -> Result<Tune, Refusal> {
        let (show, entry) = self.admit(listener).await?;
        let app = &self.0;
        let pull = app.edge.pull(show.id, Rendition::Mount);
        let ring = tokio::time::timeout(PATIENCE, pull.ring()).await;
        let ring = ring.map_err(|_| Refusal::NoSuchMount)?.ok_or(Refusal::NoSuchMount)?;
        let start = Start {
            show: show.id,
            delivery: Delivery::Mount,
            client: clients::name(&listener.user_agent),
            country: app.edge.countries.find(None, Some(listener.peer.ip())),
            pass: entry.limit(&show),
        };
        let stay = app.edge.listens.connect(&app.pool, start).await.map_err(away)?;
        let stay = stay.ok_or_else(|| Refusal::NotNow(gate::TOO_MANY.to_owned()))?;
        Ok(Tune { ring, name: show.title.clone(), genre: String::new(), bitrate: None, stay: Box::new((stay, pull)) })
    }

    async fn address(&self, listener: &Listener) -> Option<(String, String)> {
        let (show, entry) = self.admit(listener).await.ok()?;
        let token = entry.word.map(|word| format!("?token={word}")).unwrap_or_default();
        Some((format!("http://{}/{}{token}", listener.host, show.slug), show.title.clone()))
    }

    async fn status(&self, host: &str) -> Status {
        let mut status = Status {
            host: host.split(':').next().unwrap_or_default().to_owned(),
            location: self.0.name().to_owned(),
            started: self.0.edge.since.to_rfc3339_opts(SecondsFormat::Secs, true),
            ..Status::default()
        };
        match self.on_air(host).await {
            Ok(sources) => status.sources = sources,
            Err(error) => tracing::warn!(%error, "the mounts could not be looked up"),
        }
        status
    }
}

impl SourceDoor {
    /// The show of a mount and how its listener comes in; a wrong token is as good as none.
    async fn admit(&self, listener: &Listener) -> Result<(Arc<Show>, Entry), Refusal> {
        let mount = listener.mount.split('.').next().unwrap_or_default();
        let show = self.0.edge.show(mount).await.map_err(away)?.ok_or(Refusal::NoSuchMount)?;
        if !show.is_on_air() {
            return Err(Refusal::NoSuchMount);
        }
        let token = listener.query.iter().find(|(name, _)| name == "token").map(|(_, value)| value.as_str());
        match gate::admit(&self.0, &show, token).await.map_err(away)? {
            Some(entry) => Ok((show, entry)),
            None => Err(Refusal::Unauthorized),
        }
    }

    /// Open shows on air, with those who hear them by their mounts at this server.
    async fn on_air(&self, host: &str) -> anyhow::Result<Vec<MountStatus>> {
        let all = shows::on_air(&mut *self.0.pool.get().await?).await?;
        let open = all.into_iter().filter(|(show, _)| show.gate == Gate::Open);
        Ok(open.map(|(show, artist)| self.mount(host, &show, artist.name)).collect())
    }

    fn mount(&self, host: &str, show: &Show, artist: String) -> MountStatus {
        let ring = self.0.edge.known_ring(show.id);
        let listeners = self.0.edge.listens.connections(show.id);
        MountStatus {
            address: format!("http://{host}/{}", show.slug),
            name: show.title.clone(),
            description: artist,
            title: show.playing_title.clone(),
            artist: show.playing_artist.clone(),
            listeners,
            listener_peak: listeners,
            content_type: ring.map_or_else(|| "audio/mpeg".to_owned(), |ring| ring.content_type().to_owned()),
            started: show.started_at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default(),
            ..MountStatus::default()
        }
    }
}
