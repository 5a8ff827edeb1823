//! What stands where something was.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::context;
use super::time::moment;

/// What is left of an object with this id, which was a `former` (`Note`, `Audio`, `Person`, …).
#[must_use]
pub fn tombstone(id: &str, former: &str, deleted: DateTime<Utc>) -> Value {
    json!({
        "@context": context::plain(),
        "id": id,
        "type": "Tombstone",
        "formerType": former,
        "deleted": moment(deleted),
    })
}
