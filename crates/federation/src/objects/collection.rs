//! Collections: outboxes, followers, replies and the like.

use serde_json::{Value, json};
use urls::ap;

use super::{context, sparse};

/// Whether the order of a collection's members means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// It does: outboxes, followers, what is featured, the tracks of a release.
    Ordered,
    /// It does not: replies, likes, shares.
    Unordered,
}

impl Order {
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Ordered => ("OrderedCollection", "OrderedCollectionPage", "orderedItems"),
            Self::Unordered => ("Collection", "CollectionPage", "items"),
        }
    }
}

/// A collection that is read by pages.
#[must_use]
pub fn collection(id: &str, order: Order, total: u64) -> Value {
    let (kind, ..) = order.names();
    let first = ap::page(id, None);
    json!({ "@context": context::plain(), "id": id, "type": kind, "totalItems": total, "first": first })
}

/// A collection of which nobody is told more than how many are in it.
#[must_use]
pub fn counted(id: &str, order: Order, total: u64) -> Value {
    let (kind, ..) = order.names();
    json!({ "@context": context::plain(), "id": id, "type": kind, "totalItems": total })
}

/// A short collection, all at once. Members may be ids or documents; for those that bring words of their own (hashtags, notes)
/// say with `words` which.
#[must_use]
pub fn whole(id: &str, order: Order, members: Vec<Value>, words: Option<Value>) -> Value {
    let (kind, _, items) = order.names();
    let total = members.len();
    let members: Vec<Value> = members.into_iter().map(context::without).collect();
    let words = words.unwrap_or_else(context::plain);
    json!({ "@context": words, "id": id, "type": kind, "totalItems": total, items: members })
}

/// A page of a collection.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The id of the collection.
    pub collection: &'a str,
    /// Whether its order means something.
    pub order: Order,
    /// How many the whole collection has.
    pub total: u64,
    /// What the members stand before; none on the first page.
    pub before: Option<&'a str>,
    /// What the members of the next page stand before; none on the last page.
    pub next: Option<&'a str>,
    /// The words that documents among the members bring; none where members are ids.
    pub words: Option<&'a Value>,
}

/// A page with these members: ids, or documents.
#[must_use]
pub fn page(page: &Page<'_>, members: Vec<Value>) -> Value {
    let (_, kind, items) = page.order.names();
    let members: Vec<Value> = members.into_iter().map(context::without).collect();
    sparse(json!({
        "@context": page.words.cloned().unwrap_or_else(context::plain),
        "id": ap::page(page.collection, page.before),
        "type": kind,
        "partOf": page.collection,
        "totalItems": page.total,
        "next": page.next.map(|next| ap::page(page.collection, Some(next))),
        items: members,
    }))
}
