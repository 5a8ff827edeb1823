//! What an app asks: the parameters of the address and of a form that was posted, as one list.

use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::answer::Format;
use super::refused::Refused;

/// The most parameters that are looked at: a playlist of 5,000 tracks fits.
const MOST: usize = 6000;

/// The parameters of a call.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// The first value of a parameter that is not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// The first value of a parameter, which may be empty.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values of a parameter in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs
            .iter()
            .filter(move |(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// A parameter that has to be there.
    ///
    /// # Errors
    /// 10 when it is missing.
    pub fn need(&self, name: &'static str) -> Result<&str, Refused> {
        self.get(name).ok_or_else(|| Refused::missing(name))
    }

    /// A number, where there is one.
    ///
    /// # Errors
    /// 0 when it is no number.
    pub fn number<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, Refused> {
        match self.get(name) {
            Some(value) => value.parse().map(Some).map_err(|_| Refused::bad(name)),
            None => Ok(None),
        }
    }

    /// How many things are wanted: `usual` where nothing is said, never more than `most`.
    ///
    /// # Errors
    /// 0 when it is no number.
    pub fn count(&self, name: &'static str, usual: i64, most: i64) -> Result<i64, Refused> {
        Ok(self.number::<i64>(name)?.unwrap_or(usual).clamp(0, most))
    }

    /// Yes or no; `usual` where nothing is said.
    #[must_use]
    pub fn flag(&self, name: &str, usual: bool) -> bool {
        self.get(name).map_or(usual, |value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// What the app calls itself.
    #[must_use]
    pub fn client(&self) -> &str {
        self.get("c").unwrap_or("app")
    }

    fn read(query: &str, body: &[u8]) -> Self {
        let pairs = |bytes| url::form_urlencoded::parse(bytes).into_owned();
        Self { pairs: pairs(query.as_bytes()).chain(pairs(body)).take(MOST).collect() }
    }
}

impl FromRequest for Asked {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Known before anything can fail, so that a refusal comes in the format that was asked for.
        let asked = Self::read(request.query_string(), &[]);
        request.extensions_mut().insert(Format::of(&asked));
        let is_form = request.method() == Method::POST && request.content_type() == "application/x-www-form-urlencoded";
        if !is_form {
            return Box::pin(std::future::ready(Ok(asked)));
        }
        let request = request.clone();
        let body = Bytes::from_request(&request, payload);
        Box::pin(async move {
            let body = body.await.map_err(|_| Refused::generic("The form is too large, or did not arrive whole."))?;
            let asked = Self::read(request.query_string(), &body);
            request.extensions_mut().insert(Format::of(&asked));
            Ok(asked)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_and_form_are_one_list() {
        let asked = Asked::read("id=a&f=json&empty=", b"id=b&name=A+%26+B&id=");
        assert_eq!(asked.all("id").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(asked.get("name"), Some("A & B"));
        assert_eq!((asked.get("empty"), asked.given("empty")), (None, Some("")));
        assert!(asked.need("nothing").is_err());
        assert!(asked.number::<i64>("name").is_err());
        assert_eq!(Asked::read("size=1000000", b"").count("size", 10, 500).ok(), Some(500));
    }
}
