//! The schemas of the wire types, as `utoipa` derives them, and what it cannot know of them.

use std::collections::BTreeMap;

use postern_shared::{api, oauth, problem};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::bounds;

/// Every schema by name.
pub fn components() -> BTreeMap<String, Value> {
    let mut all = Vec::new();
    add::<api::InvitationRequest>(&mut all);
    add::<api::InvitationResponse>(&mut all);
    add::<api::RegisterRequest>(&mut all);
    add::<api::RegisterResponse>(&mut all);
    add::<api::LoginRequest>(&mut all);
    add::<api::LoginResponse>(&mut all);
    add::<api::RegisterStartRequest>(&mut all);
    add::<api::RegisterStartResponse>(&mut all);
    add::<api::LoginStartRequest>(&mut all);
    add::<api::LoginStartResponse>(&mut all);
    add::<api::SignInOptionsResponse>(&mut all);
    add::<api::VerifyOtpRequest>(&mut all);
    add::<api::RefreshRequest>(&mut all);
    add::<api::TokenResponse>(&mut all);
    add::<api::User>(&mut all);
    add::<api::SessionsResponse>(&mut all);
    add::<api::SessionsEndedResponse>(&mut all);
    add::<api::StepUpRequest>(&mut all);
    add::<api::StepUpResponse>(&mut all);
    add::<api::PasswordStartRequest>(&mut all);
    add::<api::PasswordStartResponse>(&mut all);
    add::<api::ChangePasswordRequest>(&mut all);
    add::<api::PasswordResetRequest>(&mut all);
    add::<api::AuthenticatorsResponse>(&mut all);
    add::<api::AddAuthenticatorRequest>(&mut all);
    add::<api::AddAuthenticatorResponse>(&mut all);
    add::<api::ConfirmAuthenticatorRequest>(&mut all);
    add::<api::RenameAuthenticatorRequest>(&mut all);
    add::<api::RecoveryCodesResponse>(&mut all);
    add::<api::NewRecoveryCodesResponse>(&mut all);
    add::<api::BrowsersResponse>(&mut all);
    add::<api::ActivityResponse>(&mut all);
    add::<api::ActivitySeenRequest>(&mut all);
    add::<api::ChangeProfileRequest>(&mut all);
    add::<api::DeleteAccountRequest>(&mut all);
    add::<api::ExportResponse>(&mut all);
    add_administration(&mut all);
    add::<api::HealthResponse>(&mut all);
    add::<oauth::OAuthTokenResponse>(&mut all);
    add::<oauth::IntrospectionResponse>(&mut all);
    add::<oauth::AuthorizationServerMetadata>(&mut all);
    add::<oauth::OAuthProblem>(&mut all);
    add::<problem::Problem>(&mut all);
    let mut schemas: BTreeMap<String, Value> = all
        .into_iter()
        .filter(|(name, _)| name != SECRET)
        .map(|(name, schema)| (name, json!(schema)))
        .collect();
    for (name, schema) in &mut schemas {
        complete(name, schema);
    }
    for (name, ways) in bounds::ways() {
        let schema = schemas.get_mut(name).and_then(Value::as_object_mut);
        schema
            .expect("ways name a schema that is there")
            .insert("oneOf".to_owned(), ways);
    }
    flatten(&mut schemas, "OAuthProblem", "Problem");
    for (name, field, bounds) in bounds::bounds() {
        let pointer = format!("/properties/{field}");
        let schema = schemas.get_mut(name);
        let field = schema.and_then(|schema| schema.pointer_mut(&pointer)?.as_object_mut());
        bounds::add(field.expect("bounds name a field that is there"), bounds);
    }
    schemas
}

fn add_administration(all: &mut Vec<(String, RefOr<Schema>)>) {
    add::<api::PeopleRequest>(all);
    add::<api::PeopleResponse>(all);
    add::<api::PersonResponse>(all);
    add::<api::ReasonRequest>(all);
    add::<api::ChangeRoleRequest>(all);
    add::<api::PasswordResetStartedResponse>(all);
    add::<api::LogRequest>(all);
    add::<api::LogResponse>(all);
    add::<api::InvitationsResponse>(all);
    add::<api::OverviewResponse>(all);
    add::<api::MakeInvitationRequest>(all);
    add::<api::MadeInvitationResponse>(all);
    add::<api::ImportRow>(all);
    add::<api::ImportResponse>(all);
}

fn add<T: ToSchema>(all: &mut Vec<(String, RefOr<Schema>)>) {
    T::schemas(all);
    all.push((T::name().into_owned(), T::schema()));
}

/// What the derived schema does not say of the fields.
fn complete(name: &str, schema: &mut Value) {
    let names = |schema: &Value| -> Vec<String> {
        let required = schema.get("required").and_then(Value::as_array);
        let names = required.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    };
    let required = names(schema);
    let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for (field, value) in fields.iter_mut() {
        inline_secret(value);
        // An `Option` that is left out where it is empty is never null.
        if !name.ends_with("Request") && !WITH_NULLS.contains(&name) && !required.contains(field) {
            without_null(value);
        }
    }
    if WITH_NULLS.contains(&name) {
        let all: Vec<&String> = fields.keys().collect();
        let all = json!(all);
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("required".to_owned(), all);
        }
    }
}

/// That a text is kept from logs is our business; on the wire it is a text.
fn inline_secret(field: &mut Value) {
    let secret = format!("#/components/schemas/{SECRET}");
    let is_secret = |value: &Value| value.get("$ref").and_then(Value::as_str) == Some(&secret);
    if let Some(choices) = field.get_mut("oneOf").and_then(Value::as_array_mut) {
        choices.iter_mut().for_each(inline_secret);
    } else if let Some(items) = field.get_mut("items") {
        inline_secret(items);
    } else if is_secret(field)
        && let Some(field) = field.as_object_mut()
    {
        field.remove("$ref");
        field.insert("type".to_owned(), json!("string"));
    }
}

fn without_null(field: &mut Value) {
    if let Some(choices) = field.get_mut("oneOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice.get("type") != Some(&json!("null")));
        if let Some(only) = choices.pop() {
            *field = only;
        }
    }
    if let Some(Value::Array(types)) = field.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let Some(only) = types.pop() {
            *field.get_mut("type").expect("it was just there") = only;
        }
    }
}

/// `#[serde(flatten)]` is one object on the wire.
fn flatten(schemas: &mut BTreeMap<String, Value>, outer: &str, inner: &str) {
    let mut merged = schemas.get(inner).cloned().unwrap_or_default();
    let parts = schemas.get(outer).and_then(|schema| schema.get("allOf"));
    for part in parts.and_then(Value::as_array).into_iter().flatten() {
        if let (Some(fields), Some(more)) = (map(&mut merged, "properties"), part.get("properties"))
        {
            fields.extend(more.as_object().cloned().unwrap_or_default());
        }
        let required = merged.get_mut("required").and_then(Value::as_array_mut);
        if let (Some(required), Some(Value::Array(more))) = (required, part.get("required")) {
            required.extend(more.iter().cloned());
        }
    }
    if let Some(schema) = schemas.get_mut(outer) {
        let description = schema.get("description").cloned().unwrap_or_default();
        if let Some(merged) = merged.as_object_mut() {
            merged.insert("description".to_owned(), description);
        }
        *schema = merged;
    }
}

fn map<'a>(schema: &'a mut Value, name: &str) -> Option<&'a mut Map<String, Value>> {
    schema.get_mut(name).and_then(Value::as_object_mut)
}

/// The name of the type of texts that must not be printed.
const SECRET: &str = "SecretText";
/// The types whose fields are all there, some of them null.
const WITH_NULLS: &[&str] = &[
    "User",
    "Session",
    "Replay",
    "AuthenticatorSummary",
    "RecoveryCodesResponse",
    "KnownBrowser",
    "PersonSummary",
    "InvitationSummary",
    "ActivityEntry",
];
