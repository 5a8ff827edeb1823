//! What changes something is a task: enqueued at once, done later, in order.

use std::time::Instant;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::answers::{Answer, Refusal};
use super::state::{Index, Kept, State};

/// A task.
#[derive(Debug, Clone)]
pub(super) struct Task {
    uid: usize,
    index: Option<String>,
    work: Work,
    pub enqueued: Instant,
    at: DateTime<Utc>,
    /// None until it is done.
    pub outcome: Option<Result<(), Refusal>>,
}

/// What a task does.
#[derive(Debug, Clone)]
pub(super) enum Work {
    Create { key: Option<String> },
    Delete,
    Settings { body: Value },
    Put { documents: Vec<Map<String, Value>>, key: Option<String> },
    Remove { ids: Vec<String> },
    Swap { pairs: Vec<(String, String)> },
}

impl Work {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Create { .. } => "indexCreation",
            Self::Delete => "indexDeletion",
            Self::Settings { .. } => "settingsUpdate",
            Self::Put { .. } => "documentAdditionOrUpdate",
            Self::Remove { .. } => "documentDeletion",
            Self::Swap { .. } => "indexSwap",
        }
    }

    fn details(&self) -> Value {
        match self {
            Self::Create { key } => json!({ "primaryKey": key }),
            Self::Delete => json!({ "deletedDocuments": null }),
            Self::Settings { body } => body.clone(),
            Self::Put { documents, .. } => json!({ "receivedDocuments": documents.len(), "indexedDocuments": null }),
            Self::Remove { ids } => {
                json!({ "providedIds": ids.len(), "deletedDocuments": null, "originalFilter": null })
            }
            Self::Swap { pairs } => {
                let swaps = pairs.iter().map(|(left, right)| json!({ "indexes": [left, right], "rename": false }));
                json!({ "swaps": swaps.collect::<Vec<_>>() })
            }
        }
    }
}

/// Enqueues work and answers as Meilisearch does.
pub(super) fn enqueue(state: &mut State, index: Option<&str>, work: Work) -> Answer {
    let uid = state.tasks.len();
    let at = Utc::now();
    let kind = work.kind();
    state.tasks.push(Task { uid, index: index.map(str::to_owned), work, enqueued: Instant::now(), at, outcome: None });
    let at = at.to_rfc3339_opts(SecondsFormat::Nanos, true);
    Ok((202, json!({ "taskUid": uid, "indexUid": index, "status": "enqueued", "type": kind, "enqueuedAt": at })))
}

/// A task as it is told.
pub(super) fn show(state: &State, uid: &str) -> Answer {
    let missing = || Refusal::new(404, "task_not_found", format!("Task `{uid}` not found."));
    let task = uid.parse().ok().and_then(|uid: usize| state.tasks.get(uid)).ok_or_else(missing)?;
    let done = task.outcome.as_ref().map(|_| task.at.to_rfc3339_opts(SecondsFormat::Nanos, true));
    let (status, error) = match &task.outcome {
        None => ("enqueued", Value::Null),
        Some(Ok(())) => ("succeeded", Value::Null),
        Some(Err(refusal)) => ("failed", refusal.body()),
    };
    let answer = json!({
        "uid": task.uid, "batchUid": task.uid, "indexUid": task.index, "status": status, "type": task.work.kind(),
        "canceledBy": null, "details": task.work.details(), "error": error, "duration": done.as_ref().map(|_| "PT0.020000S"),
        "enqueuedAt": task.at.to_rfc3339_opts(SecondsFormat::Nanos, true), "startedAt": done, "finishedAt": done,
    });
    Ok((200, answer))
}

impl Task {
    /// Does it.
    pub(super) fn run(&self, state: &mut State) -> Result<(), Refusal> {
        let uid = self.index.clone().unwrap_or_default();
        let indexes = &mut state.indexes;
        match &self.work {
            Work::Create { key } => {
                if indexes.contains_key(&uid) {
                    return Err(Refusal::new(409, "index_already_exists", format!("Index `{uid}` already exists.")));
                }
                indexes.insert(uid, Index { key: key.clone(), ..Index::default() });
            }
            Work::Delete => {
                indexes.remove(&uid).ok_or_else(|| Refusal::no_index(&uid))?;
            }
            Work::Settings { body } => {
                let index = indexes.entry(uid).or_default();
                index.settings = index.settings.changed(body)?;
                index.read_again();
            }
            Work::Put { documents, key } => {
                let index = indexes.entry(uid).or_default();
                put(index, documents, key.as_deref())?;
            }
            Work::Remove { ids } => {
                let index = indexes.get_mut(&uid).ok_or_else(|| Refusal::no_index(&uid))?;
                index.documents.retain(|id, _| !ids.contains(id));
            }
            Work::Swap { pairs } => {
                if let Some(missing) = pairs.iter().flat_map(|(l, r)| [l, r]).find(|uid| !indexes.contains_key(*uid)) {
                    return Err(Refusal::no_index(missing));
                }
                for (left, right) in pairs {
                    if let (Some(first), Some(second)) = (indexes.remove(left), indexes.remove(right)) {
                        indexes.insert(left.clone(), second);
                        indexes.insert(right.clone(), first);
                    }
                }
            }
        }
        Ok(())
    }
}

/// All documents of a task, or none.
fn put(index: &mut Index, documents: &[Map<String, Value>], key: Option<&str>) -> Result<(), Refusal> {
    if let (Some(known), Some(asked)) = (index.key.as_deref(), key)
        && known != asked
    {
        return Err(Refusal::bad("index_primary_key_already_exists", "Index already has a primary key."));
    }
    let name = index.key.clone().or_else(|| key.map(str::to_owned));
    let name = name.ok_or_else(|| Refusal::bad("index_primary_key_no_candidate_found", "No primary key."))?;
    let mut kept = Vec::new();
    for fields in documents {
        let missing = || Refusal::bad("missing_document_id", format!("Document doesn't have a `{name}` attribute."));
        let id = fields.get(&name).and_then(Value::as_str).ok_or_else(missing)?;
        let valid = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
        if id.is_empty() || id.len() > 511 || !id.chars().all(valid) {
            return Err(Refusal::bad("invalid_document_id", format!("Document identifier `\"{id}\"` is invalid.")));
        }
        kept.push((id.to_owned(), Kept::new(fields.clone(), &index.settings)));
    }
    index.key = Some(name);
    index.documents.extend(kept);
    Ok(())
}
