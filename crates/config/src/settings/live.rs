use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Serialize;

use crate::layers::Layers;
use crate::parse::{self, Expect};
use crate::{ConfigError, Settings};

/// What live sets need: the ports their sources come to, and how long a show waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveSettings {
    /// Where Icecast sources and players of mounts come.
    pub icecast_listen: SourceListen,
    /// Where RTMP sources come.
    pub rtmp_listen: SourceListen,
    /// Where RTMP sources come over TLS; never without a certificate.
    pub rtmps_listen: SourceListen,
    /// The certificate (with its chain) and the key for RTMPS, both as PEM files.
    pub tls: Option<LiveTls>,
    /// Where workers wait for servers that want a show.
    pub link_listen: SocketAddr,
    /// Seconds after which a set without a source is over.
    pub end_after_seconds: u64,
    /// Free bytes of the data folder below which recording stops.
    pub disk_floor_bytes: u64,
}

/// A certificate and its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveTls {
    /// PEM file with the certificate and its chain.
    pub certificate: PathBuf,
    /// PEM file with the key.
    pub key: PathBuf,
}

/// Where sources of one kind come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceListen {
    /// Nothing was set: on the usual port of this machine where nobody else can reach it, nowhere on a public instance.
    Usual,
    /// Here.
    At(SocketAddr),
    /// Nowhere.
    Off,
}

const LISTEN: Expect<SourceListen> = Expect {
    parse: |text| match text {
        "off" => Some(SourceListen::Off),
        address => (parse::SOCKET.parse)(address).map(SourceListen::At),
    },
    words: "an address and a port, such as 0.0.0.0:8000, or off",
};

/// The two letters of a country are read from a header of this name; what is no name of a header would never be found.
pub(crate) const HEADER: Expect<String> = Expect {
    parse: |text| {
        let right = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        right.then(|| text.to_ascii_lowercase())
    },
    words: "the name of a header, such as CF-IPCountry",
};

const SECONDS: Expect<u64> = Expect {
    parse: |text| text.parse().ok().filter(|seconds| (30..=86_400).contains(seconds)),
    words: "a number of seconds from 30 to 86400",
};

impl LiveSettings {
    pub(crate) fn of(layers: &Layers) -> Result<Self, ConfigError> {
        let listen = |name| Ok::<_, ConfigError>(layers.read(name, &LISTEN)?.unwrap_or(SourceListen::Usual));
        let rtmps_listen = listen("rtmps_listen")?;
        let tls = tls(layers)?;
        if tls.is_none() && matches!(rtmps_listen, SourceListen::At(_)) {
            return Err(ConfigError::Incomplete { given: "rtmps_listen", missing: "live.tls_certificate" });
        }
        Ok(Self {
            icecast_listen: listen("icecast_listen")?,
            rtmp_listen: listen("rtmp_listen")?,
            rtmps_listen,
            tls,
            link_listen: layers
                .read("live.link_listen", &parse::SOCKET)?
                .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0))),
            end_after_seconds: layers.read("live.end_after_seconds", &SECONDS)?.unwrap_or(300),
            disk_floor_bytes: layers.read("live.disk_floor", &parse::SIZE)?.unwrap_or(1 << 30),
        })
    }
}

fn tls(layers: &Layers) -> Result<Option<LiveTls>, ConfigError> {
    let certificate = layers.read("live.tls_certificate", &parse::TEXT)?.map(PathBuf::from);
    let key = layers.read("live.tls_key", &parse::TEXT)?.map(PathBuf::from);
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some(LiveTls { certificate, key })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(ConfigError::Incomplete { given: "live.tls_certificate", missing: "live.tls_key" }),
        (None, Some(_)) => Err(ConfigError::Incomplete { given: "live.tls_key", missing: "live.tls_certificate" }),
    }
}

impl SourceListen {
    /// The address to listen on and whether another free port will do; `None` for nowhere. `usual` is the port such sources
    /// take where nothing was set.
    #[must_use]
    pub fn address(self, settings: &Settings, usual: u16) -> Option<(SocketAddr, bool)> {
        match self {
            Self::At(address) => Some((address, false)),
            Self::Usual if !settings.is_public() => Some((SocketAddr::from(([127, 0, 0, 1], usual)), true)),
            Self::Usual | Self::Off => None,
        }
    }
}
