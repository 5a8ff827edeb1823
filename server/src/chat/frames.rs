//! What goes to browsers over the WebSocket: texts of JSON, named by `type`.

use bytestring::ByteString;
use model::ids::ChatMessageId;
use serde_json::{Value, json};

use super::line::Shown;

/// A line that is new, or says something else now.
#[must_use]
pub fn line(line: &Shown) -> ByteString {
    text(&json!({
        "type": "line",
        "id": line.id.to_string(),
        "kind": line.kind,
        "html": line.html,
        "mutable": line.can_be_muted,
    }))
}

/// A line was taken away.
#[must_use]
pub fn gone(id: ChatMessageId) -> ByteString {
    text(&json!({ "type": "gone", "id": id.to_string() }))
}

/// What was missed is there; what comes now comes as it happens.
#[must_use]
pub fn ready() -> ByteString {
    text(&json!({ "type": "ready" }))
}

/// More was missed than is told: the lines that follow stand in the place of all.
#[must_use]
pub fn reset() -> ByteString {
    text(&json!({ "type": "reset" }))
}

/// What was sent is said.
#[must_use]
pub fn said() -> ByteString {
    text(&json!({ "type": "said" }))
}

/// What was sent is not said: why, and for how many seconds nothing will be.
#[must_use]
pub fn refused(sentence: &str, seconds: i64) -> ByteString {
    text(&json!({ "type": "refused", "sentence": sentence, "seconds": seconds }))
}

/// Something was missed: the browser comes again, and says what it has.
#[must_use]
pub fn again() -> ByteString {
    text(&json!({ "type": "again" }))
}

/// It is over for this browser, and why.
#[must_use]
pub fn closed(sentence: &str) -> ByteString {
    text(&json!({ "type": "closed", "sentence": sentence }))
}

fn text(value: &Value) -> ByteString {
    value.to_string().into()
}
