//! Why a job stops.

use std::io;
use std::path::Path;

use media::Refusal;

/// Either the file or the machine is at fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not accepted.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Reading or writing did not work.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// A codec or a part of this program did what it must not do.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// A function for `map_err` on work with the file at `path`.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what: format!("cannot {doing} {}", path.display()), source }
    }

    /// A function for `map_err` on reading an upload that is already open.
    pub fn reading(source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::OutOfMemory {
            // It is the file that asks for so much.
            return crate::refuse::out_of_memory().into();
        }
        Self::Io { what: "cannot read the upload".to_owned(), source }
    }

    /// A function for `map_err` on results of codecs that cannot fail on valid input.
    pub fn internal(what: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Self {
        move |error| Self::Internal(format!("{what}: {error}"))
    }
}
