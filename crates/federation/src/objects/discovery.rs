//! How others find somebody here and learn what the instance is: WebFinger (RFC 7033), host-meta (RFC 6415), NodeInfo.

use serde_json::{Value, json};
use urls::{absolute, ap};
use uuid::Uuid;

use super::html::escape;
use super::sparse;
use crate::facts::{InstanceFacts, Registrations};

/// Where the source is.
const REPOSITORY: &str = "https://github.com/tonewood/tonewood";
/// What the links to NodeInfo documents begin with.
const NODEINFO: &str = "http://nodeinfo.diaspora.software/ns/schema/";

/// An actor as it is found.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The public address without a slash at its end.
    pub base: &'a str,
    /// What stands behind the @ in handles.
    pub domain: &'a str,
    /// Its id.
    pub id: Uuid,
    /// What stands before the @.
    pub username: &'a str,
    /// The path of its page.
    pub page: &'a str,
    /// The whole address of its picture, a JPEG.
    pub icon: Option<&'a str>,
    /// Whether somebody signs in as it: what they want to follow elsewhere is then brought here.
    pub acts: bool,
}

/// The answer of WebFinger.
#[must_use]
pub fn webfinger(found: &Found<'_>) -> Value {
    let id = absolute(found.base, &ap::actor(found.id));
    let page = absolute(found.base, found.page);
    let mut links = vec![
        json!({ "rel": "self", "type": "application/activity+json", "href": id }),
        json!({ "rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": page }),
    ];
    if let Some(icon) = found.icon {
        links.push(json!({ "rel": "http://webfinger.net/rel/avatar", "type": "image/jpeg", "href": icon }));
    }
    if found.acts {
        let interact = |parameter: &str| absolute(found.base, &format!("{}?uri={parameter}", ap::INTERACTION));
        links.push(json!({ "rel": "http://ostatus.org/schema/1.0/subscribe", "template": interact("{uri}") }));
        // FEP-3b86. The page shows what the address leads to and what can be done with it, so one page serves them all.
        for intent in ["Follow", "Object"] {
            let rel = format!("https://w3id.org/fep/3b86/{intent}");
            links.push(json!({ "rel": rel, "template": interact("{object}") }));
        }
    }
    json!({
        "subject": format!("acct:{}@{}", found.username, found.domain),
        "aliases": [page, id],
        "links": links,
    })
}

/// Where WebFinger is, as an XRD.
#[must_use]
pub fn host_meta(base: &str) -> String {
    let template = escape(&absolute(base, "/.well-known/webfinger?resource={uri}"));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" type=\"application/jrd+json\" template=\"{template}\"/>\n</XRD>\n"
    )
}

/// Where WebFinger is, as JSON.
#[must_use]
pub fn host_meta_json(base: &str) -> Value {
    let template = absolute(base, "/.well-known/webfinger?resource={uri}");
    json!({ "links": [{ "rel": "lrdd", "type": "application/jrd+json", "template": template }] })
}

/// Where NodeInfo is, and which actor is the instance's (FEP-2677).
#[must_use]
pub fn nodeinfo_links(base: &str, instance: Uuid) -> Value {
    let document = |version: &str| json!({ "rel": format!("{NODEINFO}{version}"), "href": absolute(base, &ap::nodeinfo(version)) });
    json!({ "links": [
        document("2.1"),
        document("2.0"),
        {
            "rel": "https://www.w3.org/ns/activitystreams#Application",
            "href": absolute(base, &ap::actor(instance)),
        },
    ] })
}

/// A version of NodeInfo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// What everybody reads.
    V2_0,
    /// That with the address of the source.
    V2_1,
}

impl Version {
    /// The one that is called so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "2.0" => Some(Self::V2_0),
            "2.1" => Some(Self::V2_1),
            _ => None,
        }
    }

    /// "2.0".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0",
            Self::V2_1 => "2.1",
        }
    }

    /// The media type it is answered with.
    #[must_use]
    pub fn media_type(self) -> String {
        format!("application/json; profile=\"{NODEINFO}{}#\"", self.name())
    }
}

/// What the instance is.
#[must_use]
pub fn nodeinfo(version: Version, facts: &InstanceFacts) -> Value {
    let source = (version == Version::V2_1).then_some(REPOSITORY);
    json!({
        "version": version.name(),
        "software": sparse(json!({
            "name": "tonewood",
            "version": facts.version,
            "repository": source,
            "homepage": source,
        })),
        "protocols": ["activitypub"],
        "services": { "inbound": [], "outbound": [] },
        "openRegistrations": facts.registrations == Registrations::Open,
        "usage": {
            "users": { "total": facts.users.max(0) },
            "localPosts": facts.posts.max(0),
            "localComments": facts.comments.max(0),
        },
        "metadata": { "nodeName": facts.name },
    })
}
