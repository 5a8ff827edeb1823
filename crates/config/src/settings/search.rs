use std::path::{Path, PathBuf};

use serde::Serialize;
use url::Url;

use crate::layers::Layers;
use crate::parse;
use crate::{ConfigError, Secret, Source};

/// What finds things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SearchSettings {
    /// An index in this folder, for one machine.
    Folder(PathBuf),
    /// A Meilisearch, for as many machines as there are.
    Meilisearch {
        /// Where it answers.
        url: Url,
        /// A key that may make and fill indexes; a Meilisearch of one's own may have none.
        key: Option<Secret>,
    },
}

impl SearchSettings {
    pub(crate) fn of(layers: &Layers, data_dir: &Path) -> Result<Self, ConfigError> {
        let key = layers.read("meilisearch_key", &parse::TEXT)?.map(Secret::new);
        match layers.read("meilisearch_url", &parse::SERVICE_URL)? {
            Some(url) => Ok(Self::Meilisearch { url, key }),
            None if key.is_some() && !is_of_another_program(layers) => {
                Err(ConfigError::Incomplete { given: "meilisearch_key", missing: "meilisearch_url" })
            }
            None => Ok(Self::Folder(data_dir.join("search"))),
        }
    }
}

/// Whether the key only lies about in the environment, for somebody else's use of a Meilisearch.
fn is_of_another_program(layers: &Layers) -> bool {
    matches!(layers.source("meilisearch_key"), Source::Environment(variable) if !variable.starts_with("TONEWOOD_"))
}
