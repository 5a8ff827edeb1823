//! The ports that sources and players of mounts come to.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use anyhow::Context as _;
use config::{Settings, SourceListen};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use super::door::SourceDoor;
use crate::app::App;

/// Where Icecast listens by habit.
const ICECAST: u16 = 8000;
/// Where RTMP does.
const RTMP: u16 = 1935;

/// How long to wait when no connection can be taken.
const PAUSE: Duration = Duration::from_millis(100);

/// Open sockets, not yet served.
#[derive(Default)]
pub struct Ports {
    icecast: Option<TcpListener>,
    rtmp: Option<TcpListener>,
    rtmps: Option<TcpListener>,
}

/// Where sources and players come to this server; none where a port is closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Icecast sources, and players of mounts.
    pub icecast: Option<SocketAddr>,
    /// RTMP.
    pub rtmp: Option<SocketAddr>,
    /// RTMP over TLS.
    pub rtmps: Option<SocketAddr>,
}

impl Addresses {
    /// Says where sources come, once it is so.
    pub fn announce(self) {
        if let Some(address) = self.icecast {
            println!("Live sets: Icecast sources and players come to {address}");
        }
        if let Some(address) = self.rtmp {
            println!("Live sets: RTMP sources come to rtmp://{address}/live");
        }
        if let Some(address) = self.rtmps {
            println!("Live sets: RTMP sources come over TLS to rtmps://{address}/live");
        }
    }
}

impl Ports {
    /// Opens what the settings say.
    ///
    /// # Errors
    /// When an address was set and another program has it.
    pub fn bind(settings: &Settings) -> anyhow::Result<Self> {
        let live = &settings.live;
        let rtmps = if live.tls.is_some() { live.rtmps_listen } else { SourceListen::Off };
        Ok(Self {
            icecast: bind(settings, ("icecast_listen", live.icecast_listen), ICECAST)?,
            rtmp: bind(settings, ("rtmp_listen", live.rtmp_listen), RTMP)?,
            // There is no usual port for it, so it is opened only where one was set.
            rtmps: match rtmps {
                SourceListen::At(_) => bind(settings, ("rtmps_listen", rtmps), 0)?,
                SourceListen::Usual | SourceListen::Off => None,
            },
        })
    }

    /// Serves them until `stop`, and tells the app where they are.
    ///
    /// # Errors
    /// When a socket cannot be listened on, or the certificate for RTMPS cannot be read.
    pub fn serve(self, app: &Data<App>, stop: &CancellationToken) -> anyhow::Result<()> {
        app.edge.set_addresses(self.addresses());
        let door = Arc::new(SourceDoor(app.clone()));
        if let Some(listener) = self.icecast {
            let door = Arc::clone(&door);
            let serve = move |stream, peer| live::icecast::serve(stream, peer, Arc::clone(&door));
            tokio::spawn(accept(tokio::net::TcpListener::from_std(listener)?, stop.clone(), serve));
        }
        if let Some(listener) = self.rtmp {
            let door = Arc::clone(&door);
            let serve = move |stream, peer| live::rtmp::serve(stream, peer, Arc::clone(&door));
            tokio::spawn(accept(tokio::net::TcpListener::from_std(listener)?, stop.clone(), serve));
        }
        if let (Some(listener), Some(tls)) = (self.rtmps, &app.settings.live.tls) {
            let acceptor = live::rtmp::acceptor(&read(&tls.certificate)?, &read(&tls.key)?)?;
            let serve = move |stream, peer| {
                let (acceptor, door) = (acceptor.clone(), Arc::clone(&door));
                async move { live::rtmp::serve_tls(stream, peer, &acceptor, door).await }
            };
            tokio::spawn(accept(tokio::net::TcpListener::from_std(listener)?, stop.clone(), serve));
        }
        Ok(())
    }

    /// Where they are.
    #[must_use]
    pub fn addresses(&self) -> Addresses {
        let of = |listener: &Option<TcpListener>| listener.as_ref().and_then(|listener| listener.local_addr().ok());
        Addresses { icecast: of(&self.icecast), rtmp: of(&self.rtmp), rtmps: of(&self.rtmps) }
    }
}

fn bind(settings: &Settings, (key, listen): (&str, SourceListen), usual: u16) -> anyhow::Result<Option<TcpListener>> {
    let Some((address, another_will_do)) = listen.address(settings, usual) else { return Ok(None) };
    let listener = match TcpListener::bind(address) {
        Ok(listener) => listener,
        Err(error) if another_will_do && error.kind() == ErrorKind::AddrInUse => {
            TcpListener::bind((address.ip(), 0)).context("no port of this machine is free")?
        }
        Err(error) => {
            let sentence = format!("cannot listen on {address} for live sets: set {key} to a free port, or to off");
            return Err(anyhow::Error::new(error).context(sentence));
        }
    };
    listener.set_nonblocking(true)?;
    Ok(Some(listener))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file)
        .with_context(|| format!("cannot read {}: mend live.tls_certificate and live.tls_key", file.display()))
}

/// Takes connections until `stop`, each in a task of its own.
async fn accept<F: Future<Output = ()> + Send + 'static>(
    listener: tokio::net::TcpListener,
    stop: CancellationToken,
    serve: impl Fn(TcpStream, SocketAddr) -> F,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let stop = stop.clone();
                let serving = serve(stream, peer);
                tokio::spawn(async move {
                    tokio::select! {
                        () = stop.cancelled() => {}
                        () = serving => {}
                    }
                });
            }
            Err(error) => {
                // Too many open files, mostly: those that are open go on.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
