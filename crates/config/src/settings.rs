use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use serde::Serialize;
use url::{Host, Url};

use crate::layers::Layers;
use crate::parse::{self, Expect};
use crate::print::Sources;
use crate::{ConfigError, Overrides, Secret, Surroundings};

mod live;
mod search;

pub use live::{LiveSettings, LiveTls, SourceListen};
pub use search::SearchSettings;

/// Every setting of an instance. Made once at the start by [`Settings::load`] and passed down.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// The data folder: an absolute path. Everything an instance keeps lies in it unless another setting says otherwise.
    pub data_dir: PathBuf,
    /// Address and port of the web server.
    pub listen: SocketAddr,
    /// The address people use, when it is set; [`Settings::public_url`] has the default.
    pub url: Option<Url>,
    /// A PostgreSQL to use; without it the embedded one runs in the data folder.
    pub database_url: Option<Secret>,
    /// What the instance is called on its pages and in its mail.
    pub instance_name: String,
    /// Who may sign up.
    pub registration: Registration,
    /// How many bytes an artist may upload in all.
    pub quota_bytes: u64,
    /// Size in bytes of the largest file that may be uploaded.
    pub upload_max_bytes: u64,
    /// Size in bytes of the largest bonus file of a release.
    pub extra_max_bytes: u64,
    /// How many bytes the files made for download may take in all; what is being sent stays beyond that.
    pub downloads_max_bytes: u64,
    /// How often one address may ask the API in a minute.
    pub api_requests_per_minute: NonZeroUsize,
    /// Whether `up` and `serve` run jobs themselves.
    pub worker_inline: bool,
    /// How many jobs run at once.
    pub worker_concurrency: NonZeroUsize,
    /// Where `tonewood-media` is; without it: beside the running executable, then on PATH.
    pub media_executable: Option<PathBuf>,
    /// The mail server; without it mail is written to `data_dir/outbox`.
    pub smtp_url: Option<Secret>,
    /// The sender of all mail, as `Name <address>`.
    pub mail_from: String,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// What is logged, in the words of tracing's `EnvFilter`.
    pub log_filter: String,
    /// Where metrics are served.
    pub metrics_listen: MetricsListen,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: TrustedProxies,
    /// Whether other servers must sign when they read what is public.
    pub authorized_fetch: bool,
    /// What the co-op gets of every sale, in hundredths of a percent of the amount without tax.
    pub co_op_fee_bp: u16,
    /// Where blobs are kept.
    pub storage: StorageSettings,
    /// The co-op's Stripe account; without it payments are played in a sandbox.
    pub stripe: Option<StripeKeys>,
    /// Live sets.
    pub live: LiveSettings,
    /// What finds things.
    pub search: SearchSettings,
    /// A MaxMind database of countries, for the figures of shows.
    pub geoip_file: Option<PathBuf>,
    /// The header, in lower case, in which a proxy or CDN names the country that a request comes from.
    pub country_header: Option<String>,
    /// What is odd but no error, one sentence each: to be logged once at the start and shown by `doctor`.
    #[serde(skip)]
    pub warnings: Vec<String>,
    #[serde(skip)]
    pub(crate) sources: Sources,
}

/// Who may sign up on an instance; administrators may change it later in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Everybody.
    Open,
    /// Everybody may ask; an administrator says yes or no.
    Approval,
    /// Nobody.
    Closed,
}

/// Where metrics are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricsListen {
    /// At [`MetricsListen::USUAL`], unless another program has that port.
    IfFree,
    /// Here.
    At(SocketAddr),
    /// Nowhere.
    Off,
}

impl MetricsListen {
    /// Where Prometheus looks for exporters of this kind; on loopback, because figures are for the admin alone.
    pub const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one object a line.
    Json,
}

/// Where blobs are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageSettings {
    /// In this folder.
    Folder(PathBuf),
    /// In a bucket of an S3 service.
    S3 {
        /// Address of the service; without it Amazon's for the region.
        endpoint: Option<Url>,
        /// The bucket.
        bucket: String,
        /// The region.
        region: String,
        /// Access key.
        access_key_id: String,
        /// Secret of the access key.
        secret_access_key: Secret,
        /// Whether the bucket stands in the path rather than in the host name.
        path_style: bool,
        /// Whether an endpoint without TLS is accepted.
        allow_http: bool,
    },
}

/// The co-op's Stripe account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StripeKeys {
    /// Secret key of the API.
    pub secret_key: Secret,
    /// Signing secret of webhooks.
    pub webhook_secret: Secret,
    /// Address of the API; without it Stripe's own.
    pub api_base: Option<Url>,
    /// Whether Stripe Tax works out the tax.
    pub tax: bool,
}

/// The proxies in front of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrustedProxies(pub Vec<IpNet>);

impl TrustedProxies {
    /// Whether forwarding headers of a connection from `peer` are believed.
    pub fn contains(&self, peer: IpAddr) -> bool {
        // A dual-stack socket shows IPv4 peers as ::ffff:a.b.c.d.
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(&peer))
    }
}

/// The queue and the database driver say more than an admin wants to read.
const DEFAULT_LOG_FILTER: &str = "info,graphile_worker=warn,tokio_postgres=warn";

/// Ten a second: more than somebody who looks around, less than somebody who takes everything.
const API_REQUESTS: NonZeroUsize = match NonZeroUsize::new(600) {
    Some(times) => times,
    None => NonZeroUsize::MIN,
};

const REGISTRATION: Expect<Registration> = Expect {
    parse: |text| match text {
        "open" => Some(Registration::Open),
        "approval" => Some(Registration::Approval),
        "closed" => Some(Registration::Closed),
        _ => None,
    },
    words: "open, approval or closed",
};

const LOG_FORMAT: Expect<LogFormat> = Expect {
    parse: |text| match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    },
    words: "text or json",
};

const METRICS_LISTEN: Expect<MetricsListen> = Expect {
    parse: |text| match text {
        "off" => Some(MetricsListen::Off),
        address => (parse::SOCKET.parse)(address).map(MetricsListen::At),
    },
    words: "an address and a port, such as 127.0.0.1:9464, or off",
};

impl Settings {
    /// Reads flags, this process's environment and the settings file.
    ///
    /// # Errors
    /// A sentence that names the setting and what it should be; see [`ConfigError`].
    pub fn load(overrides: Overrides) -> Result<Self, ConfigError> {
        Self::load_in(&overrides, &Surroundings::of_process())
    }

    /// As [`Settings::load`], in surroundings of the caller's choice.
    ///
    /// # Errors
    /// The same.
    pub fn load_in(overrides: &Overrides, surroundings: &Surroundings) -> Result<Self, ConfigError> {
        let layers = Layers::collect(overrides, surroundings)?;
        Self::build(&layers, surroundings)
    }

    fn build(layers: &Layers, surroundings: &Surroundings) -> Result<Self, ConfigError> {
        let data_dir = std::path::absolute(&layers.data_dir).unwrap_or_else(|_| layers.data_dir.clone());
        let listen = layers.read("listen", &parse::SOCKET)?.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)));
        let url = layers.read("url", &parse::PUBLIC_URL)?;
        let instance_name = layers.read("instance_name", &parse::TEXT)?.unwrap_or_else(|| "Tonewood".to_owned());
        let cores = NonZeroUsize::new(surroundings.cores).unwrap_or(NonZeroUsize::MIN);
        let mut settings = Self {
            storage: storage(layers, &data_dir)?,
            stripe: stripe(layers)?,
            live: LiveSettings::of(layers)?,
            search: SearchSettings::of(layers, &data_dir)?,
            geoip_file: layers.read("geoip_file", &parse::TEXT)?.map(PathBuf::from),
            country_header: layers.read("country_header", &live::HEADER)?,
            co_op_fee_bp: layers.read("co_op_fee", &parse::PERCENT)?.unwrap_or(1000),
            database_url: layers.read("database_url", &parse::DATABASE_URL)?.map(Secret::new),
            registration: layers.read("registration", &REGISTRATION)?.unwrap_or(Registration::Open),
            quota_bytes: layers.read("quota", &parse::SIZE)?.unwrap_or(20 << 30),
            upload_max_bytes: layers.read("upload_max", &parse::SIZE)?.unwrap_or(4 << 30),
            extra_max_bytes: layers.read("extra_max", &parse::SIZE)?.unwrap_or(1 << 30),
            downloads_max_bytes: layers.read("downloads_max", &parse::SIZE)?.unwrap_or(20 << 30),
            api_requests_per_minute: layers.read("api_requests_per_minute", &parse::COUNT)?.unwrap_or(API_REQUESTS),
            worker_inline: layers.read("worker_inline", &parse::BOOL)?.unwrap_or(true),
            worker_concurrency: layers.read("worker_concurrency", &parse::COUNT)?.unwrap_or(cores),
            media_executable: layers.read("media_executable", &parse::TEXT)?.map(PathBuf::from),
            smtp_url: layers.read("smtp_url", &parse::SMTP_URL)?.map(Secret::new),
            mail_from: layers.read("mail_from", &parse::TEXT)?.unwrap_or_default(),
            log_format: layers.read("log_format", &LOG_FORMAT)?.unwrap_or(LogFormat::Text),
            log_filter: layers.read("log_filter", &parse::TEXT)?.unwrap_or_else(|| DEFAULT_LOG_FILTER.to_owned()),
            metrics_listen: layers.read("metrics_listen", &METRICS_LISTEN)?.unwrap_or(MetricsListen::IfFree),
            trusted_proxies: TrustedProxies(layers.read("trusted_proxies", &parse::PROXIES)?.unwrap_or_else(loopback)),
            authorized_fetch: layers.read("authorized_fetch", &parse::BOOL)?.unwrap_or(false),
            warnings: layers.warnings.clone(),
            sources: Sources::of(layers),
            data_dir,
            listen,
            url,
            instance_name,
        };
        if settings.mail_from.is_empty() {
            settings.mail_from = settings.default_sender();
        }
        if settings.url.is_none() && listen.ip().is_unspecified() {
            let address = settings.public_url();
            settings.warnings.push(format!(
                "the instance is reachable from other machines but its links and mail will say {address}: set url to the address that people use"
            ));
        }
        Ok(settings)
    }

    /// The address people use, without a path: `url`, or `http://` and `listen`.
    pub fn public_url(&self) -> Url {
        if let Some(url) = &self.url {
            return url.clone();
        }
        #[expect(clippy::expect_used, reason = "a socket address is always a valid host and port")]
        Url::parse(&format!("http://{}", self.listen)).expect("a socket address is a valid host and port")
    }

    /// Whether the public address leads anywhere but to this machine itself.
    pub fn is_public(&self) -> bool {
        match self.public_url().host() {
            Some(Host::Domain(name)) => name != "localhost" && !name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => !address.is_loopback(),
            Some(Host::Ipv6(address)) => !address.is_loopback(),
            None => true,
        }
    }

    /// The folder mail is written to when there is no mail server.
    pub fn outbox(&self) -> PathBuf {
        self.data_dir.join("outbox")
    }

    /// Where files wait while they are being uploaded.
    pub fn uploads(&self) -> PathBuf {
        self.data_dir.join("uploads")
    }

    fn default_sender(&self) -> String {
        let url = self.public_url();
        // A mailbox cannot have a bare address behind its @, and mail from a loopback address only reaches the outbox.
        let host = match url.host() {
            Some(Host::Domain(name)) => name,
            _ => "localhost",
        };
        let name = self.instance_name.replace(['"', '\\', '\r', '\n'], "");
        format!("\"{name}\" <tonewood@{host}>")
    }
}

fn storage(layers: &Layers, data_dir: &Path) -> Result<StorageSettings, ConfigError> {
    let Some(bucket) = layers.read("s3.bucket", &parse::TEXT)? else {
        for given in ["s3.endpoint", "s3.region", "s3.access_key_id", "s3.secret_access_key"] {
            if layers.get(given).is_some() {
                return Err(ConfigError::Incomplete { given, missing: "s3.bucket" });
            }
        }
        return Ok(StorageSettings::Folder(data_dir.join("blobs")));
    };
    let required = |missing: &'static str| {
        let value = layers.read(missing, &parse::TEXT)?;
        value.ok_or(ConfigError::Incomplete { given: "s3.bucket", missing })
    };
    let endpoint = layers.read("s3.endpoint", &parse::SERVICE_URL)?;
    Ok(StorageSettings::S3 {
        bucket,
        region: layers.read("s3.region", &parse::TEXT)?.unwrap_or_else(|| "us-east-1".to_owned()),
        access_key_id: required("s3.access_key_id")?,
        secret_access_key: Secret::new(required("s3.secret_access_key")?),
        path_style: layers.read("s3.path_style", &parse::BOOL)?.unwrap_or(endpoint.is_some()),
        allow_http: layers.read("s3.allow_http", &parse::BOOL)?.unwrap_or(false),
        endpoint,
    })
}

fn stripe(layers: &Layers) -> Result<Option<StripeKeys>, ConfigError> {
    let Some(secret_key) = layers.read("stripe.secret_key", &parse::TEXT)? else {
        if layers.get("stripe.webhook_secret").is_some() {
            return Err(ConfigError::Incomplete { given: "stripe.webhook_secret", missing: "stripe.secret_key" });
        }
        return Ok(None);
    };
    let webhook_secret = layers.read("stripe.webhook_secret", &parse::TEXT)?;
    let missing = ConfigError::Incomplete { given: "stripe.secret_key", missing: "stripe.webhook_secret" };
    Ok(Some(StripeKeys {
        secret_key: Secret::new(secret_key),
        webhook_secret: Secret::new(webhook_secret.ok_or(missing)?),
        api_base: layers.read("stripe.api_base", &parse::SERVICE_URL)?,
        tax: layers.read("stripe.tax", &parse::BOOL)?.unwrap_or(false),
    }))
}

fn loopback() -> Vec<IpNet> {
    (parse::PROXIES.parse)("127.0.0.0/8, ::1/128").unwrap_or_default()
}

#[cfg(test)]
mod tests;
