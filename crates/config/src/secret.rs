use std::fmt;

use serde::{Serialize, Serializer};

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "********";

/// A value that must not reach a log or a page. `Debug` and `Serialize` give a mask; [`Secret::expose`] gives the value.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value with what is secret in it masked: only the password of an address, all of anything else.
    pub fn masked(&self) -> String {
        match url::Url::parse(&self.0) {
            Ok(mut url) if url.has_host() && !url.query().is_some_and(|query| query.contains("password")) => {
                if url.password().is_some() && url.set_password(Some(MASK)).is_err() {
                    return MASK.to_owned();
                }
                url.to_string()
            }
            _ => MASK.to_owned(),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_and_serialize_hide_the_value() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret:?}"), MASK);
        assert!(!toml::Value::try_from(&secret).unwrap().to_string().contains("hunter2"));
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn an_address_keeps_all_but_its_password() {
        let masked = |value: &str| Secret::new(value).masked();
        assert_eq!(masked("smtps://ann:pw@mail.example:465"), format!("smtps://ann:{MASK}@mail.example:465"));
        assert_eq!(masked("host=/run user=a password=b"), MASK);
        assert_eq!(masked("postgres://h/db?password=b"), MASK);
        assert_eq!(masked("AKIA123"), MASK);
    }
}
