//! What a deployment would do, without the network: with wrangler itself.

use postern_e2e::xtask;

#[test]
fn a_dry_run_shows_every_command_and_what_would_be_uploaded_for_each_environment() {
    for environment in ["staging", "production"] {
        let outcome = xtask::run(&["deploy", "--dry-run", "--env", environment]);
        let said = format!("{}{}", outcome.output, outcome.errors);
        assert!(outcome.succeeded, "{said}");
        let title = format!("kv namespace create postern-{environment}-directory");
        let upload = format!("deploy --env {environment} [--secrets-file FILE]");
        for words in [
            "whoami --json",
            &title,
            &upload,
            // Of wrangler: an environment inherits no binding, so each stands there again.
            "env.DIRECTORY",
            "env.ACCOUNT (AccountObject)",
            "env.INSTANCE (InstanceObject)",
            "env.FLOOD_SHIELD_LIMITER",
            "env.ASSETS",
            "env.PASSWORD_ARGON2",
            "--dry-run: exiting now.",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("WARNING"), "{said}");
    }
}
