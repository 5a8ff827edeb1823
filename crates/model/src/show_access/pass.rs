//! Passes: what lets somebody into a show, small enough to stand in a signed address.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::entitlements::Listener;
use crate::ids::{AccountId, PurchaseId};

/// What lets somebody in. It is believed only where it comes signed, and asked again with [`super::holds`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pass {
    /// The show is open.
    Open,
    /// They manage the artist.
    Artist(AccountId),
    /// They said the password.
    Password {
        /// [`Pass::proof`] of the password it was: another password, and it does not hold any more.
        proof: [u8; 8],
        /// Who said it.
        holder: Listener,
    },
    /// Their tier includes live sets.
    Member(AccountId),
    /// They have a ticket.
    Ticket(PurchaseId),
}

impl Pass {
    /// What stands for a password's hash in a pass.
    #[must_use]
    pub fn proof(hash: &str) -> [u8; 8] {
        let mut proof = [0; 8];
        for (to, from) in proof.iter_mut().zip(Sha256::digest(hash.as_bytes())) {
            *to = from;
        }
        proof
    }

    /// For [`crate::show_sessions`]: what listens at once are counted by; `None` where they are not limited.
    #[must_use]
    pub fn hash(&self) -> Option<Vec<u8>> {
        match self {
            Self::Open | Self::Artist(_) => None,
            _ => Some(Sha256::digest(self.word().as_bytes()).to_vec()),
        }
    }

    /// The pass as a word of letters, digits, `-` and `_`, to be signed.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Open => "o".to_owned(),
            Self::Artist(account) => format!("a{}", encode(account.0.as_bytes())),
            Self::Password { proof, holder } => format!("p{}{}", encode(proof), encode(holder)),
            Self::Member(account) => format!("m{}", encode(account.0.as_bytes())),
            Self::Ticket(purchase) => format!("t{}", encode(purchase.0.as_bytes())),
        }
    }

    /// The pass that a word stands for; `None` when it is none.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let (kind, rest) = word.split_at_checked(1)?;
        match kind {
            "o" if rest.is_empty() => Some(Self::Open),
            "a" => Some(Self::Artist(AccountId(id(rest)?))),
            "m" => Some(Self::Member(AccountId(id(rest)?))),
            "t" => Some(Self::Ticket(PurchaseId(id(rest)?))),
            "p" => {
                // Eight bytes are eleven signs.
                let (proof, holder) = rest.split_at_checked(11)?;
                Some(Self::Password { proof: decode(proof)?, holder: decode(holder)? })
            }
            _ => None,
        }
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

fn id(text: &str) -> Option<Uuid> {
    decode(text).map(Uuid::from_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_goes_through_an_address_and_comes_back() {
        let passes = [
            Pass::Open,
            Pass::Artist(AccountId::new()),
            Pass::Password { proof: Pass::proof("$argon2id$…"), holder: [7; 16] },
            Pass::Member(AccountId::new()),
            Pass::Ticket(PurchaseId::new()),
        ];
        for pass in passes {
            assert_eq!(Pass::parse(&pass.word()), Some(pass.clone()));
        }
        for wrong in ["", "x", "oo", "t", "p123", "tAAAA", "ö"] {
            assert_eq!(Pass::parse(wrong), None, "{wrong}");
        }
    }
}
