use std::path::PathBuf;

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The mail server's address cannot be used.
    #[error("the mail server's address cannot be used: {0}")]
    Server(String),
    /// A sender or recipient is no mail address.
    #[error("\"{address}\" is not a mail address: {reason}")]
    Address {
        /// What was given.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The mail cannot be written down.
    #[error("the mail cannot be composed: {0}")]
    Compose(#[from] lettre::error::Error),
    /// The server refused for good, e.g. an unknown recipient.
    #[error("the mail server refused: {0}")]
    Refused(String),
    /// The server cannot be reached, or refused for now.
    #[error("the mail server cannot take the mail now: {0}")]
    Unavailable(String),
    /// The outbox cannot be written.
    #[error("the outbox {} cannot be written: {source}", .path.display())]
    Outbox {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl MailError {
    /// Whether sending the same mail again may succeed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Outbox { .. })
    }
}

impl From<lettre::transport::smtp::Error> for MailError {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        let mut words = error.to_string();
        if let Some(cause) = std::error::Error::source(&error) {
            let cause = cause.to_string();
            if !words.contains(&cause) {
                words = format!("{words}: {cause}");
            }
        }
        // What a wrong certificate or a missing STARTTLS needs is a person, but mail waits for that person.
        if error.is_permanent() { Self::Refused(words) } else { Self::Unavailable(words) }
    }
}
