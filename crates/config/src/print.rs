use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::Value;

use crate::layers::Layers;
use crate::parse::size_in_words;
use crate::{
    KEYS, LogFormat, MetricsListen, Registration, SearchSettings, Settings, Source, SourceListen, StorageSettings,
};

/// Where each value came from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources(BTreeMap<&'static str, Source>);

impl Sources {
    pub(crate) fn of(layers: &Layers) -> Self {
        Self(KEYS.iter().map(|key| (key.name, layers.source(key.name))).collect())
    }

    fn get(&self, name: &str) -> &Source {
        self.0.get(name).unwrap_or(&Source::Default)
    }
}

impl Settings {
    /// The effective settings as TOML, secrets masked, with the source of each value behind it. What is not set is
    /// there as a comment, so that the text can serve as the start of a settings file.
    pub fn print(&self) -> String {
        let effective = self.effective();
        let mut text = String::new();
        let mut table = None;
        for key in KEYS {
            let short = match key.name.split_once('.') {
                Some((inner, short)) => {
                    if table != Some(inner) {
                        // Writing to a String cannot fail.
                        let _ = writeln!(text, "\n[{inner}]");
                        table = Some(inner);
                    }
                    short
                }
                None => key.name,
            };
            let _ = match effective.get(key.name) {
                Some(value) => writeln!(text, "{short} = {value} # {}", self.sources.get(key.name)),
                None => writeln!(text, "# {short} is not set: {}", key.default),
            };
        }
        text
    }

    /// Where the value of `name` (as in [`KEYS`]) came from.
    pub fn source(&self, name: &str) -> &Source {
        self.sources.get(name)
    }

    fn effective(&self) -> BTreeMap<&'static str, Value> {
        let mut values = BTreeMap::new();
        let mut set = |name: &'static str, value: Option<Value>| {
            if let Some(value) = value {
                values.insert(name, value);
            }
        };
        let text = |text: &dyn ToString| Some(Value::String(text.to_string()));
        set("data", text(&self.data_dir.display()));
        set("listen", text(&self.listen));
        set("url", text(&self.public_url().as_str().trim_end_matches('/')));
        set("database_url", self.database_url.as_ref().map(|url| Value::String(url.masked())));
        set("instance_name", text(&self.instance_name));
        set("registration", text(&registration_word(self.registration)));
        set("quota", text(&size_in_words(self.quota_bytes)));
        set("upload_max", text(&size_in_words(self.upload_max_bytes)));
        set("extra_max", text(&size_in_words(self.extra_max_bytes)));
        set("downloads_max", text(&size_in_words(self.downloads_max_bytes)));
        let asks = self.api_requests_per_minute.get();
        set("api_requests_per_minute", i64::try_from(asks).ok().map(Value::Integer));
        set("worker_inline", Some(Value::Boolean(self.worker_inline)));
        set("worker_concurrency", i64::try_from(self.worker_concurrency.get()).ok().map(Value::Integer));
        set("media_executable", self.media_executable.as_ref().map(|path| Value::String(path.display().to_string())));
        set("smtp_url", self.smtp_url.as_ref().map(|url| Value::String(url.masked())));
        set("mail_from", text(&self.mail_from));
        set("log_format", text(&if self.log_format == LogFormat::Json { "json" } else { "text" }));
        set("log_filter", text(&self.log_filter));
        match self.metrics_listen {
            MetricsListen::IfFree => {}
            MetricsListen::At(address) => set("metrics_listen", text(&address)),
            MetricsListen::Off => set("metrics_listen", text(&"off")),
        }
        let proxies = self.trusted_proxies.0.iter().map(|network| Value::String(network.to_string())).collect();
        set("trusted_proxies", Some(Value::Array(proxies)));
        set("co_op_fee", text(&format!("{}.{:02}", self.co_op_fee_bp / 100, self.co_op_fee_bp % 100)));
        set("geoip_file", self.geoip_file.as_ref().map(|path| Value::String(path.display().to_string())));
        set("country_header", self.country_header.clone().map(Value::String));
        for (name, listen) in [
            ("icecast_listen", self.live.icecast_listen),
            ("rtmp_listen", self.live.rtmp_listen),
            ("rtmps_listen", self.live.rtmps_listen),
        ] {
            match listen {
                SourceListen::Usual => {}
                SourceListen::At(address) => set(name, text(&address)),
                SourceListen::Off => set(name, text(&"off")),
            }
        }
        if let SearchSettings::Meilisearch { url, key } = &self.search {
            set("meilisearch_url", text(&url.as_str().trim_end_matches('/')));
            set("meilisearch_key", key.as_ref().map(|key| Value::String(key.masked())));
        }
        let tls = self.live.tls.as_ref();
        set("live.tls_certificate", tls.map(|tls| Value::String(tls.certificate.display().to_string())));
        set("live.tls_key", tls.map(|tls| Value::String(tls.key.display().to_string())));
        set("live.link_listen", text(&self.live.link_listen));
        set("live.end_after_seconds", i64::try_from(self.live.end_after_seconds).ok().map(Value::Integer));
        set("live.disk_floor", text(&size_in_words(self.live.disk_floor_bytes)));
        if let Some(stripe) = &self.stripe {
            set("stripe.secret_key", text(&stripe.secret_key.masked()));
            set("stripe.webhook_secret", text(&stripe.webhook_secret.masked()));
            set("stripe.api_base", stripe.api_base.as_ref().map(|url| Value::String(url.to_string())));
            set("stripe.tax", Some(Value::Boolean(stripe.tax)));
        }
        if let StorageSettings::S3 {
            endpoint,
            bucket,
            region,
            access_key_id,
            secret_access_key,
            path_style,
            allow_http,
        } = &self.storage
        {
            set("s3.bucket", text(bucket));
            set("s3.endpoint", endpoint.as_ref().map(|url| Value::String(url.to_string())));
            set("s3.region", text(region));
            set("s3.access_key_id", text(access_key_id));
            set("s3.secret_access_key", text(&secret_access_key.masked()));
            set("s3.path_style", Some(Value::Boolean(*path_style)));
            set("s3.allow_http", Some(Value::Boolean(*allow_http)));
        }
        values
    }
}

fn registration_word(registration: Registration) -> &'static str {
    match registration {
        Registration::Open => "open",
        Registration::Approval => "approval",
        Registration::Closed => "closed",
    }
}
