/// One setting: its names and what it means. The table [`KEYS`] drives flags, environment, file and `config print`.
#[derive(Debug)]
pub struct Key {
    /// The name in the file; a dot stands for a table.
    pub name: &'static str,
    /// The flag without its dashes.
    pub flag: &'static str,
    /// How the value is called in help, e.g. `DIR`.
    pub value_name: &'static str,
    /// What it does, in one sentence.
    pub help: &'static str,
    /// The default, in words.
    pub default: &'static str,
    /// Whether the value is masked wherever it is shown.
    pub secret: bool,
    /// Whether the short help names it.
    pub common: bool,
}

impl Key {
    /// The environment variable: `s3.bucket` is `TONEWOOD_S3_BUCKET`.
    pub fn variable(&self) -> String {
        format!("TONEWOOD_{}", self.name.replace('.', "_").to_uppercase())
    }

    const fn new(
        name: &'static str,
        flag: &'static str,
        value_name: &'static str,
        texts: (&'static str, &'static str),
    ) -> Self {
        let (help, default) = texts;
        Self { name, flag, value_name, help, default, secret: false, common: false }
    }

    const fn common(self) -> Self {
        Self { common: true, ..self }
    }

    const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }
}

/// Environment variables that are read when the setting's own is not set: by these names other programs know them.
pub(crate) const BARE_VARIABLES: [(&str, &str); 3] = [
    ("database_url", "DATABASE_URL"),
    ("meilisearch_url", "MEILISEARCH_URL"),
    ("meilisearch_key", "MEILISEARCH_API_KEY"),
];

/// Every setting, in the order in which they are shown. Keys of a table come last and together, as TOML wants it.
pub const KEYS: &[Key] = &[
    Key::new(
        "data",
        "data",
        "DIR",
        ("Where everything is kept", "/var/lib/tonewood as root, else $XDG_DATA_HOME/tonewood"),
    )
    .common(),
    Key::new("listen", "listen", "ADDR:PORT", ("Address and port of the web server", "127.0.0.1:8080")).common(),
    Key::new(
        "url",
        "url",
        "URL",
        ("The address people use to reach the instance", "http:// and the address of listen"),
    )
    .common(),
    Key::new(
        "database_url",
        "database-url",
        "URL",
        ("A PostgreSQL to use instead of the embedded one", "an embedded PostgreSQL in the data folder"),
    )
    .secret()
    .common(),
    Key::new(
        "instance_name",
        "instance-name",
        "NAME",
        ("What the instance is called on its pages and in its mail", "Tonewood"),
    ),
    Key::new("registration", "registration", "MODE", ("Who may sign up: open, approval or closed", "open")),
    Key::new("quota", "quota", "SIZE", ("How much an artist may upload in all, e.g. 20 GiB", "20 GiB")),
    Key::new("upload_max", "upload-max", "SIZE", ("The largest file that may be uploaded", "4 GiB")),
    Key::new("extra_max", "extra-max", "SIZE", ("The largest bonus file a release may come with", "1 GiB")),
    Key::new(
        "downloads_max",
        "downloads-max",
        "SIZE",
        ("How much room files made for download may take; those asked for longest ago go", "20 GiB"),
    ),
    Key::new(
        "api_requests_per_minute",
        "api-requests-per-minute",
        "COUNT",
        ("How often one address may ask the API in a minute", "600"),
    ),
    Key::new("worker_inline", "worker-inline", "BOOL", ("Whether `up` and `serve` run jobs themselves", "true")),
    Key::new("worker_concurrency", "worker-concurrency", "COUNT", ("How many jobs run at once", "the number of cores")),
    Key::new(
        "media_executable",
        "media-executable",
        "FILE",
        ("Where tonewood-media is", "beside the tonewood executable, then PATH"),
    ),
    Key::new(
        "smtp_url",
        "smtp-url",
        "URL",
        ("A mail server, e.g. smtps://user:password@mail.example", "none: mail is written to DATA/outbox"),
    )
    .secret(),
    Key::new(
        "mail_from",
        "mail-from",
        "MAILBOX",
        ("The sender of all mail", "the instance's name and tonewood@ the host of url"),
    ),
    Key::new(
        "meilisearch_url",
        "meilisearch-url",
        "URL",
        ("A Meilisearch that finds things; several servers need one", "none: an index in DATA/search"),
    ),
    Key::new(
        "meilisearch_key",
        "meilisearch-key",
        "KEY",
        ("A key of that Meilisearch that may make and fill indexes; pages never hold it", "none"),
    )
    .secret(),
    Key::new("log_format", "log-format", "FORMAT", ("How log lines are written: text or json", "text")),
    Key::new(
        "log_filter",
        "log-filter",
        "FILTER",
        ("What is logged: a level, or module=level, comma-separated", "info,graphile_worker=warn,tokio_postgres=warn"),
    ),
    Key::new(
        "metrics_listen",
        "metrics-listen",
        "ADDR:PORT",
        ("Where Prometheus may fetch metrics, or off", "127.0.0.1:9464 if no other program has it"),
    ),
    Key::new(
        "trusted_proxies",
        "trusted-proxies",
        "LIST",
        ("Proxies whose X-Forwarded-For and -Proto are believed: addresses or networks", "127.0.0.0/8, ::1/128"),
    ),
    Key::new(
        "authorized_fetch",
        "authorized-fetch",
        "BOOL",
        ("Whether other servers must sign when they read what is public", "false"),
    ),
    Key::new(
        "co_op_fee",
        "co-op-fee",
        "PERCENT",
        ("What the co-op gets of every sale, of the amount without tax, as in 7.5", "10"),
    ),
    Key::new(
        "geoip_file",
        "geoip-file",
        "FILE",
        ("A MaxMind database (.mmdb) that says from which countries a show is heard", "none: countries stay unknown"),
    ),
    Key::new(
        "country_header",
        "country-header",
        "NAME",
        ("The header in which a proxy or CDN names the listener's country, e.g. CF-IPCountry", "none"),
    ),
    Key::new(
        "icecast_listen",
        "icecast-listen",
        "ADDR:PORT",
        (
            "Where Icecast sources and players of mounts come, or off",
            "127.0.0.1:8000 or another free port; off on a public instance",
        ),
    ),
    Key::new(
        "rtmp_listen",
        "rtmp-listen",
        "ADDR:PORT",
        (
            "Where RTMP sources such as OBS come, or off",
            "127.0.0.1:1935 or another free port; off on a public instance",
        ),
    ),
    Key::new(
        "rtmps_listen",
        "rtmps-listen",
        "ADDR:PORT",
        ("Where RTMP sources come over TLS, or off", "off; needs live.tls_certificate"),
    ),
    Key::new(
        "live.tls_certificate",
        "live-tls-certificate",
        "FILE",
        ("The certificate with its chain for RTMPS, as PEM", "none"),
    ),
    Key::new("live.tls_key", "live-tls-key", "FILE", ("The key of that certificate, as PEM", "none")),
    Key::new(
        "live.link_listen",
        "live-link-listen",
        "ADDR:PORT",
        (
            "Where a worker waits for servers that want a show; port 0 takes any free one",
            "127.0.0.1:0: workers and servers are one machine",
        ),
    ),
    Key::new(
        "live.end_after_seconds",
        "live-end-after-seconds",
        "SECONDS",
        ("How long a set waits for a source that dropped before it is over", "300"),
    ),
    Key::new(
        "live.disk_floor",
        "live-disk-floor",
        "SIZE",
        ("Free room on the disk below which recording stops; the stream goes on", "1 GiB"),
    ),
    Key::new("s3.bucket", "s3-bucket", "NAME", ("Keep blobs in this S3 bucket", "none: blobs are kept in DATA/blobs")),
    Key::new("s3.endpoint", "s3-endpoint", "URL", ("Address of the S3 service", "Amazon's, by region")),
    Key::new("s3.region", "s3-region", "NAME", ("Region of the bucket", "us-east-1")),
    Key::new("s3.access_key_id", "s3-access-key-id", "ID", ("Access key", "none: required with s3.bucket")),
    Key::new(
        "s3.secret_access_key",
        "s3-secret-access-key",
        "KEY",
        ("Secret of the access key", "none: required with s3.bucket"),
    )
    .secret(),
    Key::new(
        "s3.path_style",
        "s3-path-style",
        "BOOL",
        ("Whether the bucket stands in the path rather than in the host name", "true when s3.endpoint is set"),
    ),
    Key::new("s3.allow_http", "s3-allow-http", "BOOL", ("Whether an endpoint without TLS is accepted", "false")),
    Key::new(
        "stripe.secret_key",
        "stripe-secret-key",
        "KEY",
        ("Secret key of the co-op's Stripe account", "none: payments are played in a sandbox, on loopback only"),
    )
    .secret(),
    Key::new(
        "stripe.webhook_secret",
        "stripe-webhook-secret",
        "KEY",
        (
            "Signing secret of the Connect webhook that leads to /webhooks/stripe",
            "none: required with stripe.secret_key",
        ),
    )
    .secret(),
    Key::new("stripe.api_base", "stripe-api-base", "URL", ("Address of Stripe's API", "Stripe's own")),
    Key::new("stripe.tax", "stripe-tax", "BOOL", ("Whether Stripe Tax works out the tax of every sale", "false")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_follow_from_names() {
        for key in KEYS {
            assert_eq!(key.flag, key.name.replace(['.', '_'], "-"));
        }
    }

    #[test]
    fn keys_of_tables_come_last_and_together() {
        let tables: Vec<_> = KEYS.iter().map(|key| key.name.split_once('.').map(|(table, _)| table)).collect();
        let mut seen = tables.clone();
        seen.dedup();
        let mut unique = seen.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(seen.len(), unique.len(), "{seen:?}");
        assert_eq!(seen.first(), Some(&None));
    }

    #[test]
    fn every_key_is_documented() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operating/settings.md");
        let text = std::fs::read_to_string(path).unwrap();
        let missing: Vec<_> = KEYS
            .iter()
            .flat_map(|key| [format!("`{}`", key.name), format!("`--{}`", key.flag), format!("`{}`", key.variable())])
            .filter(|word| !text.contains(word))
            .collect();
        assert!(missing.is_empty(), "docs/operating/settings.md says nothing of {missing:?}");
    }
}
