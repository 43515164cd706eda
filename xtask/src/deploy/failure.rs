//! Why wrangler has failed.

/// Why wrangler has failed, and what to do, where that is known; else in its own words.
pub fn explained(said: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&[
        "CLOUDFLARE_API_TOKEN environment variable",
        "not authenticated",
        "not logged in",
    ]) {
        return NOT_LOGGED_IN.to_owned();
    }
    if has(&[
        "Unable to resolve Cloudflare's API hostname",
        "fetch failed",
        "ECONNREFUSED",
        "ETIMEDOUT",
    ]) {
        return format!(
            "Cloudflare cannot be reached from here. wrangler says:\n{}",
            said.trim()
        );
    }
    format!("wrangler says:\n{}", said.trim())
}

/// What to do about it.
pub const NOT_LOGGED_IN: &str = "nobody is logged in: `npx wrangler login`, or an API token in \
    CLOUDFLARE_API_TOKEN; then try again";
