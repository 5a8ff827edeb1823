//! What a release is, as a list is narrowed by it.

use std::str::FromStr;

use crate::UnknownWord;
use crate::releases::ReleaseKind;

/// What a release is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// An album, an EP, …
    Kind(ReleaseKind),
    /// Every one of its tracks came in without loss, and goes out so.
    Lossless,
}

impl Format {
    /// All of them, in the order they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        ReleaseKind::ALL.iter().copied().map(Self::Kind).chain([Self::Lossless])
    }

    /// Its word in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.word(),
            Self::Lossless => "lossless",
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kind(kind) => kind.name(),
            Self::Lossless => "Lossless",
        }
    }

    pub(super) const fn kind(self) -> Option<ReleaseKind> {
        match self {
            Self::Kind(kind) => Some(kind),
            Self::Lossless => None,
        }
    }
}

impl FromStr for Format {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "lossless" | "flac" => Ok(Self::Lossless),
            kind => kind.parse().map(Self::Kind),
        }
    }
}
