//! `cargo xtask introspection-client NAME`: a secret for a service that may ask about tokens, and
//! what the deployment has to know of it.

use anyhow::{Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::keys;

/// Prints a new secret of 256 bits for the service `name`, and its entry of
/// `INTROSPECTION_CLIENTS`, which holds a hash only.
pub fn run(name: &str) -> Result<()> {
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_name {
        bail!("a service's name has letters, digits, hyphens and underscores only");
    }
    let secret = URL_SAFE_NO_PAD.encode(*keys::fresh_key()?);
    println!("The service asks POST /api/introspect with HTTP Basic:");
    println!("  name    {name}");
    println!("  secret  {secret}");
    println!("It is shown this once. Into INTROSPECTION_CLIENTS of wrangler.toml goes its hash");
    println!("(more services with commas between them):");
    println!("  {}", entry(name, &secret));
    Ok(())
}

fn entry(name: &str, secret: &str) -> String {
    format!("{name}:{}", URL_SAFE_NO_PAD.encode(Sha256::digest(secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_understands_the_entry() {
        // The hash of RFC 6234's "abc".
        assert_eq!(
            entry("shop", "abc"),
            "shop:ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
        );
    }

    #[test]
    fn a_name_that_would_break_the_list_is_refused() {
        for name in ["", "a:b", "a,b", "a b"] {
            assert!(run(name).is_err(), "{name}");
        }
    }
}
