use jsonschema::Validator;

use super::*;

/// A schema of the document, with what it refers to.
fn validator(schema: &Value) -> Validator {
    let mut schema = schema.clone();
    let components = document()["components"].clone();
    schema
        .as_object_mut()
        .expect("a schema is an object")
        .insert("components".to_owned(), components);
    jsonschema::validator_for(&schema).expect("it is a schema")
}

/// Every media type object, wherever it is, with the way to it.
fn contents(value: &Value, way: &str, found: &mut Vec<(String, Value)>) {
    let Value::Object(fields) = value else {
        return;
    };
    for (name, field) in fields {
        let way = format!("{way}/{name}");
        if name == "content" {
            let contents = field.as_object().expect("content is by media type");
            found.extend(
                contents
                    .values()
                    .map(|content| (way.clone(), content.clone())),
            );
        } else {
            contents(field, &way, found);
        }
    }
}

#[test]
fn every_example_is_good_after_its_own_schema() {
    let mut found = Vec::new();
    contents(&document()["paths"], "", &mut found);
    let mut checked = 0;
    for (way, content) in found {
        let validator = validator(&content["schema"]);
        for (name, example) in content["examples"].as_object().into_iter().flatten() {
            let errors: Vec<String> = validator
                .iter_errors(&example["value"])
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{way} {name}: {errors:?}");
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn no_reference_leads_nowhere() {
    let document = document();
    for reference in text().split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap_or_default();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn every_schema_is_used() {
    let text = text();
    for name in schemas::components().keys() {
        assert!(text.contains(&format!("/schemas/{name}\"")), "{name}");
    }
}

#[test]
fn every_call_has_its_words_and_its_own_name() {
    let mut ids = std::collections::BTreeSet::new();
    for call in calls::all() {
        assert!(
            !call.summary.is_empty() && !call.description.is_empty(),
            "{}",
            call.path
        );
        assert!(
            calls::tags().to_string().contains(call.tag),
            "{}",
            call.path
        );
        assert!(!call.answers.is_empty(), "{}", call.path);
        assert!(ids.insert(call.id), "{} stands twice", call.id);
    }
}

#[test]
fn every_security_requirement_names_a_scheme() {
    let document = document();
    let schemes = &document["components"]["securitySchemes"];
    for call in calls::all() {
        for name in call.security.iter().filter(|name| !name.is_empty()) {
            assert!(schemes.get(name).is_some(), "{name}");
        }
    }
}

#[test]
fn the_bounds_are_those_of_the_code() {
    let document = document();
    let field =
        |name: &str| &document["components"]["schemas"]["RegisterRequest"]["properties"][name];
    assert_eq!(field("username")["minLength"], 3);
    assert_eq!(field("username")["maxLength"], 64);
    assert_eq!(field("password")["minLength"], 8);
    assert_eq!(field("email")["maxLength"], 254);
    let schema = &document["components"]["schemas"]["RegisterRequest"];
    assert_eq!(schema["additionalProperties"], false);
}
