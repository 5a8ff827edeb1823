//! Why a signature is not believed.

/// What is wrong with a request's signature. The sentence goes back to the sender with a 401, so that whoever runs the other
/// server can see what to change; it says nothing of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is none.
    #[error("the request is not signed: it has no Signature header")]
    Missing,
    /// A header that may stand once stands twice.
    #[error("the request has more than one {0} header")]
    Twice(&'static str),
    /// A header does not follow its grammar.
    #[error("the {0} header cannot be read")]
    Malformed(&'static str),
    /// A parameter of the signature is missing, or is not what it should be.
    #[error("the signature has no usable {0}")]
    Parameter(&'static str),
    /// Something is covered or given twice.
    #[error("the signature names {0} twice")]
    Repeated(String),
    /// What must be covered is not.
    #[error("the signature does not cover {0}")]
    Uncovered(&'static str),
    /// What is covered is not there.
    #[error("the signature covers {0}, which the request does not have")]
    Absent(String),
    /// What is covered cannot be computed here.
    #[error("the signature covers {0}, which is not supported here")]
    Unsupported(String),
    /// The algorithm is not one of those the fediverse uses.
    #[error("the algorithm {0} is not supported: sign with rsa-sha256, rsa-v1_5-sha256 or ed25519")]
    Algorithm(String),
    /// The request was meant for somebody else.
    #[error("the request is addressed to {0}, which is not this server")]
    ForeignHost(String),
    /// Signed too long ago.
    #[error("the signature is more than an hour old")]
    TooOld,
    /// Signed in the future.
    #[error("the signature lies more than five minutes in the future: is your clock right?")]
    TooNew,
    /// Its own end has passed.
    #[error("the signature has expired")]
    Expired,
    /// The body is not the one that was signed.
    #[error("the digest is not that of the body")]
    Digest,
    /// The digest is by no algorithm that is safe.
    #[error("the {0} header has no digest by sha-256 or sha-512")]
    DigestKind(&'static str),
    /// An RSA signature for an Ed25519 key, or the other way round.
    #[error("the signature's algorithm is not that of the key it names")]
    WrongKind,
    /// The key does not verify it.
    #[error("the signature does not match the request and the key it names")]
    Wrong,
}

/// The most characters of somebody else's text that an error repeats.
const SHOWN: usize = 64;

/// The beginning of what somebody else wrote, for an error.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(SHOWN).collect()
}
