//! What is sent: pairs whose keys say where a value belongs, as in `line_items[0][price_data][currency]`.

use super::answers::Refusal;

pub(super) struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let pairs = serde_urlencoded::from_str(text).map_err(|error| Refusal::invalid("", &error.to_string()))?;
        Ok(Self { pairs })
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    pub(super) fn need(&self, key: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::of_param("parameter_missing", key, &format!("Missing required param: {key}."));
        self.get(key).filter(|value| !value.is_empty()).ok_or_else(missing)
    }

    pub(super) fn number(&self, key: &str) -> Result<i64, Refusal> {
        let invalid = || Refusal::of_param("parameter_invalid_integer", key, &format!("Invalid integer: {key}"));
        self.need(key)?.parse().map_err(|_| invalid())
    }

    pub(super) fn one_of(&self, key: &str, allowed: &[&str]) -> Result<String, Refusal> {
        let value = self.need(key)?;
        if allowed.contains(&value) {
            return Ok(value.to_owned());
        }
        Err(Refusal::invalid(key, &format!("Invalid {key}: must be one of {allowed:?}")))
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, Refusal> {
        match self.get(key) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::invalid(key, "Invalid boolean")),
        }
    }

    pub(super) fn has(&self, folder: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == folder || key.starts_with(&format!("{folder}[")))
    }

    pub(super) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
        let start = format!("{folder}[");
        self.pairs.iter().filter_map(move |(key, value)| {
            let name = key.strip_prefix(&start)?.strip_suffix(']')?;
            Some((name.to_owned(), value.clone()))
        })
    }

    /// The values of a list.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.below(name).map(|(_, value)| value).collect()
    }

    /// Refuses what nobody knows. `#` stands for a number, `*` for any name.
    pub(super) fn only(&self, allowed: &[&str]) -> Result<(), Refusal> {
        for (key, _) in &self.pairs {
            let known = key.starts_with("expand[") || allowed.iter().any(|pattern| fits(key, pattern));
            if !known {
                return Err(Refusal::of_param("parameter_unknown", key, &format!("Received unknown parameter: {key}")));
            }
        }
        Ok(())
    }
}

fn fits(key: &str, pattern: &str) -> bool {
    let parts = |text: &str| text.split('[').map(|part| part.trim_end_matches(']').to_owned()).collect::<Vec<_>>();
    let (key, pattern) = (parts(key), parts(pattern));
    let same = |(part, wanted): (&String, &String)| match wanted.as_str() {
        "#" => part.parse::<usize>().is_ok(),
        "*" => !part.is_empty(),
        name => part == name,
    };
    key.len() == pattern.len() && key.iter().zip(&pattern).all(same)
}
