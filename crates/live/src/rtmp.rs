//! RTMP, as OBS, Mixxx and ffmpeg send it, over TCP or TLS. Sound in AAC is taken, pictures are passed over.
//!
//! The stream key is the name of the stream (`rtmp://host/live/KEY`); an application other than `live` names the mount
//! (`rtmp://host/MOUNT/KEY`), and so does `MOUNT?key=KEY` as a name.

mod adts;
mod session;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

pub(crate) use adts::{Adts, config_of};
use session::{Event, Session};

use crate::link::SourceFacts;
use crate::source::{Claim, Door, Incoming, Refusal, Source};

/// How long it may take until a source has said what it publishes.
const OPENING: Duration = Duration::from_secs(10);
/// After so long without a message a source is gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes between a source and who takes them.
const BETWEEN: usize = 256 << 10;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The files are no PEM.
    #[error("the certificate or its key cannot be read as PEM: {0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// They do not belong together, or are of a kind that is not known.
    #[error("the certificate and its key cannot be used: {0}")]
    Tls(#[from] rustls::Error),
}

/// What takes TLS connections, with a certificate (and those between it and the root) and its key, both in PEM.
///
/// # Errors
/// When they cannot be read or do not belong together.
pub fn acceptor(certificate: &[u8], key: &[u8]) -> Result<TlsAcceptor, CertificateError> {
    let chain = CertificateDer::pem_slice_iter(certificate).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(key)?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves one connection over TLS to its end.
pub async fn serve_tls<D: Door>(stream: TcpStream, peer: SocketAddr, tls: &TlsAcceptor, door: Arc<D>) {
    _ = stream.set_nodelay(true);
    if let Ok(Ok(stream)) = timeout(OPENING, tls.accept(stream)).await {
        serve(stream, peer, door).await;
    }
}

/// Serves one connection to its end.
pub async fn serve<S, D>(stream: S, peer: SocketAddr, door: Arc<D>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    D: Door,
{
    let mut session = Session::new(stream);
    let Ok(Some(Event::Publish { app, name, client })) = timeout(OPENING, session.opening()).await else { return };
    let (mount, password) = address(&app, &name);
    let facts = SourceFacts {
        kind: "rtmp".to_owned(),
        client: client_name(&client),
        content_type: "audio/aac".to_owned(),
        takes_over: false,
        line: String::new(),
    };
    let source = Source {
        claim: Claim { mount, user: String::new(), password, peer },
        facts: facts.clone(),
        name: String::new(),
        description: String::new(),
        genre: String::new(),
    };
    let admitted =
        if source.claim.password.is_empty() { Err(Refusal::Unauthorized) } else { door.admit(&source).await };
    let admitted = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => return session.refuse(&refusal.to_string()).await,
    };
    if session.welcome().await.is_err() {
        return;
    }
    let (near, far) = tokio::io::duplex(BETWEEN);
    let feeding = tokio::spawn(async move { door.feed(admitted, Incoming { facts, bytes: Box::new(far) }).await });
    if let Err(words) = pass_on(&mut session, near).await {
        session.refuse(words).await;
    }
    // It ends with the bytes.
    _ = feeding.await;
}

/// Passes the sound on until the source or who takes it ends; gives words when it cannot be taken.
async fn pass_on<S: AsyncRead + AsyncWrite + Unpin>(
    session: &mut Session<S>,
    mut to: DuplexStream,
) -> Result<(), &'static str> {
    let mut adts = Adts::default();
    // What is written to a pipe whose other end is gone fails, so a silent source is the only one that outlives its taker.
    while let Ok(Some(event)) = timeout(PATIENCE, session.next()).await {
        let Event::Audio(tag) = event else { continue };
        match adts.frame(&tag) {
            Ok(Some(frame)) => {
                if to.write_all(&frame).await.is_err() {
                    break;
                }
            }
            Ok(None) => {}
            Err(words) => return Err(words),
        }
    }
    Ok(())
}

/// Mount and key by what the source calls its application and its stream.
fn address(app: &str, name: &str) -> (String, String) {
    let app = app.split('?').next().unwrap_or_default().trim_matches('/');
    let (name, query) = name.split_once('?').unwrap_or((name, ""));
    let name = name.trim_matches('/');
    let key = query.split('&').find_map(|field| field.strip_prefix("key="));
    match key {
        Some(key) => (name.to_owned(), key.to_owned()),
        None if app == "live" => (String::new(), name.to_owned()),
        None => (app.to_owned(), name.to_owned()),
    }
}

/// The program's name in what it calls its Flash player.
fn client_name(flash: &str) -> String {
    let inner = flash.split_once("compatible; ").map_or(flash, |(_, inner)| inner).trim_end_matches(')');
    // That is what all say that say nothing of themselves.
    let plain = inner.is_empty() || inner.starts_with("FMSc") || inner.starts_with("FMLE");
    if plain { "RTMP".to_owned() } else { crate::source::client(inner) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_where_programs_put_them() {
        let is = |app: &str, name: &str, mount: &str, key: &str| {
            assert_eq!(address(app, name), (mount.to_owned(), key.to_owned()), "{app} {name}");
        };
        is("live", "KEY", "", "KEY");
        is("live/", "KEY", "", "KEY");
        is("set", "KEY", "set", "KEY");
        is("live", "set?key=KEY", "set", "KEY");
        is("live?x=y", "set?a=b&key=KEY", "set", "KEY");
        is("live", "", "", "");
    }

    #[test]
    fn programs_have_names() {
        assert_eq!(client_name("FMLE/3.0 (compatible; Lavf61.7.100)"), "Lavf61.7.100");
        assert_eq!(client_name("FMLE/3.0 (compatible; FMSc/1.0)"), "RTMP");
        assert_eq!(client_name(""), "RTMP");
    }
}
