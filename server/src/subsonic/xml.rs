//! Answers as XML. One rule makes it of the same tree as the JSON: what is plain becomes an attribute, what has parts an element, a
//! list as many elements, and `value` the text of its element. Notes about albums and artists are elements with text.

use serde_json::{Map, Value};

/// Elements whose plain parts are elements, not attributes.
const WITH_TEXT: [&str; 3] = ["albumInfo", "artistInfo", "artistInfo2"];

/// The whole document.
#[must_use]
pub fn write(body: &Map<String, Value>) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    element(&mut out, "subsonic-response", body, Some("http://subsonic.org/restapi"));
    out
}

fn element(out: &mut String, name: &str, parts: &Map<String, Value>, namespace: Option<&str>) {
    let has_texts = WITH_TEXT.contains(&name);
    let is_attribute = |key: &str, value: &Value| is_plain(value) && key != "value" && !has_texts;
    out.push('<');
    out.push_str(name);
    if let Some(namespace) = namespace {
        attribute(out, "xmlns", namespace);
    }
    for (key, value) in parts.iter().filter(|(key, value)| is_attribute(key, value)) {
        attribute(out, key, &text_of(value));
    }
    out.push('>');
    if let Some(value) = parts.get("value") {
        escape(out, &text_of(value));
    }
    for (key, value) in parts.iter().filter(|(key, value)| *key != "value" && !is_attribute(key, value)) {
        match value {
            Value::Array(list) => list.iter().for_each(|one| child(out, key, one)),
            one => child(out, key, one),
        }
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn child(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Object(parts) => element(out, name, parts, None),
        Value::Null => {}
        plain => {
            out.push_str(&format!("<{name}>"));
            escape(out, &text_of(plain));
            out.push_str(&format!("</{name}>"));
        }
    }
}

fn is_plain(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

/// XML has no way at all to write most control characters: they are left out.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() && letter < '\u{80}' => {}
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_tree_makes_both() {
        let body = json!({
            "status": "ok",
            "genres": { "genre": [{ "value": "Drum & Bass", "songCount": 2 }] },
            "albumInfo": { "notes": "<b>\"two\"\u{1}\nlines" },
            "versions": [1, 2],
        });
        let text = write(body.as_object().unwrap());
        assert!(text.contains("<subsonic-response xmlns=\"http://subsonic.org/restapi\" status=\"ok\">"), "{text}");
        assert!(text.contains("<genres><genre songCount=\"2\">Drum &amp; Bass</genre></genres>"), "{text}");
        assert!(text.contains("<albumInfo><notes>&lt;b&gt;&quot;two&quot;&#10;lines</notes></albumInfo>"), "{text}");
        assert!(text.contains("<versions>1</versions><versions>2</versions>"), "{text}");
    }
}
