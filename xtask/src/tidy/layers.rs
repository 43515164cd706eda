//! Who may know whom in the Worker.

use super::source_file::{Finding, SourceFile};

/// What an account may do is decided without a platform, a framework, a clock or a random number
/// of its own, so that every decision can be tested by example.
pub fn account_is_pure(file: &SourceFile) -> Vec<Finding> {
    let is_pure = ["worker/src/account", "worker/src/instance"];
    if !is_pure.iter().any(|module| file.is_in_module(module)) {
        return Vec::new();
    }
    let mut findings = file.code_with(
        &[
            "worker::",
            "axum::",
            "js_sys::",
            "async fn",
            ".await",
            "crate::http",
            "crate::adapters",
        ],
        "account is synchronous and knows neither platform nor framework",
    );
    findings.extend(file.code_with(CLOCK_AND_ENTROPY, "account takes them as arguments"));
    findings
}

/// Ports are promises in the account's words; they do not know who keeps them.
pub fn ports_know_account_and_shared(file: &SourceFile) -> Vec<Finding> {
    if !file.is_in_module("worker/src/ports") {
        return Vec::new();
    }
    file.code_with(
        &[
            "worker::",
            "axum::",
            "crate::http",
            "crate::adapters",
            "crate::keys",
            "super::",
        ],
        "ports know account and shared only",
    )
}

/// A handler asks a port; which storage answers is none of its business.
pub fn http_knows_no_storage(file: &SourceFile) -> Vec<Finding> {
    if !file.is_in_module("worker/src/http") {
        return Vec::new();
    }
    file.code_with(
        &[
            "worker::kv",
            "worker::durable",
            "KvStore",
            "DurableObject",
            "ObjectNamespace",
            "crate::adapters",
        ],
        "http reaches storage through ports only",
    )
}

/// Tests freeze the clock and seed the randomness, so exactly one adapter asks the platform.
pub fn one_place_reads_clock_and_entropy(file: &SourceFile) -> Vec<Finding> {
    let is_that_place = file.is_in_module("worker/src/adapters/environment");
    if !file.path.starts_with("worker/src/") || is_that_place {
        return Vec::new();
    }
    file.code_with(
        CLOCK_AND_ENTROPY,
        "only adapters/environment reads the clock or entropy",
    )
}

/// One exhaustive match decides which problem has which status.
pub fn one_place_maps_problems(file: &SourceFile) -> Vec<Finding> {
    let is_that_place = file.is_in_module("worker/src/http/problem_response");
    if !file.is_in_module("worker/src/http") || is_that_place {
        return Vec::new();
    }
    file.code_with(
        &[
            "StatusCode::BAD_REQUEST",
            "StatusCode::UNAUTHORIZED",
            "StatusCode::FORBIDDEN",
            "StatusCode::CONFLICT",
            "StatusCode::PAYLOAD_TOO_LARGE",
            "StatusCode::UNSUPPORTED_MEDIA_TYPE",
            "StatusCode::UNPROCESSABLE_ENTITY",
            "StatusCode::TOO_MANY_REQUESTS",
            "StatusCode::INTERNAL_SERVER_ERROR",
            "StatusCode::SERVICE_UNAVAILABLE",
        ],
        "problem_response alone maps problems to statuses",
    )
}

/// What only one function reaches can be split off from what the first page loads.
pub fn one_place_leads_to_the_account_area(file: &SourceFile) -> Vec<Finding> {
    let is_that_place = file.is_in_module("frontend/src/later_part");
    if !file.path.starts_with("frontend/src/") || is_that_place {
        return Vec::new();
    }
    file.code_with(
        &[
            "account::draw",
            "pages::account",
            "administration::draw",
            "pages::administration;",
            "aside::draw",
            "pages::aside",
        ],
        "later_part alone leads to the pages of later parts",
    )
}

const CLOCK_AND_ENTROPY: &[&str] = &[
    "Date::now",
    "Date::new",
    "SystemTime",
    "Instant::now",
    "getrandom::",
    "OsRng",
    "rand::rng",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_that_reads_the_clock_is_found() {
        let file = SourceFile::new("worker/src/account/x.rs", "let now = Date::now();");
        assert_eq!(account_is_pure(&file).len(), 1);
    }

    #[test]
    fn an_account_that_names_the_platform_is_found() {
        let file = SourceFile::new("worker/src/account.rs", "use worker::Env;");
        assert_eq!(account_is_pure(&file).len(), 1);
    }

    #[test]
    fn a_port_that_names_an_adapter_is_found() {
        let file = SourceFile::new("worker/src/ports.rs", "use crate::adapters::Records;");
        assert_eq!(ports_know_account_and_shared(&file).len(), 1);
    }

    #[test]
    fn a_handler_that_names_storage_is_found() {
        let file = SourceFile::new("worker/src/http/login.rs", "use worker::kv::KvStore;");
        assert_eq!(http_knows_no_storage(&file).len(), 1);
    }

    #[test]
    fn entropy_elsewhere_is_found_and_in_its_place_is_not() {
        let text = "getrandom::fill(&mut bytes)";
        let elsewhere = SourceFile::new("worker/src/keys/seal.rs", text);
        assert_eq!(one_place_reads_clock_and_entropy(&elsewhere).len(), 1);
        let place = SourceFile::new("worker/src/adapters/environment.rs", text);
        assert_eq!(one_place_reads_clock_and_entropy(&place), []);
    }

    #[test]
    fn a_status_chosen_by_a_handler_is_found() {
        let file = SourceFile::new("worker/src/http/login.rs", "return StatusCode::CONFLICT;");
        assert_eq!(one_place_maps_problems(&file).len(), 1);
    }

    #[test]
    fn a_way_into_the_account_area_is_found_and_the_one_that_there_is_is_not() {
        for text in [
            "use crate::pages::account;",
            "use crate::pages::administration;",
            "use crate::pages::aside;",
        ] {
            let elsewhere = SourceFile::new("frontend/src/pages/code.rs", text);
            assert_eq!(one_place_leads_to_the_account_area(&elsewhere).len(), 1);
            let place = SourceFile::new("frontend/src/later_part.rs", text);
            assert_eq!(one_place_leads_to_the_account_area(&place), []);
        }
    }
}
