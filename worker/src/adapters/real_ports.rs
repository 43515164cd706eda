//! The ports as they are in production.

use std::sync::Arc;

use postern_shared::timestamp::Timestamp;
use worker::Env;

use crate::account::Entropy;
use crate::adapters::account_client::AccountClient;
use crate::adapters::asset_files::AssetFiles;
use crate::adapters::breach_ranges::BreachRanges;
use crate::adapters::environment;
use crate::adapters::instance_client::InstanceClient;
use crate::adapters::kv_directory::KvDirectory;
use crate::adapters::profile_memo::RememberingDirectory;
use crate::adapters::rate_limit::RateLimit;
use crate::adapters::web_crypto::WebCrypto;
use crate::config::Config;
use crate::hold::Hold;
use crate::instance::Tally;
use crate::ports::Ports;
use crate::stopwatch::Stopwatch;

/// Durable Object, KV, rate limit, assets, clock and randomness of the runtime.
#[derive(Clone)]
pub struct RealPorts {
    accounts: AccountClient,
    instance: InstanceClient,
    directory: RememberingDirectory,
    flood_shield: RateLimit,
    client_files: AssetFiles,
    breached_passwords: BreachRanges,
    tally: Tally,
}

impl RealPorts {
    /// The ports of this environment.
    #[must_use]
    pub fn new(env: &Env, config: Arc<Config>) -> Self {
        Self {
            accounts: AccountClient::new(env.clone()),
            instance: InstanceClient::new(env.clone()),
            directory: RememberingDirectory::new(KvDirectory::new(
                env.clone(),
                Arc::clone(&config),
            )),
            flood_shield: RateLimit::new(env.clone()),
            client_files: AssetFiles::new(env.clone()),
            breached_passwords: BreachRanges::new(config),
            tally: Tally::default(),
        }
    }
}

impl Ports for RealPorts {
    type Accounts = AccountClient;
    type Instance = InstanceClient;
    type Directory = RememberingDirectory;
    type FloodShield = RateLimit;
    type ClientFiles = AssetFiles;
    type BreachedPasswords = BreachRanges;
    type Signer = WebCrypto;

    fn accounts(&self) -> &AccountClient {
        &self.accounts
    }

    fn instance(&self) -> &InstanceClient {
        &self.instance
    }

    fn directory(&self) -> &RememberingDirectory {
        &self.directory
    }

    fn flood_shield(&self) -> &RateLimit {
        &self.flood_shield
    }

    fn client_files(&self) -> &AssetFiles {
        &self.client_files
    }

    fn breached_passwords(&self) -> &BreachRanges {
        &self.breached_passwords
    }

    fn signer(&self) -> &WebCrypto {
        &WebCrypto
    }

    fn tally(&self) -> &Tally {
        &self.tally
    }

    fn now(&self) -> Timestamp {
        environment::now()
    }

    fn entropy(&self) -> Option<Entropy> {
        environment::entropy()
    }

    fn normalize(&self, text: &str) -> String {
        worker::js_sys::JsString::from(text).normalize("NFC").into()
    }

    fn for_request(&self, stopwatch: Option<&Stopwatch>, hold: &Hold) -> Self {
        Self {
            accounts: self.accounts.for_request(stopwatch, hold),
            instance: self.instance.clone(),
            directory: match stopwatch {
                Some(stopwatch) => self.directory.timed(stopwatch),
                None => self.directory.clone(),
            },
            flood_shield: self.flood_shield.clone(),
            client_files: self.client_files.clone(),
            breached_passwords: self.breached_passwords.clone(),
            tally: self.tally.clone(),
        }
    }
}
