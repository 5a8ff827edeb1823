use object_store::path::Path;
use uuid::Uuid;

use crate::StorageError;

/// The name of a blob.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// An accepted upload, bit for bit.
    Master {
        /// Whose it is.
        artist: Uuid,
        /// Its id.
        master: Uuid,
        /// The extension of its format, e.g. `flac`.
        ext: String,
    },
    /// One file of a ladder.
    Encoding {
        /// The ladder.
        encoding: Uuid,
        /// The file in it, e.g. `aac_128/3.m4s`.
        path: String,
    },
    /// One size of a picture.
    Image {
        /// The picture.
        image: Uuid,
        /// The file, e.g. `600.webp`.
        name: String,
    },
    /// A file made for download.
    Download {
        /// The master it was made from.
        master: Uuid,
        /// The file, e.g. `flac-2.flac`.
        name: String,
    },
    /// A bonus file of a release, bit for bit.
    Extra {
        /// Of which release.
        release: Uuid,
        /// Its id.
        extra: Uuid,
        /// The extension of its format, e.g. `pdf`.
        ext: String,
    },
    /// A piece of a show: a segment of a rendition, or a stretch of its recording.
    Live {
        /// The show.
        show: Uuid,
        /// The file, e.g. `aac-128/3.m4s` or `recording/3.flac`.
        path: String,
    },
}

/// Blobs that belong together and go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// A whole ladder.
    Encoding(Uuid),
    /// All sizes of a picture.
    Image(Uuid),
    /// Everything made for download from a master.
    Downloads(Uuid),
    /// All bonus files of a release.
    Extras(Uuid),
    /// Everything of a show.
    Live(Uuid),
}

impl Group {
    pub(crate) fn path(self) -> Path {
        let (folder, id) = match self {
            Self::Encoding(id) => ("encodings", id),
            Self::Image(id) => ("images", id),
            Self::Downloads(id) => ("downloads", id),
            Self::Extras(id) => ("extras", id),
            Self::Live(id) => ("live", id),
        };
        Path::from_iter([folder, id.to_string().as_str()])
    }
}

impl Key {
    /// Where the blob lies, relative to the folder or bucket: `masters/{artist}/{master}.flac`.
    ///
    /// # Errors
    /// [`StorageError::BadName`] when a part given by the caller could lead anywhere else.
    pub fn path(&self) -> Result<String, StorageError> {
        self.location().map(String::from)
    }

    pub(crate) fn location(&self) -> Result<Path, StorageError> {
        match self {
            Self::Master { artist, master, ext } => {
                let name = format!("{master}.{}", checked(ext)?);
                Ok(Path::from_iter(["masters", artist.to_string().as_str(), name.as_str()]))
            }
            Self::Encoding { encoding, path } => {
                path.split('/').try_fold(Group::Encoding(*encoding).path(), |path, part| Ok(path.join(checked(part)?)))
            }
            Self::Live { show, path } => {
                path.split('/').try_fold(Group::Live(*show).path(), |path, part| Ok(path.join(checked(part)?)))
            }
            Self::Image { image, name } => Ok(Group::Image(*image).path().join(checked(name)?)),
            Self::Download { master, name } => Ok(Group::Downloads(*master).path().join(checked(name)?)),
            Self::Extra { release, extra, ext } => {
                Ok(Group::Extras(*release).path().join(format!("{extra}.{}", checked(ext)?)))
            }
        }
    }
}

/// A part of a path that means the same to every file system and every S3: letters, digits, `-`, `_` and inner dots.
fn checked(part: &str) -> Result<&str, StorageError> {
    let plain = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if plain && (1..=100).contains(&part.len()) && !part.starts_with('.') && !part.ends_with('.') {
        Ok(part)
    } else {
        Err(StorageError::BadName(part.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_guessable() {
        let id = Uuid::nil();
        let path = |key: Key| key.path().unwrap();
        assert_eq!(path(Key::Master { artist: id, master: id, ext: "flac".into() }), format!("masters/{id}/{id}.flac"));
        assert_eq!(
            path(Key::Encoding { encoding: id, path: "aac_128/3.m4s".into() }),
            format!("encodings/{id}/aac_128/3.m4s")
        );
        assert_eq!(path(Key::Image { image: id, name: "600.webp".into() }), format!("images/{id}/600.webp"));
        let extra = Key::Extra { release: id, extra: id, ext: "pdf".into() };
        assert_eq!(path(extra), format!("extras/{id}/{id}.pdf"));
    }

    #[test]
    fn names_cannot_lead_elsewhere() {
        let id = Uuid::nil();
        for name in
            ["", ".", "..", "../x", "a/b", "a\\b", "a\0", ".hidden", "x.", "é", "a b", "%2e%2e", &"x".repeat(101)]
        {
            let image = Key::Image { image: id, name: name.to_owned() };
            assert!(matches!(image.path(), Err(StorageError::BadName(_))), "{name:?}");
        }
        for path in ["", "/", "/etc/passwd", "a//b", "a/../b", "a/"] {
            let file = Key::Encoding { encoding: id, path: path.to_owned() };
            assert!(matches!(file.path(), Err(StorageError::BadName(_))), "{path:?}");
        }
    }
}
