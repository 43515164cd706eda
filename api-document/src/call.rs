//! One call, and how `OpenAPI` says it.

use postern_shared::problem::ProblemCode;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::problems;

/// One method of one path.
pub struct Call {
    /// In small letters.
    pub method: &'static str,
    pub path: &'static str,
    pub id: &'static str,
    pub tag: &'static str,
    pub summary: &'static str,
    pub description: &'static str,
    /// The ways to be authenticated, each one enough.
    pub security: &'static [&'static str],
    pub parameters: Value,
    pub request: Option<Value>,
    pub answers: Vec<(&'static str, Value)>,
    pub problems: Vec<&'static [ProblemCode]>,
    /// Headers of problems, by status.
    pub problem_headers: Vec<(&'static str, &'static str, Value)>,
    /// Whether its problems are in the words of RFC 6749.
    pub is_oauth: bool,
}

impl Call {
    /// A call that takes nothing and has no problems.
    pub fn new(method: &'static str, path: &'static str, id: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            tag: "",
            summary: "",
            description: "",
            security: &[],
            parameters: json!([]),
            request: None,
            answers: Vec::new(),
            problems: Vec::new(),
            problem_headers: Vec::new(),
            is_oauth: false,
        }
    }

    /// The operation object.
    pub fn render(self) -> Value {
        let security: Vec<Value> = self
            .security
            .iter()
            .map(|name| match *name {
                "" => json!({}),
                name => json!({ name: [] }),
            })
            .collect();
        let codes = self.problems.concat();
        let answers = self.answers.into_iter();
        let mut responses: Map<String, Value> = answers
            .map(|(status, answer)| (status.to_owned(), answer))
            .chain(problems::answers(&codes, self.is_oauth))
            .collect();
        for (status, name, header) in self.problem_headers {
            let answers = responses.get_mut(status).into_iter();
            add_header(answers, name, &header);
        }
        if codes.contains(&ProblemCode::RateLimited) {
            let policy = header("The limit per address.", "\"address\";q=60;w=60");
            add_header(responses.values_mut(), "RateLimit-Policy", &policy);
        }
        let mut operation = json!({
            "operationId": self.id,
            "tags": [self.tag],
            "summary": self.summary,
            "description": self.description,
            "parameters": self.parameters,
            "security": security,
            "responses": responses,
        });
        if let (Value::Object(operation), Some(request)) = (&mut operation, self.request) {
            operation.insert("requestBody".to_owned(), request);
        }
        operation
    }
}

/// Adds a header to answers that do not have it.
fn add_header<'a>(answers: impl Iterator<Item = &'a mut Value>, name: &str, header: &Value) {
    for headers in answers.filter_map(|answer| answer.get_mut("headers")?.as_object_mut()) {
        headers.entry(name).or_insert_with(|| header.clone());
    }
}

/// A success with a body of this type.
pub fn answer<T: ToSchema + Serialize>(
    description: &str,
    examples: &[(&str, &T)],
    headers: Value,
) -> Value {
    json!({
        "description": description,
        "headers": with_request_id(headers),
        "content": { "application/json": {
            "schema": reference::<T>(),
            "examples": named(examples),
        } },
    })
}

/// A success without a body.
pub fn empty_answer(description: &str, headers: Value) -> Value {
    json!({ "description": description, "headers": with_request_id(headers) })
}

/// A JSON body of this type.
pub fn json_body<T: ToSchema + Serialize>(examples: &[(&str, &T)]) -> Value {
    json!({
        "required": true,
        "content": { "application/json": {
            "schema": reference::<T>(),
            "examples": named(examples),
        } },
    })
}

/// A form with these parameters.
pub fn form(schema: &Value, examples: &Value) -> Value {
    json!({
        "required": true,
        "content": { "application/x-www-form-urlencoded": {
            "schema": schema, "examples": examples,
        } },
    })
}

/// A header that holds a text.
pub fn header(description: &str, example: &str) -> Value {
    json!({ "description": description, "schema": { "type": "string" }, "example": example })
}

/// The headers of every answer, and these.
pub fn with_request_id(mut headers: Value) -> Value {
    if let Value::Object(headers) = &mut headers {
        let mut request_id = header("Names the request, for the log.", "9a1b2c3d4e5f6789-FRA");
        if let Value::Object(request_id) = &mut request_id {
            request_id.insert("required".to_owned(), json!(true));
        }
        headers.insert("X-Request-Id".to_owned(), request_id);
    }
    headers
}

fn reference<T: ToSchema>() -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", T::name()) })
}

fn named<T: Serialize>(examples: &[(&str, &T)]) -> Map<String, Value> {
    let named = examples.iter();
    named
        .map(|(name, value)| ((*name).to_owned(), json!({ "value": value })))
        .collect()
}
