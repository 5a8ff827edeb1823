//! Reading of ActivityStreams documents, <https://www.w3.org/TR/activitystreams-core/>: every property may be one thing or a
//! list, every thing an address or an object with an `id`.

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

/// The audience of everybody.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// How many entries of a list are looked at.
const LIST: usize = 200;
/// How long an address may be, in bytes.
const ADDRESS: usize = 2_000;

/// What stands under `key`, as a list: none, one or many things.
pub fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    let found = value.get(key);
    let (many, one) = match found {
        Some(Value::Array(all)) => (all.as_slice(), None),
        Some(Value::Null) | None => (&[][..], None),
        one => (&[][..], one),
    };
    many.iter().chain(one).take(LIST)
}

/// The first thing under `key`.
#[must_use]
pub fn first<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    list(value, key).next()
}

/// The address that a thing is, or has as its `id`. One with a control character in it is none: the database takes no NUL.
#[must_use]
pub fn id(value: &Value) -> Option<&str> {
    let is_address = |id: &&str| id.len() <= ADDRESS && !id.contains(char::is_control);
    value.as_str().or_else(|| value.get("id")?.as_str()).filter(is_address)
}

/// The address under `key`.
#[must_use]
pub fn id_at<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    first(value, key).and_then(id)
}

/// Every address under `key`.
pub fn ids<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    list(value, key).filter_map(id)
}

/// The type: the first one, where there are several.
#[must_use]
pub fn kind(value: &Value) -> &str {
    first(value, "type").and_then(Value::as_str).unwrap_or_default()
}

/// The text under `key`, at most `chars` characters of it.
#[must_use]
pub fn text(value: &Value, key: &str, chars: usize) -> String {
    let found = first(value, key).and_then(Value::as_str).or_else(|| in_some_language(value, key));
    found.unwrap_or_default().trim().chars().filter(|char| !char.is_control() || *char == '\n').take(chars).collect()
}

/// `contentMap` and the like: the only or first one of several languages.
fn in_some_language<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(format!("{key}Map"))?.as_object()?.values().find_map(Value::as_str)
}

/// Whether `key` says true.
#[must_use]
pub fn flag(value: &Value, key: &str) -> bool {
    first(value, key).and_then(Value::as_bool).unwrap_or(false)
}

/// A whole number that is not negative, also where it is written as text.
#[must_use]
pub fn number(value: &Value, key: &str) -> Option<i64> {
    let found = first(value, key)?;
    let number = found.as_i64().or_else(|| found.as_str()?.parse().ok());
    number.filter(|number| *number >= 0)
}

/// A time as RFC 3339 writes it.
#[must_use]
pub fn time(value: &Value, key: &str) -> Option<DateTime<Utc>> {
    let text = first(value, key)?.as_str()?;
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc))
}

/// A length in milliseconds: seconds as a number, or `PT3M33S`.
#[must_use]
pub fn duration_ms(value: &Value, key: &str) -> Option<i64> {
    let found = first(value, key)?;
    let seconds = match found {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.parse().ok().or_else(|| iso_seconds(text))?,
        _ => return None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "it is checked to be less than a week")]
    (0.0..604_800.0).contains(&seconds).then_some((seconds * 1000.0).round() as i64)
}

/// Hours, minutes and seconds of an ISO 8601 duration.
fn iso_seconds(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|char: char| char.is_ascii_alphabetic())?;
        let (number, unit) = rest.split_at_checked(end)?;
        let factor = match unit.as_bytes().first()? {
            b'H' => 3600.0,
            b'M' => 60.0,
            b'S' => 1.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * factor;
        rest = unit.get(1..)?;
    }
    Some(seconds)
}

/// The address of a web page or file under `key`: text, a `Link`, or the first of a list that `fits` its media type.
#[must_use]
pub fn link(value: &Value, key: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    list(value, key).find_map(|entry| {
        let media_type = entry.get("mediaType").and_then(Value::as_str).unwrap_or_default();
        let address = entry.as_str().or_else(|| entry.get("href").or_else(|| entry.get("url"))?.as_str())?;
        if fits(media_type) { web_address(address) } else { None }
    })
}

/// An address somebody may be sent to: http or https, and not too long.
#[must_use]
pub fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    (url.has_host() && url.as_str().len() <= ADDRESS).then(|| url.to_string())
}

/// The host of an address, with its port where one is named; in lower case and without a dot at its end.
#[must_use]
pub fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let name = url.host_str()?.trim_end_matches('.').to_lowercase();
    Some(match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name,
    })
}

/// Whether everybody is among those a thing is addressed to.
#[must_use]
pub fn is_to_everybody(address: &str) -> bool {
    matches!(address, PUBLIC | "as:Public" | "Public")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_thing_and_a_list_of_it_read_alike() {
        for thing in
            [json!({"to": "a"}), json!({"to": ["a"]}), json!({"to": {"id": "a"}}), json!({"to": [{"id": "a"}]})]
        {
            assert_eq!(id_at(&thing, "to"), Some("a"), "{thing}");
        }
        assert_eq!(id_at(&json!({"to": null}), "to"), None);
        assert_eq!(id_at(&json!({"to": [[]]}), "to"), None);
    }

    #[test]
    fn lengths_are_read_in_every_form() {
        let lengths =
            [(json!(213), Some(213_000)), (json!("PT3M33S"), Some(213_000)), (json!("PT213.46S"), Some(213_460))];
        for (duration, expected) in lengths {
            assert_eq!(duration_ms(&json!({ "duration": duration }), "duration"), expected, "{duration}");
        }
        for wrong in [json!("PT"), json!("P1D"), json!(-4), json!("soon"), json!([]), json!(1e300), json!("PT5X")] {
            assert_eq!(duration_ms(&json!({ "duration": wrong }), "duration").filter(|ms| *ms > 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_link_is_found_among_others() {
        let page = json!({"url": [{"type": "Link", "mediaType": "audio/mpeg", "href": "https://a.example/x.mp3"}, "https://a.example/x"]});
        assert_eq!(link(&page, "url", str::is_empty).as_deref(), Some("https://a.example/x"));
        assert_eq!(link(&page, "url", |kind| kind.starts_with("audio/")).as_deref(), Some("https://a.example/x.mp3"));
        assert_eq!(link(&json!({"url": "javascript:alert(1)"}), "url", |_| true), None);
    }

    #[test]
    fn hosts_are_compared_in_one_form() {
        assert_eq!(host("https://Music.Example./@a").as_deref(), Some("music.example"));
        assert_eq!(host("http://localhost:8081/ap").as_deref(), Some("localhost:8081"));
        assert_eq!(host("mailto:a@b"), None);
    }
}
