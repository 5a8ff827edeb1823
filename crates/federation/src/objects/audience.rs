//! To whom something is said.

use serde_json::{Map, Value, json};
use urls::absolute;
use uuid::Uuid;

use super::context::PUBLIC;
use crate::facts::Visibility;

/// Whom a document is to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audience {
    /// Whom it is meant for.
    pub to: Vec<String>,
    /// Who also gets it.
    pub cc: Vec<String>,
}

impl Audience {
    /// What an actor says to everybody.
    #[must_use]
    pub fn public(base: &str, actor: Uuid) -> Self {
        Self::of(base, actor, Visibility::Public)
    }

    /// Only those with these ids.
    #[must_use]
    pub fn only(ids: &[&str]) -> Self {
        Self { to: ids.iter().map(|&id| id.to_owned()).collect(), cc: Vec::new() }
    }

    /// What an actor says to those who may read it.
    #[must_use]
    pub fn of(base: &str, actor: Uuid, visibility: Visibility) -> Self {
        let everybody = PUBLIC.to_owned();
        let followers = absolute(base, &urls::ap::followers(actor));
        let (to, cc) = match visibility {
            Visibility::Public => (vec![everybody], vec![followers]),
            Visibility::Unlisted => (vec![followers], vec![everybody]),
            Visibility::Followers => (vec![followers], Vec::new()),
            Visibility::Direct => (Vec::new(), Vec::new()),
        };
        Self { to, cc }
    }

    /// With those a text mentions: in copy, unless it is for them alone.
    #[must_use]
    pub fn and_mentioned(mut self, ids: impl IntoIterator<Item = String>) -> Self {
        let place = if self.to.is_empty() { &mut self.to } else { &mut self.cc };
        for id in ids {
            if !place.contains(&id) {
                place.push(id);
            }
        }
        self
    }

    /// The audience of a document that has one.
    #[must_use]
    pub fn read(document: &Value) -> Self {
        let list = |member: &str| -> Vec<String> {
            let ids = document.get(member).and_then(Value::as_array).into_iter().flatten();
            ids.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Self { to: list("to"), cc: list("cc") }
    }

    /// Whether everybody may read it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.to.iter().chain(&self.cc).any(|id| id == PUBLIC)
    }

    /// Writes it into a document.
    pub(super) fn put(&self, document: &mut Map<String, Value>) {
        if !self.to.is_empty() {
            document.insert("to".to_owned(), json!(self.to));
        }
        if !self.cc.is_empty() {
            document.insert("cc".to_owned(), json!(self.cc));
        }
    }
}
