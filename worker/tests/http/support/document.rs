//! Every answer of every test, held against the document of the API.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use http::Method;
use jsonschema::Validator;
use serde_json::{Map, Value};

use super::answer::Answer;

/// What the document says of one status of one call.
struct Documented {
    headers: Vec<String>,
    /// By media type; none where there is no body.
    bodies: BTreeMap<String, Validator>,
}

/// Path, method in small letters, status.
type Key = (String, String, u16);

/// What is wrong with an answer by the document; `None` where it says just that.
pub fn fault(method: &Method, path: &str, answer: &Answer) -> Option<String> {
    let is_call = path.starts_with("/api/") || path.starts_with("/.well-known/");
    let Some(template) = template(path) else {
        let is_plain = matches!(answer.status.as_u16(), 400 | 404);
        return (is_call && !is_plain).then(|| "an undocumented path answers".to_owned());
    };
    if *method == Method::OPTIONS {
        return None;
    }
    let asked = method.as_str().to_lowercase();
    let documented = if *method == Method::HEAD {
        "get"
    } else {
        &asked
    };
    if !methods(template).any(|known| known == documented) {
        let is_refused = matches!(answer.status.as_u16(), 400 | 405);
        return (!is_refused).then(|| format!("the method {method} is not documented"));
    }
    let status = answer.status.as_u16();
    let key = (template.to_owned(), documented.to_owned(), status);
    let Some(documented) = documented_answers().get(&key) else {
        return Some(format!("the status {status} is not documented"));
    };
    fault_of_headers(documented, answer).or_else(|| match method {
        &Method::HEAD => None,
        _ => fault_of_body(documented, answer),
    })
}

/// Each path and method of the document, with the codes of its problems.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str, Vec<&'static str>)> {
    responses().map(|(path, method, responses)| {
        let codes = responses.values().flat_map(|response| {
            let contents = response["content"].as_object().into_iter().flatten();
            contents.flat_map(|(_, content)| {
                let codes = content.pointer("/schema/allOf/1/properties/code/enum");
                codes.and_then(Value::as_array).into_iter().flatten()
            })
        });
        (path, method, codes.filter_map(Value::as_str).collect())
    })
}

/// Each path and method of the document, with its answers by status.
fn responses() -> impl Iterator<Item = (&'static str, &'static str, &'static Map<String, Value>)> {
    paths().iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("a path item");
        item.iter().map(|(method, operation)| {
            let responses = operation["responses"].as_object().expect("responses");
            (path.as_str(), method.as_str(), responses)
        })
    })
}

fn fault_of_headers(documented: &Documented, answer: &Answer) -> Option<String> {
    let undocumented = CHECKED_HEADERS
        .iter()
        .find(|name| answer.headers.contains_key(**name) && !documented.has(name))?;
    Some(format!("the header {undocumented} is not documented"))
}

fn fault_of_body(documented: &Documented, answer: &Answer) -> Option<String> {
    if documented.bodies.is_empty() {
        return (!answer.body.is_empty()).then(|| "no body is documented".to_owned());
    }
    let media_type = answer.header("content-type").unwrap_or_default();
    let Some(validator) = documented.bodies.get(media_type) else {
        return Some(format!("the media type {media_type} is not documented"));
    };
    if media_type == "application/x-ndjson" {
        let lines = answer.text().lines();
        return lines
            .map(|line| serde_json::from_str(line).unwrap_or_default())
            .find_map(|line| fault_by(validator, &line));
    }
    let Ok(body) = serde_json::from_slice(&answer.body) else {
        return Some("the body is no JSON".to_owned());
    };
    fault_by(validator, &body)
}

fn fault_by(validator: &Validator, body: &Value) -> Option<String> {
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    (!errors.is_empty()).then(|| errors.join("; "))
}

impl Documented {
    fn new(response: &Value) -> Self {
        let names = |value: &Value| -> Vec<String> {
            let fields = value.as_object().into_iter().flatten();
            fields.map(|(name, _)| name.to_lowercase()).collect()
        };
        let contents = response["content"].as_object().into_iter().flatten();
        Self {
            headers: names(&response["headers"]),
            bodies: contents
                .map(|(media_type, content)| (media_type.clone(), validator(&content["schema"])))
                .collect(),
        }
    }

    fn has(&self, header: &str) -> bool {
        self.headers.iter().any(|known| known == header)
    }
}

/// A validator that refuses fields which the schema does not name.
fn validator(schema: &Value) -> Validator {
    let mut schema = schema.clone();
    let mut components = document()["components"].clone();
    close(&mut schema);
    close(&mut components);
    let object = schema.as_object_mut().expect("a schema is an object");
    object.insert("components".to_owned(), components);
    jsonschema::validator_for(&schema).expect("it is a schema")
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            // What stands in `allOf` only adds to a schema that is closed by itself.
            for (_, field) in fields.iter_mut().filter(|(name, _)| *name != "allOf") {
                close(field);
            }
            if fields.get("properties").is_some_and(Value::is_object) {
                fields.insert("unevaluatedProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// The documented path that `path` is one of.
fn template(path: &str) -> Option<&'static str> {
    let is_like = |template: &str| {
        let (known, asked) = (template.split('/'), path.split('/'));
        known.clone().count() == asked.clone().count()
            && known
                .zip(asked)
                .all(|(known, asked)| known == asked || (known == "{id}" && !asked.is_empty()))
    };
    let mut known = paths().keys().map(String::as_str);
    known.find(|template| is_like(template))
}

fn methods(template: &str) -> impl Iterator<Item = &'static str> {
    let item = paths().get(template).and_then(Value::as_object);
    item.into_iter()
        .flatten()
        .map(|(method, _)| method.as_str())
}

fn paths() -> &'static Map<String, Value> {
    document()["paths"]
        .as_object()
        .expect("paths are an object")
}

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(postern_api_document::document)
}

fn documented_answers() -> &'static BTreeMap<Key, Documented> {
    static ANSWERS: OnceLock<BTreeMap<Key, Documented>> = OnceLock::new();
    ANSWERS.get_or_init(|| {
        let mut answers = BTreeMap::new();
        for (path, method, responses) in responses() {
            for (status, response) in responses {
                let status = status.parse().expect("a status is a number");
                let key = (path.to_owned(), method.to_owned(), status);
                answers.insert(key, Documented::new(response));
            }
        }
        answers
    })
}

/// The headers that say something of their own. What every answer carries is not among them, and
/// `ALLOWED_ORIGINS` puts its own around every call.
const CHECKED_HEADERS: &[&str] = &[
    "etag",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "set-cookie",
    "www-authenticate",
    "x-request-id",
];
