//! Elements of the podcast namespace, <https://podcastindex.org/namespace/1.0>.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use rss::extension::{Extension, ExtensionMap};
use uuid::Uuid;

use super::clean;
use crate::app::App;

/// The namespace's address.
pub const NAMESPACE: &str = "https://podcastindex.org/namespace/1.0";
/// The namespace that guids of feeds are made in.
const GUIDS: Uuid = Uuid::from_u128(0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6);

/// Elements by their names, as the feed's writer takes them.
#[derive(Debug, Default)]
pub struct Elements(BTreeMap<String, Vec<Extension>>);

impl Elements {
    /// Adds an element.
    pub fn push(&mut self, name: &str, element: Extension) {
        self.0.entry(name.to_owned()).or_default().push(element);
    }

    /// Adds one with only a text in it.
    pub fn text(&mut self, name: &str, value: &str) {
        self.push(name, element(name, Some(value), &[]));
    }

    /// Under the namespace's prefix.
    #[must_use]
    pub fn into_map(self) -> ExtensionMap {
        if self.0.is_empty() { ExtensionMap::new() } else { BTreeMap::from([("podcast".to_owned(), self.0)]) }
    }
}

/// One element: its text and its attributes.
#[must_use]
pub fn element(name: &str, value: Option<&str>, attributes: &[(&str, &str)]) -> Extension {
    Extension { name: format!("podcast:{name}"), ..plain("", value, attributes) }
}

/// One element of RSS itself, which stands inside of one of these.
#[must_use]
pub fn plain(name: &str, value: Option<&str>, attributes: &[(&str, &str)]) -> Extension {
    Extension {
        name: name.to_owned(),
        value: value.map(clean),
        attrs: attributes.iter().map(|(name, value)| ((*name).to_owned(), clean(value))).collect(),
        children: BTreeMap::new(),
    }
}

/// The element with another inside.
#[must_use]
pub fn with(mut outer: Extension, inner: Extension) -> Extension {
    outer.children.entry(inner.name.clone()).or_default().push(inner);
    outer
}

/// The guid of the feed of a thing. It is made from what never changes, so that it stays when an address does.
#[must_use]
pub fn guid(app: &App, kind: &str, id: Uuid) -> Uuid {
    let host = app.base_url.split_once("://").map_or(app.base_url.as_str(), |(_, host)| host);
    let name = format!("{host}/{kind}/{id}");
    let mut hashed = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hashed.update(GUIDS.as_bytes());
    hashed.update(name.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(hashed.finish().as_ref()).for_each(|(to, from)| *to = *from);
    uuid::Builder::from_sha1_bytes(bytes).into_uuid()
}

/// What leads to another feed, or to one item of it.
#[must_use]
pub fn remote_item(medium: &str, feed: (Uuid, &str), item: Option<&str>) -> Extension {
    let guid = feed.0.to_string();
    let mut attributes = vec![("feedGuid", guid.as_str()), ("feedUrl", feed.1), ("medium", medium)];
    attributes.extend(item.map(|guid| ("itemGuid", guid)));
    element("remoteItem", None, &attributes)
}
