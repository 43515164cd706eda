//! `cargo xtask deploy`: from a login with Cloudflare to a service that answers. Each step looks first at
//! what is there, so that a second run goes on where the first one has stopped.

mod advice;
mod cloudflare;
mod failure;
mod namespace_id;
mod report;
mod secrets;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::build;
use crate::children::StopRequests;
use crate::paths;
use crate::setup;
use crate::wrangler::Wrangler;
use crate::wrangler_config::{self, WranglerConfig};
use cloudflare::Cloudflare;
use secrets::{Keys, SecretsFile};

/// What to deploy.
pub struct Options {
    /// One of [`wrangler_config::ENVIRONMENTS`].
    pub environment: String,
    /// Where the keys are, or are to be kept.
    pub file: Option<PathBuf>,
    /// Whether to say what would be done, and no more.
    pub dry_run: bool,
}

/// Goes through all of it.
pub fn run(options: &Options) -> Result<()> {
    let environment = options.environment.as_str();
    wrangler_config::expect_environment(environment)?;
    let deployment = Deployment {
        cloudflare: Cloudflare::new(Wrangler::installed(Some(environment))),
        environment,
        config: paths::in_root("wrangler.toml"),
        file: options.file.clone(),
    };
    if options.dry_run {
        print!("{}", deployment.plan());
        setup::for_wrangler()?;
        return deployment.cloudflare.rehearse();
    }
    setup::for_wrangler()?;
    let keys = deployment.prepare()?;
    build::run()?;
    // Ctrl-C ends wrangler, and leaves us to remove the file with the keys.
    let _listening = StopRequests::listen()?;
    let url = deployment.upload(&keys)?;
    println!("{}", deployment.advice(&keys, url.as_deref()));
    Ok(())
}

/// One environment on its way to the platform.
struct Deployment<'a> {
    cloudflare: Cloudflare,
    environment: &'a str,
    /// `wrangler.toml`
    config: PathBuf,
    file: Option<PathBuf>,
}

impl Deployment<'_> {
    /// Everything that has to be there before the Worker is: the login, the namespace, the keys.
    fn prepare(&self) -> Result<Keys> {
        let is_account_chosen = std::env::var_os("CLOUDFLARE_ACCOUNT_ID").is_some()
            || self.setting("/account_id").is_some();
        let who = self.cloudflare.who_am_i(is_account_chosen)?;
        println!("logged in as {who}");
        self.namespace()?;
        self.keys()
    }

    /// Finds the namespace or makes it, and sees to it that `wrangler.toml` names it.
    fn namespace(&self) -> Result<()> {
        let text = fs::read_to_string(&self.config).context("cannot read wrangler.toml")?;
        let title = self.title()?;
        let there = self.cloudflare.namespaces()?;
        if let Some(id) = namespace_id::of(&text, self.environment)? {
            if !there.iter().any(|namespace| namespace.id == id) {
                bail!(
                    "wrangler.toml names the KV namespace {id}, which this account does not have: \
                     is it the right account? Else take the line out"
                );
            }
            println!("KV namespace {id}, as wrangler.toml says");
            return Ok(());
        }
        let id = cloudflare::titled(&title, &there)?;
        let id = id.map_or_else(|| self.made(&title), Ok)?;
        println!("KV namespace {title}: {id}");
        let text = namespace_id::entered(&text, self.environment, &id)?;
        fs::write(&self.config, text).context("cannot write wrangler.toml")?;
        println!("entered it in wrangler.toml; commit that");
        Ok(())
    }

    /// The id of a new namespace.
    fn made(&self, title: &str) -> Result<String> {
        self.cloudflare.create_namespace(title)?;
        let there = self.cloudflare.namespaces()?;
        let id = cloudflare::titled(title, &there)?;
        id.with_context(|| {
            format!("the KV namespace {title} was made, but is not in the list yet: try again")
        })
    }

    /// The keys that the Worker has, or those to give it.
    fn keys(&self) -> Result<Keys> {
        if self.cloudflare.has_keys()? {
            println!("the Worker has POSTERN_KEYS already; they stay as they are");
            return Ok(Keys::Deployed);
        }
        let keys = secrets::existing(self.file.as_deref())?;
        if let Some(keys) = keys {
            return Ok(keys);
        }
        if self.cloudflare.has_records()? {
            bail!(
                "the Worker has no POSTERN_KEYS, but its KV namespace has accounts: new keys would \
                 not open them. Give theirs with --file"
            );
        }
        secrets::fresh(self.file.as_deref())
    }

    /// Uploads the Worker, with the keys where it has none; where it answers.
    fn upload(&self, keys: &Keys) -> Result<Option<String>> {
        let secrets = SecretsFile::with(keys)?;
        self.cloudflare.deploy(secrets.path())
    }

    fn title(&self) -> Result<String> {
        let text = fs::read_to_string(&self.config).context("cannot read wrangler.toml")?;
        let config = WranglerConfig::parse(&text)?;
        // As wrangler itself would call it.
        Ok(format!("{}-{}-directory", config.name()?, self.environment))
    }

    /// What would be done, in commands to read.
    fn plan(&self) -> String {
        let title = self.title().unwrap_or_default();
        let keys = match &self.file {
            Some(file) => format!("taken from {0}, or made and kept in {0}", file.display()),
            None => "made, and shown in the terminal this once".to_owned(),
        };
        let commands = self.cloudflare.commands(&title);
        format!(
            "A deployment of {environment} would run, in this order:\n\n\
             1. who is logged in\n     {who}\n\
             2. the KV namespace {title}, which is made where it is not there; its id is entered in \
             wrangler.toml\n     {list}\n     {create}\n\
             3. POSTERN_KEYS: where the Worker has them, they stay. Else they are {keys}; new ones are \
             never made where the namespace has accounts\n     {secrets}\n     {records}\n\
             4. client and Worker are built\n     cargo xtask build\n\
             5. they are uploaded; new keys go with them, in a file that is removed\n     {deploy}\n\
             6. the address is printed, and how to invite the first administrator\n     \
             cargo xtask invite --role admin --env {environment} --file {file}\n\n\
             Now, without the network, what wrangler makes of it:\n",
            environment = self.environment,
            file = advice::shown(self.file.as_deref()),
            who = commands.who,
            list = commands.list,
            create = commands.create,
            secrets = commands.secrets,
            records = commands.records,
            deploy = commands.deploy,
        )
    }

    /// A text of `wrangler.toml`.
    fn setting(&self, pointer: &str) -> Option<String> {
        let text = fs::read_to_string(&self.config).ok()?;
        let config = WranglerConfig::parse(&text).ok()?.into_json();
        Some(config.pointer(pointer)?.as_str()?.to_owned())
    }
}

#[cfg(test)]
mod tests;
