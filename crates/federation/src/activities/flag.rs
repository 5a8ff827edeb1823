//! `Flag`: another server asks our admins to look at somebody or something.

use model::posts::Subject;
use model::reports::{self, NewReport};
use model::{Connection, domain_blocks};

use super::{Arrival, subject};
use crate::FederationError;
use crate::inbox::Taken;
use crate::remote::{html, read};

/// How many characters of a reason are kept.
const REASON: usize = 4_000;

/// Puts it on the list of reports.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let block = domain_blocks::of(connection, arrival.host).await?;
    if block.is_some_and(|block| block.reject_reports) {
        return Ok(Taken::Ignored("reports from there are not taken"));
    }
    let (mut target, mut post, mut release, mut unknown) = (None, None, None, Vec::new());
    for address in read::ids(arrival.body, "object").take(20) {
        if let Some(actor) = subject::actor(connection, arrival.federation, address).await? {
            target = target.or(Some(actor.id));
            continue;
        }
        match subject::of(connection, arrival.federation, address).await? {
            Some(Subject::Post(id)) => post = post.or(Some(id)),
            Some(Subject::Release(id)) => release = release.or(Some(id)),
            Some(track @ Subject::Track(_)) => {
                let owner = subject::owner(connection, track).await?;
                target = target.or(owner.map(|owner| owner.id));
                unknown.push(address.to_owned());
            }
            None => unknown.push(address.to_owned()),
        }
    }
    let named = post.map(Subject::Post).or(release.map(Subject::Release));
    if let (None, Some(named)) = (target, named) {
        target = subject::owner(connection, named).await?.map(|owner| owner.id);
    }
    if target.is_none() {
        return Ok(Taken::Ignored("nothing of what is reported is here"));
    }
    let reason = html::words(&read::text(arrival.body, "content", REASON), REASON);
    let new = NewReport {
        reporter: Some(arrival.sender.id),
        target,
        post,
        release,
        uri: Some(arrival.id),
        reason: &reason,
        objects: &unknown,
    };
    reports::create(connection, &new).await?;
    Ok(Taken::Done)
}
