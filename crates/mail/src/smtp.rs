use std::time::Duration;

use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::{Host, Url};

use crate::MailError;

pub(crate) type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// How long the server may take for one step.
const STEP_TIME_LIMIT: Duration = Duration::from_secs(30);

/// A transport for `smtps://…` (TLS from the first byte) or `smtp://…`. The latter means STARTTLS unless the server is
/// on this machine; `?tls=none`, `opportunistic` or `required` says otherwise.
pub(crate) fn transport(address: &str) -> Result<Transport, MailError> {
    let url = with_tls(address)?;
    let builder = Transport::from_url(url.as_str()).map_err(|error| MailError::Server(error.to_string()))?;
    Ok(builder.timeout(Some(STEP_TIME_LIMIT)).build())
}

fn with_tls(address: &str) -> Result<Url, MailError> {
    // The address may hold a password: the error names only what is wrong with it.
    let mut url = Url::parse(address).map_err(|error| MailError::Server(error.to_string()))?;
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtp", None) if !is_local(&url) => url.set_query(Some("tls=required")),
        ("smtp", Some("none")) => url.set_query(None),
        _ => {}
    }
    Ok(url)
}

fn is_local(url: &Url) -> bool {
    // `smtp` is no scheme whose hosts the url crate understands: addresses come as names.
    match url.host() {
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_only_travels_encrypted_unless_told_otherwise() {
        let query = |address: &str| with_tls(address).unwrap().query().map(str::to_owned);
        assert_eq!(query("smtp://a:b@mail.example").as_deref(), Some("tls=required"));
        assert_eq!(query("smtp://mail.example?tls=opportunistic").as_deref(), Some("tls=opportunistic"));
        assert_eq!(query("smtp://mail.example?tls=none"), None);
        assert_eq!(query("smtps://mail.example"), None);
        for local in ["smtp://127.0.0.1:2525", "smtp://localhost", "smtp://[::1]:25"] {
            assert_eq!(query(local), None, "{local}");
        }
    }

    #[test]
    fn an_unknown_scheme_is_refused() {
        assert!(matches!(transport("http://mail.example"), Err(MailError::Server(_))));
        assert!(matches!(transport("mail.example"), Err(MailError::Server(_))));
    }
}
