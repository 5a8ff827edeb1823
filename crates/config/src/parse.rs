//! Texts into values. Every function says what it expects, for the error message.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;

use ipnet::IpNet;
use url::Url;

use crate::layers::{Given, Layers};
use crate::{ConfigError, KEYS, Source, secret::MASK};

/// A parser and what it expects, in words that end the sentence `"x" is not …`.
pub(crate) struct Expect<T> {
    pub parse: fn(&str) -> Option<T>,
    pub words: &'static str,
}

impl Layers {
    /// The value of `name`, if it was set.
    pub(crate) fn read<T>(&self, name: &'static str, expect: &Expect<T>) -> Result<Option<T>, ConfigError> {
        let Some(given) = self.get(name) else { return Ok(None) };
        match (expect.parse)(given.text.trim()) {
            Some(value) => Ok(Some(value)),
            None => Err(refusal(name, given, expect.words)),
        }
    }
}

fn refusal(name: &'static str, given: &Given, expected: &'static str) -> ConfigError {
    let key = KEYS.iter().find(|key| key.name == name);
    let origin = match &given.source {
        Source::Flag => format!("--{}", key.map_or(name, |key| key.flag)),
        Source::Environment(variable) => variable.clone(),
        Source::File(path) => format!("{name} in {}", path.display()),
        Source::Default => name.to_owned(),
    };
    let value = if key.is_some_and(|key| key.secret) { MASK.to_owned() } else { given.text.clone() };
    ConfigError::Value { origin, value, expected }
}

pub(crate) const TEXT: Expect<String> =
    Expect { parse: |text| (!text.is_empty()).then(|| text.to_owned()), words: "a text of at least one character" };

pub(crate) const BOOL: Expect<bool> = Expect {
    parse: |text| match text {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    },
    words: "true or false",
};

pub(crate) const SOCKET: Expect<SocketAddr> = Expect {
    parse: |text| text.replace("localhost:", "127.0.0.1:").parse().ok(),
    words: "an address and a port, such as 127.0.0.1:8080",
};

pub(crate) const COUNT: Expect<NonZeroUsize> =
    Expect { parse: |text| text.parse().ok(), words: "a whole number from 1" };

/// Hundredths of a percent.
pub(crate) const PERCENT: Expect<u16> = Expect {
    parse: |text| {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let right = (1..=2).contains(&whole.len()) && fraction.len() <= 2 && digits(whole) && digits(fraction);
        format!("{whole}{fraction:0<2}").parse().ok().filter(|bp| right && *bp <= 5000)
    },
    words: "a share of 0 to 50 percent, as in 7.5",
};

pub(crate) const PUBLIC_URL: Expect<Url> = Expect {
    parse: |text| {
        let url = Url::parse(text).ok()?;
        let web = matches!(url.scheme(), "http" | "https") && url.has_host();
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        (web && bare && url.username().is_empty() && url.password().is_none()).then_some(url)
    },
    words: "an address such as https://music.example, without a path",
};

pub(crate) const SERVICE_URL: Expect<Url> = Expect {
    parse: |text| Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()),
    words: "an address such as https://s3.example",
};

pub(crate) const DATABASE_URL: Expect<String> = Expect {
    parse: |text| {
        let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
        (is_url || text.contains('=')).then(|| text.to_owned())
    },
    words: "an address such as postgres://user:password@host/tonewood",
};

pub(crate) const SMTP_URL: Expect<String> = Expect {
    parse: |text| {
        let url = Url::parse(text).ok()?;
        (matches!(url.scheme(), "smtp" | "smtps") && url.has_host()).then(|| text.to_owned())
    },
    words: "an address such as smtps://user:password@mail.example",
};

pub(crate) const SIZE: Expect<u64> =
    Expect { parse: size, words: "a size in bytes or with a unit, such as 500 MB or 20 GiB" };

pub(crate) const PROXIES: Expect<Vec<IpNet>> = Expect {
    parse: |text| text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect(),
    words: "a list of addresses or networks, such as 10.0.0.1, fd00::/8",
};

fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn size(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let factor: u64 = match unit.trim().to_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1000,
        "mb" => 1000_u64.pow(2),
        "gb" => 1000_u64.pow(3),
        "tb" => 1000_u64.pow(4),
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "t" | "tib" => 1 << 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

/// Bytes as a person writes them: the largest binary unit that divides them.
pub(crate) fn size_in_words(bytes: u64) -> String {
    let units = [("TiB", 1_u64 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match units.iter().find(|(_, factor)| bytes != 0 && bytes.is_multiple_of(*factor)) {
        Some((unit, factor)) => format!("{} {unit}", bytes / factor),
        None => bytes.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("20 GiB"), Some(20 << 30));
        assert_eq!(size("500MB"), Some(500_000_000));
        assert_eq!(size("17"), Some(17));
        assert_eq!((size("-1"), size("GiB"), size("1.5 GiB"), size("99999999 TiB")), (None, None, None, None));
        for bytes in [0, 1, 1000, 4 << 30, 3 << 20] {
            assert_eq!(size(&size_in_words(bytes)), Some(bytes));
        }
    }

    #[test]
    fn public_urls_are_bare() {
        assert!((PUBLIC_URL.parse)("https://music.example").is_some());
        assert!((PUBLIC_URL.parse)("http://[::1]:8080/").is_some());
        for wrong in ["music.example", "ftp://a", "https://a/path", "https://u:p@a", "https://a?x"] {
            assert!((PUBLIC_URL.parse)(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        assert_eq!((PROXIES.parse)("10.0.0.1, fd00::/8").map(|list| list.len()), Some(2));
        assert_eq!((PROXIES.parse)("proxy.example"), None);
    }
}
