use serde_json::{Map, Value, json};

use super::answers::{Answer, Refusal, known_fields};
use super::settings::Settings;
use super::state::State;
use super::tasks::{Work, enqueue};

pub(super) fn create(state: &mut State, body: &Value) -> Answer {
    let fields = known_fields(body, &["uid", "primaryKey"])?;
    let missing = || Refusal::bad("missing_index_uid", "Missing field `uid`");
    let uid = fields.get("uid").and_then(Value::as_str).ok_or_else(missing)?;
    check_uid(uid)?;
    let key = fields.get("primaryKey").and_then(Value::as_str).map(str::to_owned);
    enqueue(state, Some(uid), Work::Create { key })
}

pub(super) fn show(state: &State, uid: &str) -> Answer {
    let index = state.indexes.get(uid).ok_or_else(|| Refusal::no_index(uid))?;
    let at = "2026-01-01T00:00:00Z";
    Ok((200, json!({ "uid": uid, "createdAt": at, "updatedAt": at, "primaryKey": index.key })))
}

pub(super) fn delete(state: &mut State, uid: &str) -> Answer {
    check_uid(uid)?;
    enqueue(state, Some(uid), Work::Delete)
}

/// Settings are read when they are sent: what is wrong with them is no task.
pub(super) fn set(state: &mut State, uid: &str, body: Value) -> Answer {
    check_uid(uid)?;
    Settings::default().changed(&body)?;
    enqueue(state, Some(uid), Work::Settings { body })
}

pub(super) fn stats(state: &State, uid: &str) -> Answer {
    let index = state.indexes.get(uid).ok_or_else(|| Refusal::no_index(uid))?;
    let answer = json!({
        "numberOfDocuments": index.documents.len(), "numberOfEmbeddedDocuments": 0, "numberOfEmbeddings": 0,
        "rawDocumentDbSize": 0, "avgDocumentSize": 0, "isIndexing": false, "fieldDistribution": {},
    });
    Ok((200, answer))
}

pub(super) fn put(state: &mut State, uid: &str, query: &str, body: Value) -> Answer {
    check_uid(uid)?;
    let parameters: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    if let Some((name, _)) = parameters.iter().find(|(name, _)| name != "primaryKey") {
        return Err(Refusal::bad("bad_request", format!("Unknown parameter `{name}`: expected one of `primaryKey`")));
    }
    let malformed = || Refusal::bad("malformed_payload", "The `json` payload provided is malformed.");
    let Value::Array(values) = body else { return Err(malformed()) };
    let objects = values.into_iter().map(|value| if let Value::Object(object) = value { Some(object) } else { None });
    let documents: Option<Vec<Map<String, Value>>> = objects.collect();
    let key = parameters.into_iter().next().map(|(_, key)| key);
    enqueue(state, Some(uid), Work::Put { documents: documents.ok_or_else(malformed)?, key })
}

pub(super) fn remove(state: &mut State, uid: &str, body: &Value) -> Answer {
    check_uid(uid)?;
    let ids: Option<Vec<String>> =
        body.as_array().and_then(|ids| ids.iter().map(|id| id.as_str().map(str::to_owned)).collect());
    let ids = ids.ok_or_else(|| Refusal::bad("malformed_payload", "expected an array of document ids"))?;
    enqueue(state, Some(uid), Work::Remove { ids })
}

pub(super) fn swap(state: &mut State, body: &Value) -> Answer {
    let wrong = || Refusal::bad("invalid_swap_indexes", "Two indexes must be given for each swap.");
    let mut pairs = Vec::new();
    for swap in body.as_array().ok_or_else(wrong)? {
        let fields = known_fields(swap, &["indexes", "rename"])?;
        let names: Option<Vec<&str>> =
            fields.get("indexes").and_then(Value::as_array).and_then(|names| names.iter().map(Value::as_str).collect());
        match names.as_deref() {
            Some([left, right]) if left == right => {
                return Err(Refusal::bad("invalid_swap_duplicate_index_found", format!("`{left}` is there twice.")));
            }
            Some([left, right]) => pairs.push(((*left).to_owned(), (*right).to_owned())),
            _ => return Err(wrong()),
        }
    }
    enqueue(state, None, Work::Swap { pairs })
}

fn check_uid(uid: &str) -> Result<(), Refusal> {
    let valid = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
    if uid.is_empty() || uid.len() > 400 || !uid.chars().all(valid) {
        return Err(Refusal::bad("invalid_index_uid", format!("`{uid}` is not a valid index uid.")));
    }
    Ok(())
}
