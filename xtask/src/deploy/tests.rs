use super::*;
use crate::fake_wrangler::FakeWrangler;

const CONFIG: &str = "name = \"postern\"\n[[env.staging.kv_namespaces]]\nbinding = \"DIRECTORY\"\n\
    [env.staging.vars]\nPUBLIC_ORIGIN = \"\"\n";
const LOGGED_IN: &str = r#"
    "whoami --json") echo '{"loggedIn":true,"authType":"OAuth Token","email":"ops@example.com","accounts":[{"id":"a1","name":"Ours"}]}' ;;"#;
/// Made once, it is in the list.
const NAMESPACES: &str = r#"
    "kv namespace list") cat "$FOLDER/namespaces" 2>/dev/null || echo '[]' ;;
    "kv namespace create postern-staging-directory")
        echo '[{"id":"n1","title":"postern-staging-directory","supports_url_encoding":true}]' > "$FOLDER/namespaces"
        echo '🌀 Creating namespace with title "postern-staging-directory"' ;;"#;
/// The Worker is there, with its keys, once it was deployed.
const WORKER: &str = r#"
    "secret list --env staging")
        [ -f "$FOLDER/secrets" ] && echo '[{"name":"POSTERN_KEYS","type":"secret_text"}]' && exit
        echo 'Worker "postern-staging" (env: staging) not found.' >&2; exit 1 ;;
    "kv key list --binding DIRECTORY --remote --env staging") echo '[]' ;;
    "deploy --env staging"*)
        for file; do :; done; [ "$4" = --secrets-file ] && cp "$file" "$FOLDER/secrets"
        echo '{"type":"deploy","version":1,"targets":["schedule: 17 * * * *","https://postern-staging.ours.workers.dev"]}' > "$WRANGLER_OUTPUT_FILE_PATH" ;;"#;

fn deployment<'a>(fake: &FakeWrangler, file: Option<&str>) -> Deployment<'a> {
    let config = fake.file("wrangler.toml");
    if !config.exists() {
        fs::write(&config, CONFIG).expect("the folder is ours");
    }
    Deployment {
        cloudflare: Cloudflare::new(fake.wrangler(Some("staging"))),
        environment: "staging",
        config,
        file: file.map(|name| fake.file(name)),
    }
}

fn refusal(answers: &str) -> String {
    let fake = FakeWrangler::new(answers);
    let outcome = deployment(&fake, Some("keys")).prepare();
    format!("{:#}", outcome.err().expect("it cannot go on"))
}

#[test]
fn the_first_run_makes_everything_and_the_second_goes_on_from_there() {
    let fake = FakeWrangler::new(&[LOGGED_IN, NAMESPACES, WORKER].concat());
    let deployment = deployment(&fake, Some("keys"));
    let keys = deployment.prepare().expect("all is well");
    let url = deployment.upload(&keys).expect("all is well");
    let url = url.as_deref();
    assert_eq!(url, Some("https://postern-staging.ours.workers.dev"));
    let advice = deployment.advice(&keys, url);
    assert!(advice.contains("workers.dev/api/health") && advice.contains("PUBLIC_ORIGIN"));
    let invite = format!(
        "cargo xtask invite --role admin --env staging --file {} --origin \
         https://postern-staging.ours.workers.dev, for",
        fake.file("keys").display()
    );
    assert!(advice.contains(&invite), "{advice}");

    // The keys are kept where it was said, and are those that were sent; no call has them.
    let kept = fs::read_to_string(fake.file("keys")).expect("it was kept");
    let sent = fs::read_to_string(fake.file("secrets")).expect("it was sent");
    let value = kept.trim().strip_prefix("POSTERN_KEYS=").expect("its form");
    assert_eq!(sent, format!("{{\"POSTERN_KEYS\":\"{value}\"}}"));
    let calls = fake.calls();
    assert!(!calls.concat().contains(value) && !advice.contains(value));
    let config = fs::read_to_string(&deployment.config).expect("it is there");
    assert!(
        config.contains("binding = \"DIRECTORY\"\nid = \"n1\"\n"),
        "{config}"
    );
    let file = calls.last().and_then(|call| call.rsplit(' ').next());
    assert!(!PathBuf::from(file.expect("its last word")).exists());

    let again = deployment.prepare().expect("all is well");
    assert!(matches!(again, Keys::Deployed));
    deployment.upload(&again).expect("all is well");
    let later = fake.calls().split_off(calls.len());
    let expected = [
        "whoami --json",
        "kv namespace list",
        "secret list --env staging",
        "deploy --env staging",
    ];
    assert_eq!(later, expected);
    assert_eq!(
        fs::read_to_string(fake.file("keys")).expect("it is there"),
        kept
    );
}

#[test]
fn a_run_that_has_stopped_before_the_upload_takes_the_same_namespace_and_keys() {
    let fake = FakeWrangler::new(&[LOGGED_IN, NAMESPACES, WORKER].concat());
    let deployment = deployment(&fake, Some("keys"));
    let Keys::New { value: first, .. } = deployment.prepare().expect("all is well") else {
        panic!("the Worker has none");
    };
    let Keys::New { value: second, .. } = deployment.prepare().expect("all is well") else {
        panic!("the Worker has none");
    };
    assert_eq!(*first, *second);
    let creations = fake
        .calls()
        .iter()
        .filter(|call| call.contains("create"))
        .count();
    assert_eq!(creations, 1);
}

#[test]
fn the_command_of_an_invitation_is_whole_and_what_is_closed_is_to_be_opened_first() {
    let fake = FakeWrangler::new("");
    let deployment = deployment(&fake, None);
    let url = Some("https://postern-staging.ours.workers.dev");
    let advice = deployment.advice(&Keys::Deployed, url);
    assert!(!advice.contains("REGISTRATION"), "{advice}");
    let unknown = "invite --role admin --env staging --file FILE --origin https://postern-staging.";
    assert!(advice.contains(unknown), "{advice}");

    let set = "PUBLIC_ORIGIN = \"https://login.example\"\nREGISTRATION = \"closed\"";
    let config = CONFIG.replace("PUBLIC_ORIGIN = \"\"", set);
    fs::write(&deployment.config, config).expect("the folder is ours");
    let advice = deployment.advice(&Keys::Deployed, url);
    let command = "invite --role admin --env staging --file FILE, for the first administrator";
    let opening = "REGISTRATION = \"invite\" under [env.staging.vars]";
    let places = [opening, command].map(|text| advice.find(text));
    assert!(places[0].is_some() && places[0] < places[1], "{advice}");
}

#[test]
fn who_is_not_logged_in_is_told_how() {
    let said = refusal("\"whoami --json\") echo '{\"loggedIn\":false}'; exit 1 ;;");
    assert!(said.contains("npx wrangler login"), "{said}");
}

#[test]
fn a_network_that_is_not_there_is_told_from_a_login_that_is_not() {
    let said = refusal(
        "\"whoami --json\") echo \"✘ [ERROR] Unable to resolve Cloudflare's API hostname \
         (api.cloudflare.com or dash.cloudflare.com).\" >&2; exit 1 ;;",
    );
    assert!(said.contains("cannot be reached"), "{said}");
}

#[test]
fn several_accounts_and_several_namespaces_are_named_and_none_is_guessed() {
    let accounts = r#""whoami --json") echo '{"loggedIn":true,"accounts":[{"id":"a1","name":"Ours"},{"id":"a2","name":"Theirs"}]}' ;;"#;
    let said = refusal(accounts);
    assert!(
        said.contains("CLOUDFLARE_ACCOUNT_ID") && said.contains("a2  Theirs"),
        "{said}"
    );
    let namespaces = r#"
        "kv namespace list") echo '[{"id":"n1","title":"postern-staging-directory"},{"id":"n2","title":"Postern-Staging-Directory"}]' ;;"#;
    let said = refusal(&[LOGGED_IN, namespaces].concat());
    assert!(
        said.contains("n1, n2") && said.contains("wrangler.toml"),
        "{said}"
    );
}

#[test]
fn an_account_that_was_chosen_is_taken() {
    let accounts =
        r#""whoami --json") echo '{"loggedIn":true,"accounts":[{"id":"a1"},{"id":"a2"}]}' ;;"#;
    let fake = FakeWrangler::new(&[accounts, NAMESPACES, WORKER].concat());
    let deployment = deployment(&fake, Some("keys"));
    fs::write(&deployment.config, format!("account_id = \"a2\"\n{CONFIG}")).expect("ours");
    deployment.prepare().expect("all is well");
}

#[test]
fn an_id_that_the_account_does_not_have_is_not_replaced() {
    let fake = FakeWrangler::new(&[LOGGED_IN, NAMESPACES, WORKER].concat());
    let deployment = deployment(&fake, Some("keys"));
    let config = CONFIG.replace("\"DIRECTORY\"\n", "\"DIRECTORY\"\nid = \"elsewhere\"\n");
    fs::write(&deployment.config, &config).expect("the folder is ours");
    let error = deployment
        .prepare()
        .err()
        .expect("it cannot go on")
        .to_string();
    assert!(
        error.contains("elsewhere") && error.contains("right account"),
        "{error}"
    );
    assert_eq!(
        fs::read_to_string(&deployment.config).expect("it is there"),
        config
    );
}

#[test]
fn accounts_without_keys_are_never_given_new_ones() {
    let with_records = WORKER.replace("echo '[]'", "echo '[{\"name\":\"account/a\"}]'");
    let fake = FakeWrangler::new(&[LOGGED_IN, NAMESPACES, &with_records].concat());
    let error = deployment(&fake, Some("keys")).prepare().err();
    let error = error.expect("it cannot go on").to_string();
    assert!(error.contains("would not open them"), "{error}");
    assert!(!fake.file("keys").exists());
}

#[test]
fn new_keys_go_nowhere_but_to_a_terminal_or_a_file() {
    let fake = FakeWrangler::new(&[LOGGED_IN, NAMESPACES, WORKER].concat());
    let mut file = fs::File::create(fake.file("out")).expect("the folder is ours");
    let outcome = secrets::fresh_to(None, &mut file, false);
    assert!(
        outcome
            .err()
            .expect("it is no terminal")
            .to_string()
            .contains("--file")
    );
    assert_eq!(
        fs::read_to_string(fake.file("out")).expect("it is there"),
        ""
    );
    let Ok(Keys::New { value, kept: None }) = secrets::fresh_to(None, &mut file, true) else {
        panic!("a terminal shows them");
    };
    let shown = fs::read_to_string(fake.file("out")).expect("it is there");
    assert_eq!(shown.matches(value.as_str()).count(), 1);

    // Two uploads at once have a file each.
    let keys = Keys::New { value, kept: None };
    let [one, other] = [(); 2].map(|()| secrets::SecretsFile::with(&keys).expect("it is new"));
    assert_ne!(one.path(), other.path());
}

#[test]
fn what_wrangler_says_of_another_failure_is_shown() {
    let failing = "\"kv namespace list\") echo 'A request to the Cloudflare API failed. Authentication \
                   error [code: 10000]' >&2; exit 1 ;;";
    let said = refusal(&[LOGGED_IN, failing].concat());
    assert!(
        said.contains("code: 10000") && said.contains("kv namespace list"),
        "{said}"
    );
    let failing = WORKER.replace("for file;", "exit 1; for file;");
    let fake = FakeWrangler::new(&[LOGGED_IN, NAMESPACES, &failing].concat());
    let deployment = deployment(&fake, Some("keys"));
    let keys = deployment.prepare().expect("all is well");
    let error = deployment
        .upload(&keys)
        .expect_err("wrangler fails")
        .to_string();
    assert!(error.contains("did not deploy"), "{error}");
}

#[test]
fn the_plan_has_every_command_and_no_secret_and_asks_nobody() {
    let fake = FakeWrangler::new("");
    let plan = deployment(&fake, None).plan();
    for command in [
        "whoami --json",
        "kv namespace list",
        "kv namespace create postern-staging-directory",
        "secret list --env staging",
        "cargo xtask build",
        "deploy --env staging [--secrets-file FILE]",
        "cargo xtask invite --role admin --env staging --file FILE",
    ] {
        assert!(plan.contains(command), "{command}: {plan}");
    }
    assert!(!plan.contains("directory:"), "{plan}");
    assert_eq!(fake.calls(), [""; 0]);
}
