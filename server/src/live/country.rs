//! From which country somebody listens: two letters, looked up at the start of a listen; the address is forgotten with it.

use std::net::IpAddr;

use config::Settings;
use maxminddb::{Reader, path};

/// What countries are found with.
pub struct Countries {
    reader: Option<Reader<Vec<u8>>>,
    /// In lower case.
    header: Option<String>,
}

impl Countries {
    /// By the settings; a database that cannot be read is logged, and countries stay unknown.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let reader = settings.geoip_file.as_ref().and_then(|file| match Reader::open_readfile(file) {
            Ok(reader) => Some(reader),
            Err(error) => {
                tracing::warn!(file = %file.display(), %error, "the database of countries cannot be read: mend geoip_file");
                None
            }
        });
        Self { reader, header: settings.country_header.clone() }
    }

    /// The header that names a country, in lower case, if a proxy or CDN sends one.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        self.header.as_deref()
    }

    /// The country: `said` by a header that is believed, else looked up by address; empty when it is not known.
    #[must_use]
    pub fn find(&self, said: Option<&str>, address: Option<IpAddr>) -> String {
        let said = said.and_then(code);
        said.or_else(|| self.look_up(address?)).unwrap_or_default()
    }

    fn look_up(&self, address: IpAddr) -> Option<String> {
        let found = self.reader.as_ref()?.lookup(address.to_canonical()).ok()?;
        let text: Option<&str> = found.decode_path(&path!["country", "iso_code"]).ok()?;
        code(text?)
    }
}

/// Two letters as they are kept. CDNs say `XX` for an unknown country and `T1` for Tor.
fn code(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_uppercase();
    let right = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) && text != "XX";
    right.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters_or_unknown() {
        let countries = Countries { reader: None, header: Some("cf-ipcountry".to_owned()) };
        assert_eq!(countries.find(Some("nl"), None), "NL");
        for unknown in [None, Some("XX"), Some("T1"), Some("Nederland"), Some("")] {
            assert_eq!(countries.find(unknown, Some(IpAddr::from([127, 0, 0, 1]))), "", "{unknown:?}");
        }
    }
}
