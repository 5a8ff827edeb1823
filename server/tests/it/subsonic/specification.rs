//! Holds answers against the specification's OpenAPI, and more strictly than that: what it does not name is not there.

use std::sync::LazyLock;

use serde_json::Value;

static SPECIFICATION: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../fixtures/opensubsonic/openapi.json")).unwrap());

/// Fails where the answer of a method is not as the specification has it.
pub fn hold(method: &str, body: &Value) {
    let method = method.trim_end_matches(".view");
    let answer = &SPECIFICATION["paths"][format!("/rest/{method}")]["get"]["responses"]["200"];
    assert!(!answer.is_null(), "the specification has no {method}");
    let answer = resolved(answer);
    let json = &answer["content"]["application/json"]["schema"];
    let schema = if json.is_null() { &SPECIFICATION["components"]["schemas"]["SubsonicResponse"] } else { json };
    let mut faults = Vec::new();
    check(schema, body, method, &mut faults);
    assert!(faults.is_empty(), "{}\n{body:#}", faults.join("\n"));
}

/// Every method there is.
pub fn methods() -> Vec<String> {
    let paths = SPECIFICATION["paths"].as_object().unwrap();
    paths.keys().map(|path| path.trim_start_matches("/rest/").to_owned()).collect()
}

fn resolved(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str() {
        Some(name) => resolved(SPECIFICATION.pointer(name.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

/// Every property of a schema and the parts it is made of, and which have to be there.
fn properties(schema: &'static Value, known: &mut Vec<(&'static str, &'static Value)>, needed: &mut Vec<&'static str>) {
    let schema = resolved(schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        properties(part, known, needed);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        known.push((name, property));
    }
    needed.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
}

fn check(schema: &'static Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let schema = resolved(schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let tried = choices.iter().map(|choice| {
            let mut faults = Vec::new();
            check(choice, value, at, &mut faults);
            faults
        });
        // That of whose faults there are fewest is the one that was meant.
        faults.extend(tried.min_by_key(Vec::len).unwrap_or_default());
        return;
    }
    let (mut known, mut needed) = (Vec::new(), Vec::new());
    properties(schema, &mut known, &mut needed);
    let is_object = !known.is_empty() || schema["type"] == "object";
    match value {
        Value::Object(parts) if is_object => {
            let missing = needed.iter().filter(|name| !parts.contains_key(**name));
            faults.extend(missing.map(|name| format!("{at}: {name} is missing")));
            for (name, part) in parts {
                match known.iter().find(|(one, _)| one == name) {
                    Some((_, property)) => check(property, part, &format!("{at}.{name}"), faults),
                    None => faults.push(format!("{at}: nobody knows {name}")),
                }
            }
        }
        _ if is_object => faults.push(format!("{at}: no object")),
        Value::Array(list) if schema["type"] == "array" => {
            for (place, one) in list.iter().enumerate() {
                check(&schema["items"], one, &format!("{at}[{place}]"), faults);
            }
        }
        plain => plainly(schema, plain, at, faults),
    }
}

fn plainly(schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let fits = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some(_) => false,
        None => true,
    };
    if !fits {
        faults.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        faults.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    let number = value.as_f64().unwrap_or(0.0);
    let is_less = schema["minimum"].as_f64().is_some_and(|least| number < least);
    let is_more = schema["maximum"].as_f64().is_some_and(|most| number > most);
    if is_less || is_more {
        faults.push(format!("{at}: {value} is out of bounds"));
    }
    let is_moment = |text: &str| chrono::DateTime::parse_from_rfc3339(text).is_ok();
    if schema["format"] == "date-time" && !value.as_str().is_some_and(is_moment) {
        faults.push(format!("{at}: {value} is no moment"));
    }
}

#[test]
fn what_is_wrong_is_found() {
    let mut body = serde_json::json!({ "subsonic-response": {
        "status": "ok", "version": "1.16.1", "type": "x", "serverVersion": "1", "openSubsonic": true,
        "album": { "id": "al-1", "name": "A", "songCount": 1, "duration": 2, "created": "2026-01-01T00:00:00Z", "song": [] },
    }});
    hold("getAlbum", &body);
    for (name, wrong) in
        [("songCount", Value::from("1")), ("created", "soon".into()), ("year", "x".into()), ("foo", 1.into())]
    {
        let mut spoilt = body.clone();
        spoilt["subsonic-response"]["album"][name] = wrong;
        assert!(std::panic::catch_unwind(|| hold("getAlbum", &spoilt)).is_err(), "{name}");
    }
    body["subsonic-response"]["album"].as_object_mut().unwrap().remove("name");
    assert!(std::panic::catch_unwind(|| hold("getAlbum", &body)).is_err());
}
