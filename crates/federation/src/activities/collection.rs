//! `Add` and `Remove`: an artist elsewhere features something, or no longer does.

use model::{Connection, follows};

use super::{Arrival, fetch_later};
use crate::FederationError;
use crate::inbox::Taken;
use crate::remote::read;

/// What is newly featured by somebody who is followed here is fetched, in case it is a release. Nothing is removed: what was
/// taken down says so itself.
pub async fn take(connection: &mut Connection, arrival: &Arrival<'_>) -> Result<Taken, FederationError> {
    let is_featured =
        arrival.sender.featured.as_deref().is_some_and(|own| read::id_at(arrival.body, "target") == Some(own));
    if !is_featured || read::kind(arrival.body) != "Add" {
        return Ok(Taken::Ignored("only what is newly featured is of interest"));
    }
    let object = arrival.object_id()?;
    if read::host(object).as_deref() != Some(arrival.host) {
        return Ok(Taken::Ignored("what is featured is not the sender's"));
    }
    if follows::count_followers(connection, arrival.sender.id).await? == 0 {
        return Ok(Taken::Ignored("nobody here follows the sender"));
    }
    fetch_later(connection, arrival, object, false).await
}
