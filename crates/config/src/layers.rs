use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::keys::BARE_VARIABLES;
use crate::{ConfigError, KEYS, Key, Overrides, Surroundings};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A flag on the command line.
    Flag,
    /// This environment variable.
    Environment(String),
    /// This settings file.
    File(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Environment(variable) => write!(f, "environment: {variable}"),
            Self::File(path) => write!(f, "file: {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value as text, before it is understood. Lists from a file are joined with commas.
#[derive(Debug, Clone)]
pub(crate) struct Given {
    pub text: String,
    pub source: Source,
}

/// Everything that was set, the strongest layer of each key.
#[derive(Debug)]
pub(crate) struct Layers {
    given: BTreeMap<&'static str, Given>,
    pub data_dir: PathBuf,
    pub warnings: Vec<String>,
}

impl Layers {
    pub(crate) fn collect(overrides: &Overrides, surroundings: &Surroundings) -> Result<Self, ConfigError> {
        let mut given = BTreeMap::new();
        for key in KEYS {
            if let Some(value) = outside_the_file(key, overrides, surroundings) {
                given.insert(key.name, value);
            }
        }
        let named = overrides.config.clone().or_else(|| surroundings.variable("TONEWOOD_CONFIG").map(PathBuf::from));
        let data_before_file = given.get("data").map(|data| PathBuf::from(&data.text));
        let path = match (&named, &data_before_file) {
            (Some(path), _) => path.clone(),
            (None, Some(data)) => data.join("tonewood.toml"),
            (None, None) => default_data_dir(surroundings)?.join("tonewood.toml"),
        };
        for (name, value) in read_file(&path, named.is_some())? {
            if name == "data" && named.is_none() {
                return Err(ConfigError::DataInDataFolder(path));
            }
            given.entry(name).or_insert_with(|| Given { text: value, source: Source::File(path.clone()) });
        }
        let data_dir = match given.get("data") {
            Some(data) => PathBuf::from(&data.text),
            None => default_data_dir(surroundings)?,
        };
        Ok(Self { given, data_dir, warnings: unknown_variables(surroundings) })
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Given> {
        self.given.get(name)
    }

    pub(crate) fn source(&self, name: &str) -> Source {
        self.get(name).map_or(Source::Default, |given| given.source.clone())
    }
}

fn outside_the_file(key: &Key, overrides: &Overrides, surroundings: &Surroundings) -> Option<Given> {
    if let Some(text) = overrides.get(key.name) {
        return Some(Given { text: text.to_owned(), source: Source::Flag });
    }
    let from = |variable: String| {
        let text = surroundings.variable(&variable)?.to_owned();
        Some(Given { text, source: Source::Environment(variable) })
    };
    let bare = BARE_VARIABLES.iter().find(|(name, _)| *name == key.name);
    from(key.variable()).or_else(|| from(bare?.1.to_owned()))
}

fn default_data_dir(surroundings: &Surroundings) -> Result<PathBuf, ConfigError> {
    if surroundings.is_root {
        return Ok(PathBuf::from("/var/lib/tonewood"));
    }
    if let Some(folder) = surroundings.variable("XDG_DATA_HOME") {
        return Ok(Path::new(folder).join("tonewood"));
    }
    let home = surroundings.variable("HOME").ok_or(ConfigError::NoHome)?;
    Ok(Path::new(home).join(".local/share/tonewood"))
}

/// A misspelt variable would otherwise be ignored without a word.
fn unknown_variables(surroundings: &Surroundings) -> Vec<String> {
    surroundings
        .variables
        .keys()
        .filter(|name| name.starts_with("TONEWOOD_") && *name != "TONEWOOD_CONFIG")
        .filter(|name| !KEYS.iter().any(|key| key.variable() == **name))
        .map(|name| {
            let nearest = nearest(&name.trim_start_matches("TONEWOOD_").to_lowercase());
            let variable = KEYS.iter().filter(|key| key.name == nearest).map(Key::variable).collect::<String>();
            format!("the environment variable {name} is no setting: did you mean {variable}?")
        })
        .collect()
}

fn read_file(path: &Path, required: bool) -> Result<Vec<(&'static str, String)>, ConfigError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return if required { Err(ConfigError::FileMissing(path.to_owned())) } else { Ok(Vec::new()) };
        }
        Err(source) => return Err(ConfigError::FileUnreadable { path: path.to_owned(), source }),
    };
    let table: toml::Table = toml::from_str(&text).map_err(|error| ConfigError::FileSyntax {
        path: path.to_owned(),
        message: error.to_string().trim_end().to_owned(),
    })?;
    let mut values = Vec::new();
    for (name, value) in table {
        match value {
            toml::Value::Table(inner) => {
                for (inner_name, value) in inner {
                    values.push(known(path, format!("{name}.{inner_name}"), &value)?);
                }
            }
            value => values.push(known(path, name, &value)?),
        }
    }
    Ok(values)
}

fn known(path: &Path, name: String, value: &toml::Value) -> Result<(&'static str, String), ConfigError> {
    let Some(key) = KEYS.iter().find(|key| key.name == name) else {
        return Err(ConfigError::UnknownKey { path: path.to_owned(), nearest: nearest(&name), key: name });
    };
    let text = as_text(value).ok_or_else(|| ConfigError::Value {
        origin: format!("{} in {}", key.name, path.display()),
        value: if key.secret { crate::secret::MASK.to_owned() } else { value.to_string() },
        expected: "a text, a number, true, false, or a list of texts",
    })?;
    Ok((key.name, text))
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(values) => {
            let texts: Option<Vec<&str>> = values.iter().map(toml::Value::as_str).collect();
            Some(texts?.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

/// The setting that is spelt most like `name`.
fn nearest(name: &str) -> &'static str {
    let plain = |name: &str| name.replace('.', "_");
    KEYS.iter()
        .map(|key| key.name)
        .min_by_key(|key| strsim::damerau_levenshtein(&plain(key), &plain(name)))
        .unwrap_or_default()
}
