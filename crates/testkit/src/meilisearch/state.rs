use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::settings::Settings;
use super::tasks::Task;
use super::words::{Token, tokens};
use crate::Health;

/// All it knows.
pub(super) struct State {
    pub health: Health,
    pub task_time: Duration,
    pub calls: usize,
    pub indexes: BTreeMap<String, Index>,
    pub tasks: Vec<Task>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            health: Health::Well,
            task_time: Duration::from_millis(20),
            calls: 0,
            indexes: BTreeMap::new(),
            tasks: Vec::new(),
        }
    }
}

impl State {
    /// Does the tasks whose time has come, in order.
    pub(super) fn work(&mut self) {
        let due = Instant::now().checked_sub(self.task_time);
        let ready = |task: &Task| due.is_some_and(|due| task.enqueued <= due);
        while let Some(at) = self.tasks.iter().position(|task| task.outcome.is_none()) {
            let Some(task) = self.tasks.get(at).filter(|task| ready(task)).cloned() else { return };
            let outcome = task.run(self);
            if let Some(task) = self.tasks.get_mut(at) {
                task.outcome = Some(outcome);
            }
        }
    }
}

/// An index.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    pub key: Option<String>,
    pub settings: Settings,
    pub documents: BTreeMap<String, Kept>,
}

impl Index {
    /// Cuts every document into words again, after other attributes became searchable.
    pub(super) fn read_again(&mut self) {
        let settings = self.settings.clone();
        for kept in self.documents.values_mut() {
            *kept = Kept::new(std::mem::take(&mut kept.fields), &settings);
        }
    }
}

/// A document and its words, by searchable attribute.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub fields: Map<String, Value>,
    pub words: BTreeMap<String, Words>,
}

impl Kept {
    pub(super) fn new(fields: Map<String, Value>, settings: &Settings) -> Self {
        let searchable = fields.iter().filter(|(name, _)| settings.is_searchable(name));
        let words = searchable.map(|(name, value)| (name.clone(), words_of(value))).collect();
        Self { fields, words }
    }

    /// The values of an attribute as text; several where it is a list.
    pub(super) fn values(&self, attribute: &str) -> Vec<String> {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(bool) => Some(bool.to_string()),
            _ => None,
        };
        match self.fields.get(attribute) {
            Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
            Some(value) => text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

/// The words of an attribute.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub count: usize,
    /// Where each word stands.
    pub places: BTreeMap<String, Vec<usize>>,
}

/// The words of a value. Between the items of a list is a gap, so that no phrase goes across.
fn words_of(value: &Value) -> Words {
    const GAP: usize = 8;
    let texts = match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    };
    let mut words = Words::default();
    let mut begin = 0;
    for text in texts {
        let tokens = tokens(&text);
        words.count += tokens.len();
        for Token { text, position } in &tokens {
            words.places.entry(text.clone()).or_default().push(begin + position);
        }
        begin += tokens.len() + GAP;
    }
    words
}
