//! Sources of every kind: what they say of themselves, and who decides about them.

use std::net::SocketAddr;

use tokio::io::AsyncRead;

use crate::link::SourceFacts;

/// Longest name of a source's program in characters.
const LONGEST_CLIENT: usize = 120;
/// Longest title, artist, name or description in characters.
const LONGEST_WORDS: usize = 500;

/// The bytes of a source, until it ends.
pub type SourceBytes = Box<dyn AsyncRead + Send + Unpin>;

/// Who wants a mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The mount without its slash; empty when the source named none (RTMP with a key alone).
    pub mount: String,
    /// The user's name, which means nothing.
    pub user: String,
    /// The password: a stream key.
    pub password: String,
    /// Where it comes from.
    pub peer: SocketAddr,
}

/// A source that asks to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Who it is.
    pub claim: Claim,
    /// What it is. `takes_over` is false: that is not the source's to say.
    pub facts: SourceFacts,
    /// Name of the stream; may be empty.
    pub name: String,
    /// Description of the stream; may be empty.
    pub description: String,
    /// Genre; may be empty.
    pub genre: String,
}

/// A source that was let in.
pub struct Incoming {
    /// What it is.
    pub facts: SourceFacts,
    /// Its bytes. Dropped, the connection of the source ends.
    pub bytes: SourceBytes,
}

/// What plays, as a source says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Playing {
    /// Title; may be empty.
    pub title: String,
    /// Artist; may be empty.
    pub artist: String,
}

/// Why a source or a listener is not let in. The sentences go to the other side.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No key, or a wrong one.
    #[error("This stream key is not known. Copy the key from the studio; any user name will do.")]
    Unauthorized,
    /// There is no such mount.
    #[error("There is no such mount here.")]
    NoSuchMount,
    /// Somebody feeds the mount already.
    #[error("Another source feeds this mount already.")]
    MountInUse,
    /// Bytes of this type cannot be played.
    #[error("This format cannot be played: send MP3, AAC, Ogg (Vorbis, Opus, FLAC), FLAC or WebM (Opus).")]
    UnsupportedType,
    /// Another reason, a sentence for people.
    #[error("{0}")]
    NotNow(String),
}

/// Who decides about sources and takes their bytes.
pub trait Door: Send + Sync + 'static {
    /// What a source that was let in is known by.
    type Admitted: Send + 'static;

    /// Whether a source may come in; asked before any of its bytes are taken. Keys are compared here.
    fn admit(&self, source: &Source) -> impl Future<Output = Result<Self::Admitted, Refusal>> + Send;

    /// Takes the bytes of a source that was let in and has been told so. When this returns, its connection is closed.
    fn feed(&self, admitted: Self::Admitted, incoming: Incoming) -> impl Future<Output = ()> + Send;

    /// What plays from now on, as a source says beside its bytes.
    fn playing(&self, claim: &Claim, playing: Playing) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// The media type of a source's bytes as decoders know it, whatever the source calls it; `None` when it cannot be played.
/// Programs that name none send MP3.
#[must_use]
pub fn content_type(header: &str) -> Option<&'static str> {
    let kind = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Some(match kind.as_str() {
        "" | "audio/mpeg" | "audio/mp3" | "audio/x-mpeg" | "audio/mpeg3" => "audio/mpeg",
        "audio/aac" | "audio/aacp" | "audio/x-aac" | "audio/x-hx-aac-adts" => "audio/aac",
        "audio/ogg" | "application/ogg" | "application/x-ogg" | "audio/opus" | "audio/vorbis" | "audio/x-ogg" => {
            "audio/ogg"
        }
        "audio/flac" | "audio/x-flac" => "audio/flac",
        "audio/webm" | "video/webm" => "audio/webm",
        _ => return None,
    })
}

/// What a program calls itself, fit to be shown.
pub(crate) fn client(name: &str) -> String {
    tidy(name, LONGEST_CLIENT)
}

/// Words of a source, fit to be shown.
pub(crate) fn words(text: &str) -> String {
    tidy(text, LONGEST_WORDS)
}

fn tidy(text: &str, longest: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(longest).collect();
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_go_by_many_names() {
        assert_eq!(content_type("audio/ogg; codecs=opus"), Some("audio/ogg"));
        assert_eq!(content_type("Application/OGG"), Some("audio/ogg"));
        assert_eq!(content_type("audio/aacp"), Some("audio/aac"));
        assert_eq!(content_type(""), Some("audio/mpeg"));
        assert_eq!(content_type("video/x-matroska"), None);
        assert_eq!(content_type("text/html"), None);
    }

    #[test]
    fn words_are_fit_to_be_shown() {
        assert_eq!(client("butt\r\n\0x "), "butt   x");
        assert_eq!(words(&"ä".repeat(9_999)).chars().count(), LONGEST_WORDS);
    }
}
