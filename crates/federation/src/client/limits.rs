use std::time::Duration;

use rustls::crypto::{CryptoProvider, aws_lc_rs};

/// Headers of one answer.
const HEADERS: usize = 100;
/// Bytes of the headers of one answer over HTTP/2. Over HTTP/1 hyper's own limit stands.
const HEADER_BYTES: u32 = 64 << 10;
/// Connections to one host that are kept for the next request.
const IDLE_PER_HOST: usize = 4;
/// How long they are kept.
const IDLE: Duration = Duration::from_secs(30);

/// The limits of one exchange. Times are total: name, connection, TLS, every redirect and the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// For asking.
    pub get: Duration,
    /// For bringing.
    pub post: Duration,
    /// Bytes of a body.
    pub body: usize,
    /// Redirects of one question.
    pub redirects: usize,
}

impl Default for Policy {
    /// A peer that checks our signature gives up after ten seconds; we are done before.
    fn default() -> Self {
        Self { get: Duration::from_secs(9), post: Duration::from_secs(10), body: 1 << 20, redirects: 2 }
    }
}

/// A builder with limits for what comes before a body. Compression is off: a body has the size it is counted with.
pub(super) fn builder(user_agent: &str) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(user_agent)
        .referer(false)
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .http1_max_headers(HEADERS)
        .http2_max_header_list_size(HEADER_BYTES)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .pool_idle_timeout(IDLE)
}

/// The program installs its provider when it starts; tests and tools that only want a client need not know.
pub(super) fn ensure_crypto() {
    if CryptoProvider::get_default().is_none() {
        // It fails only if another thread was quicker, which is as good.
        drop(aws_lc_rs::default_provider().install_default());
    }
}
