use serde_json::Value;
use url::Url;

use crate::client::is_activity_type;

/// The intent to follow (FEP-3b86).
const FOLLOW: &str = "https://w3id.org/fep/3b86/Follow";
/// What came before it, and what most servers have.
const SUBSCRIBE: &str = "http://ostatus.org/schema/1.0/subscribe";

/// A JSON resource descriptor. Servers put much into it that has no `href` or no `type`: what is odd is passed over.
pub(super) struct Jrd(Value);

impl Jrd {
    pub(super) fn new(json: Value) -> Self {
        Self(json)
    }

    /// The handle or address it speaks of.
    pub(super) fn subject(&self) -> Option<&str> {
        // Some name the actor's address here, which is no handle.
        self.0.get("subject").and_then(Value::as_str).filter(|subject| subject.starts_with("acct:"))
    }

    /// The actors it names, in its order.
    pub(super) fn actors(&self) -> Vec<Url> {
        self.links()
            .filter(|link| text(link, "rel") == "self" && is_activity_type(&text(link, "type")))
            .filter_map(|link| Url::parse(&text(link, "href")).ok())
            .collect()
    }

    /// The address, with a place for what is to be followed, where its owner goes on: `{object}` or, in the older one, `{uri}`.
    pub(super) fn follow_template(&self) -> Option<String> {
        let of = |rel: &str, place: &str| {
            let mut templates = self.links().filter(|link| text(link, "rel") == rel).map(|link| text(link, "template"));
            templates.find(|template| template.contains(place))
        };
        of(FOLLOW, "{object}").or_else(|| of(SUBSCRIBE, "{uri}"))
    }

    fn links(&self) -> impl Iterator<Item = &Value> {
        self.0.get("links").and_then(Value::as_array).into_iter().flatten()
    }
}

fn text(link: &Value, name: &str) -> String {
    link.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
