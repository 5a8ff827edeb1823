//! `/api/docs`: the API's description as a page.

use actix_web::HttpResponse;
use askama::Template;
use serde_json::Value;

use crate::api::openapi;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "api/docs.html")]
pub struct ApiDocsPage {
    /// The common part.
    pub page: Page,
    /// The operations by their tag.
    pub groups: Vec<Group>,
}

/// The operations of one tag.
pub struct Group {
    /// The tag.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// One operation.
pub struct Operation {
    /// GET, POST, …
    pub method: String,
    /// The address.
    pub path: String,
    /// A few words.
    pub summary: String,
    /// More words.
    pub description: String,
    /// Name, where it goes, what it is.
    pub parameters: Vec<(String, String, String)>,
    /// Name, type, what it is, of a JSON body's fields.
    pub fields: Vec<(String, String, String)>,
    /// The statuses it answers with, and what they carry.
    pub answers: Vec<(String, String)>,
}

/// Shows it to everybody.
///
/// # Errors
/// When the description or the template fails, which is ours to mend.
pub async fn show(visit: Visit) -> Result<HttpResponse, PageError> {
    let api = serde_json::to_value(openapi::described(&visit.app)).map_err(PageError::internal)?;
    render(&ApiDocsPage { page: visit.page("API"), groups: groups(&api) })
}

fn groups(api: &Value) -> Vec<Group> {
    at(api, "/tags")
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| Group {
            name: text(tag, "/name"),
            description: text(tag, "/description"),
            operations: operations(api, &text(tag, "/name")),
        })
        .collect()
}

fn operations(api: &Value, tag: &str) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, methods) in at(api, "/paths").as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            if at(operation, "/tags").as_array().is_some_and(|tags| tags.iter().any(|one| one == tag)) {
                found.push(self::operation(api, path, method, operation));
            }
        }
    }
    found
}

fn operation(api: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let parameters = at(operation, "/parameters").as_array().into_iter().flatten();
    let answers = at(operation, "/responses").as_object().into_iter().flatten();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(operation, "/summary"),
        description: text(operation, "/description"),
        parameters: parameters.map(|one| (text(one, "/name"), text(one, "/in"), text(one, "/description"))).collect(),
        fields: fields(api, at(operation, "/requestBody/content/application~1json/schema")),
        answers: answers.map(|(status, answer)| (status.clone(), carried(answer))).collect(),
    }
}

fn fields(api: &Value, schema: &Value) -> Vec<(String, String, String)> {
    let properties = at(resolved(api, schema), "/properties").as_object().cloned().unwrap_or_default();
    properties.iter().map(|(name, field)| (name.clone(), kind(field), text(field, "/description"))).collect()
}

fn resolved<'a>(api: &'a Value, schema: &'a Value) -> &'a Value {
    match at(schema, "/$ref").as_str().and_then(|address| address.rsplit('/').next()) {
        Some(name) => at(api, &format!("/components/schemas/{name}")),
        None => schema,
    }
}

fn kind(field: &Value) -> String {
    match at(field, "/type") {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
        _ => "object".to_owned(),
    }
}

fn carried(answer: &Value) -> String {
    let contents = at(answer, "/content").as_object().into_iter().flatten();
    let names: Vec<String> = contents
        .filter_map(|(_, content)| Some(at(content, "/schema/$ref").as_str()?.rsplit('/').next()?.to_owned()))
        .collect();
    if names.is_empty() { text(answer, "/description") } else { names.join(", ") }
}

/// What a JSON pointer leads to; null where it leads nowhere.
fn at<'a>(value: &'a Value, pointer: &str) -> &'a Value {
    const NOTHING: &Value = &Value::Null;
    value.pointer(pointer).unwrap_or(NOTHING)
}

fn text(value: &Value, pointer: &str) -> String {
    at(value, pointer).as_str().unwrap_or_default().to_owned()
}
