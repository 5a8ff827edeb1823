//! Licences an artist can choose.

/// A licence: its code in the database, its name, and where it can be read.
#[derive(Debug, Clone, Copy)]
pub struct Licence {
    /// The word that stands in the database.
    pub code: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Its text, where it has an address.
    pub url: Option<&'static str>,
}

/// Every licence that is offered, most reserved first.
pub const ALL: &[Licence] = &[
    Licence { code: "all-rights-reserved", name: "All rights reserved", url: None },
    Licence {
        code: "cc-by-nc-nd",
        name: "CC BY-NC-ND 4.0",
        url: Some("https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    },
    Licence {
        code: "cc-by-nc-sa",
        name: "CC BY-NC-SA 4.0",
        url: Some("https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    },
    Licence { code: "cc-by-nc", name: "CC BY-NC 4.0", url: Some("https://creativecommons.org/licenses/by-nc/4.0/") },
    Licence { code: "cc-by-nd", name: "CC BY-ND 4.0", url: Some("https://creativecommons.org/licenses/by-nd/4.0/") },
    Licence { code: "cc-by-sa", name: "CC BY-SA 4.0", url: Some("https://creativecommons.org/licenses/by-sa/4.0/") },
    Licence { code: "cc-by", name: "CC BY 4.0", url: Some("https://creativecommons.org/licenses/by/4.0/") },
    Licence {
        code: "cc0",
        name: "CC0 1.0, public domain",
        url: Some("https://creativecommons.org/publicdomain/zero/1.0/"),
    },
];

/// The licence whose text is at this address, whatever the scheme and the slash at its end.
#[must_use]
pub fn by_url(url: &str) -> Option<Licence> {
    let plain = |url: &str| url.trim_end_matches('/').replacen("http://", "https://", 1);
    ALL.iter().copied().find(|licence| licence.url.is_some_and(|known| plain(known) == plain(url)))
}

/// The licence with this code.
#[must_use]
pub fn find(code: &str) -> Option<Licence> {
    ALL.iter().copied().find(|licence| licence.code == code)
}
