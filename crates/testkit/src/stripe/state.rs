//! What the double keeps: every object as the JSON it answers with. Names that start with `_` are its own notes.

use std::collections::HashMap;

use chrono::Utc;
use serde_json::{Map, Value, json};

use super::answers::{Answer, Refusal};
use super::web::Call;
use super::{Health, Sent, StripeDouble};

pub(super) struct State {
    /// Objects by id, with the account they belong to.
    objects: HashMap<String, (String, Value)>,
    /// Their ids, the oldest first.
    order: Vec<String>,
    pub remembered: HashMap<String, Remembered>,
    pub events: Vec<Sent>,
    pub health: Health,
    pub calls: usize,
    last_id: u64,
}

/// What was answered to a key.
pub(super) struct Remembered {
    pub asked: String,
    pub answer: Answer,
}

impl Default for State {
    fn default() -> Self {
        Self {
            objects: HashMap::new(),
            order: Vec::new(),
            remembered: HashMap::new(),
            events: Vec::new(),
            health: Health::Well,
            calls: 0,
            last_id: 0,
        }
    }
}

impl State {
    pub(super) fn new_id(&mut self, prefix: &str) -> String {
        self.last_id += 1;
        format!("{prefix}_double{:08}", self.last_id)
    }

    pub(super) fn keep(&mut self, account: &str, object: Value) {
        let id = text(&object, "id");
        self.order.push(id.clone());
        self.objects.insert(id, (account.to_owned(), object));
    }

    pub(super) fn is_connected(&self, account: &str) -> bool {
        self.objects.get(account).is_some_and(|(_, kept)| kept["_gone"] != true)
    }

    /// An object of a kind, of an account; that of another is not there.
    pub(super) fn find(&self, account: &str, kind: &str, id: &str) -> Answer {
        let kept = self.objects.get(id).filter(|(owner, object)| owner == account && object["object"] == kind);
        kept.map(|(_, object)| object.clone()).ok_or_else(|| Refusal::missing(kind, id))
    }

    /// An object, whoever has it.
    pub(super) fn any(&self, id: &str) -> Answer {
        self.objects.get(id).map(|(_, object)| object.clone()).ok_or_else(|| Refusal::missing("object", id))
    }

    pub(super) fn owner(&self, id: &str) -> String {
        self.objects.get(id).map(|(owner, _)| owner.clone()).unwrap_or_default()
    }

    /// Changes fields of an object.
    pub(super) fn set(&mut self, id: &str, fields: Value) {
        if let (Some((_, object)), Value::Object(fields)) = (self.objects.get_mut(id), fields) {
            for (name, value) in fields {
                object[name.as_str()] = value;
            }
        }
    }

    /// The objects of a kind and account, the newest first.
    pub(super) fn all(&self, account: &str, kind: &str) -> Vec<Value> {
        let kept = self.order.iter().rev().filter_map(|id| self.objects.get(id));
        let ours = kept.filter(|(owner, object)| owner == account && object["object"] == kind);
        ours.map(|(_, object)| object.clone()).collect()
    }

    pub(super) fn show(&self, call: &Call, kind: &str, id: &str) -> Answer {
        call.form.only(&[])?;
        let object = self.find(&call.account, kind, id)?;
        self.rendered(object, &call.form.list("expand"))
    }

    /// The ids of the objects of a kind, of any account, in which a field says this.
    pub(super) fn named(&self, kind: &str, field: &str, value: &str) -> Vec<String> {
        let kept = self.order.iter().filter_map(|id| self.objects.get(id));
        let found = kept.filter(|(_, object)| object["object"] == kind && object[field] == value);
        found.map(|(_, object)| text(object, "id")).collect()
    }

    /// A page of a list, as `limit` and `starting_after` want it.
    pub(super) fn page(&self, call: &Call, mut objects: Vec<Value>) -> Answer {
        if let Some(last) = call.form.get("starting_after") {
            let place = objects.iter().position(|object| object["id"] == last);
            let place = place.ok_or_else(|| Refusal::missing("object", last))?;
            objects.drain(..=place);
        }
        let limit = if call.form.has("limit") { call.form.number("limit")? } else { 10 };
        let limit = usize::try_from(limit).ok().filter(|limit| (1..=100).contains(limit));
        let limit = limit.ok_or_else(|| Refusal::invalid("limit", "limit must be between 1 and 100"))?;
        let has_more = objects.len() > limit;
        objects.truncate(limit);
        let list =
            json!({ "object": "list", "url": format!("/v1/{}", call.path), "has_more": has_more, "data": objects });
        self.rendered(list, &call.form.list("expand"))
    }

    /// What happened on an account since a time, the newest first.
    pub(super) fn history(&self, call: &Call) -> Answer {
        call.form.only(&["created[gte]", "limit", "starting_after"])?;
        let since = call.form.number("created[gte]")?;
        let told = self.all(&call.account, "event").into_iter();
        self.page(call, told.filter(|event| number(event, "created") >= since).collect())
    }

    /// As it is shown: without notes, and with what was asked to be expanded.
    pub(super) fn rendered(&self, mut object: Value, expand: &[String]) -> Answer {
        for path in expand {
            let parts: Vec<&str> = path.split('.').collect();
            if parts.len() > 4 {
                return Err(Refusal::invalid("expand", "You cannot expand more than 4 levels of a property."));
            }
            self.expand(&mut object, &parts)?;
        }
        Ok(shown(object))
    }

    fn expand(&self, object: &mut Value, parts: &[&str]) -> Result<(), Refusal> {
        let Some((first, rest)) = parts.split_first() else { return Ok(()) };
        if let Value::Array(list) = object {
            return list.iter_mut().try_for_each(|object| self.expand(object, parts));
        }
        let hidden = format!("_{first}");
        if let Some(included) = object.get(&hidden).cloned() {
            object[*first] = included;
        }
        let Some(field) = object.get_mut(*first) else {
            return Err(Refusal::invalid("expand", &format!("This property cannot be expanded ({first}).")));
        };
        if let Some(id) = field.as_str().map(ToOwned::to_owned) {
            *field = self.any(&id)?;
        }
        if field.is_null() { Ok(()) } else { self.expand(field, rest) }
    }

    /// Something happened to an object: an event with the object as it is now.
    pub(super) fn happened(&mut self, kind: &str, id: &str) {
        let Ok(object) = self.any(id) else { return };
        let account = if object["object"] == "account" { id.to_owned() } else { self.owner(id) };
        let event_id = self.new_id("evt");
        let event = json!({
            "id": event_id, "object": "event", "api_version": StripeDouble::VERSION, "account": account,
            "created": now(), "livemode": false, "pending_webhooks": 1, "type": kind,
            "request": { "id": null, "idempotency_key": null },
            "data": { "object": shown(object) },
        });
        self.events.push(Sent { id: event_id, kind: kind.to_owned(), body: event.to_string() });
        self.keep(&account, event);
    }
}

fn shown(object: Value) -> Value {
    match object {
        Value::Object(fields) => {
            let public = fields.into_iter().filter(|(name, _)| !name.starts_with('_'));
            Value::Object(public.map(|(name, value)| (name, shown(value))).collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(shown).collect()),
        plain => plain,
    }
}

pub(super) fn now() -> i64 {
    Utc::now().timestamp()
}

pub(super) fn text(object: &Value, field: &str) -> String {
    object[field].as_str().unwrap_or_default().to_owned()
}

pub(super) fn number(object: &Value, field: &str) -> i64 {
    object[field].as_i64().unwrap_or_default()
}
