//! What software another server runs. It decides who is sent the forms that only some software reads.

use serde::Deserialize;

use crate::client::{Client, FetchError, same_host};

/// The software of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Software {
    /// In lower case: `mastodon`, `funkwhale`, `tonewood`.
    pub name: String,
    /// As it says itself; empty when it says nothing.
    pub version: String,
}

/// Why a server's software is not known.
#[derive(Debug, thiserror::Error)]
pub enum NodeInfoError {
    /// It could not be asked, or its answer not be read.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Its answer names no software, or sends us to another host for it.
    #[error("the server does not say what software it runs")]
    Silent,
}

/// Characters of a name or version that are kept.
const LONGEST: usize = 64;
/// What the `rel` of every version of the schema begins with.
const SCHEMA: &str = "http://nodeinfo.diaspora.software/ns/schema/";

/// Where the document is.
#[derive(Deserialize)]
struct Index {
    #[serde(default)]
    links: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    rel: String,
    #[serde(default)]
    href: String,
}

#[derive(Deserialize)]
struct Info {
    software: Named,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    #[serde(default)]
    version: Option<String>,
}

/// Asks `host` (with its port, where one is named) for its software. The document is taken from the host itself only.
///
/// # Errors
/// When it cannot be asked or does not say.
pub async fn ask(client: &Client, host: &str) -> Result<Software, NodeInfoError> {
    let index = client.well_known(host, "nodeinfo")?;
    let answer = client.get(&index, "application/json", None).await?;
    let newest = newest(answer.json()?).and_then(|href| index.join(&href).ok()).ok_or(NodeInfoError::Silent)?;
    if !same_host(&newest, &index) {
        return Err(NodeInfoError::Silent);
    }
    let info: Info = client.get(&newest, "application/json", None).await?.json()?;
    let name = tidy(&info.software.name).to_lowercase();
    if name.is_empty() {
        return Err(NodeInfoError::Silent);
    }
    Ok(Software { name, version: info.software.version.as_deref().map(tidy).unwrap_or_default() })
}

/// The document of the newest schema; "2.1" stands behind "2.0" in any order of text.
fn newest(index: Index) -> Option<String> {
    let ours = index.links.into_iter().filter(|link| link.rel.starts_with(SCHEMA));
    ours.max_by(|one, other| one.rel.cmp(&other.rel)).map(|link| link.href)
}

fn tidy(text: &str) -> String {
    text.trim().chars().filter(|character| !character.is_control()).take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
