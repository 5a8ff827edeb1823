use std::path::PathBuf;

/// Why the settings could not be read. Each message is one sentence that says what to change.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file named by `--config` or `TONEWOOD_CONFIG` does not exist.
    #[error("the settings file {} does not exist: mend the path given as --config or TONEWOOD_CONFIG", .0.display())]
    FileMissing(PathBuf),
    /// The file exists but cannot be read.
    #[error("the settings file {} cannot be read: {source}", .path.display())]
    FileUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("the settings file {} is not valid TOML: {message}", .path.display())]
    FileSyntax {
        /// The file.
        path: PathBuf,
        /// Line, column and what was expected.
        message: String,
    },
    /// The file names a setting that does not exist.
    #[error("the settings file {} has an unknown key \"{key}\": did you mean \"{nearest}\"?", .path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key as written.
        key: String,
        /// The valid key that is spelt most like it.
        nearest: &'static str,
    },
    /// The file that was found in the data folder names another data folder.
    #[error(
        "the settings file {} lies in the data folder and cannot move it with \"data\": give --data or TONEWOOD_DATA",
        .0.display()
    )]
    DataInDataFolder(PathBuf),
    /// A value cannot be understood.
    #[error("{origin}: \"{value}\" is not {expected}")]
    Value {
        /// Where the value came from, e.g. `--listen` or `TONEWOOD_LISTEN`.
        origin: String,
        /// The value; masked when it is a secret.
        value: String,
        /// What would be right, e.g. "an address and port such as 127.0.0.1:8080".
        expected: &'static str,
    },
    /// One setting makes no sense without another.
    #[error("{given} is set but {missing} is not: set both or neither")]
    Incomplete {
        /// The key that is set.
        given: &'static str,
        /// The key that is missing.
        missing: &'static str,
    },
    /// No data folder was given and no home folder is known.
    #[error("no data folder: HOME is not set, so give one with --data DIR")]
    NoHome,
}
