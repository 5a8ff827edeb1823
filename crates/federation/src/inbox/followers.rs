//! Followers in step (FEP-8fcf): with what it sends, a server says how its list of those who follow from here sums up. Where ours sums
//! up otherwise, a job asks for the list.

use aws_lc_rs::digest::{SHA256, digest};
use model::actors::Actor;
use model::follows;
use model::jobs::{self, SyncFollowers};

use crate::activities::LONGEST_FETCHED;
use crate::remote::read;
use crate::signatures::Incoming;
use crate::{Federation, FederationError};

/// The header that says it.
const HEADER: &str = "collection-synchronization";

/// Holds what the sender says of its followers from here against what is known here.
///
/// # Errors
/// When the database fails.
pub(super) async fn compare(
    federation: &Federation,
    sender: &Actor,
    incoming: &Incoming<'_>,
) -> Result<(), FederationError> {
    let said = incoming.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(HEADER));
    let (Some((_, said)), Some(followers)) = (said, sender.followers.as_deref()) else { return Ok(()) };
    let (Some(collection), Some(url), Some(sum)) =
        (parameter(said, "collectionId"), parameter(said, "url"), parameter(said, "digest"))
    else {
        return Ok(());
    };
    let is_own = collection == followers && read::host(url) == read::host(followers) && url.len() <= LONGEST_FETCHED;
    if !is_own || federation.client.parse(url).is_err() {
        return Ok(());
    }
    let mut connection = federation.db().await?;
    let ours = follows::accepted_here(&mut connection, sender.id).await?;
    if sum.eq_ignore_ascii_case(&sum_of(ours.iter().map(|actor| actor.uri(&federation.base_url)))) {
        return Ok(());
    }
    let job = SyncFollowers { actor_id: sender.id, url: url.to_owned() };
    Ok(jobs::enqueue_unless_waiting(&mut connection, &job).await?)
}

/// One of the `name="value"` in the header.
fn parameter<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let named = header.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    named?.strip_prefix('"')?.strip_suffix('"')
}

/// The exclusive or of the SHA-256 of each id, in hexadecimal digits.
fn sum_of(ids: impl Iterator<Item = String>) -> String {
    let mut sum = [0_u8; 32];
    for id in ids {
        for (byte, other) in sum.iter_mut().zip(digest(&SHA256, id.as_bytes()).as_ref()) {
            *byte ^= other;
        }
    }
    sum.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sum_up_in_any_order() {
        let sum = |ids: [&str; 3]| sum_of(ids.into_iter().map(str::to_owned));
        let (one, two, three) = (
            "https://testing.example.org/users/1",
            "https://testing.example.org/users/2",
            "https://testing.example.org/users/3",
        );
        assert_eq!(sum([one, two, three]), sum([three, one, two]));
        assert_ne!(sum([one, two, three]), sum([one, two, two]));
        assert_eq!(sum([one, two, two]), sum_of([one.to_owned()].into_iter()));
        assert_eq!(sum_of(std::iter::empty()), "0".repeat(64));
    }

    #[test]
    fn the_header_is_read() {
        let header = r#"collectionId="https://a.example/followers", digest="00ff", url="https://a.example/sync?x=1""#;
        assert_eq!(parameter(header, "collectionId"), Some("https://a.example/followers"));
        assert_eq!((parameter(header, "digest"), parameter(header, "none")), (Some("00ff"), None));
        assert_eq!(parameter(header, "url"), Some("https://a.example/sync?x=1"));
        assert_eq!(parameter("url=https://a.example", "url"), None);
    }
}
