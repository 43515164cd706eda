//! The service under test.

use std::sync::Arc;

use postern_opaque::server::Server;
use postern_shared::api::Role;
use postern_shared::username::Username;
use postern_worker::account::Locator;
use postern_worker::account::{Argon2Cost, Passwords, Slot};
use postern_worker::config::Config;
use postern_worker::instance::Tally;
use postern_worker::keys::KeyRing;

use super::accounts::{MemoryAccounts, MemoryDirectory, Objects};
use super::clock::{Clock, Seeds};
use super::instance::MemoryInstance;
use super::kv::Kv;
use super::ports::{MemoryBreaches, MemoryFiles, MemoryPorts, MemoryShield};
use super::secrets::Secrets;

/// Where the service is reached.
pub const ORIGIN: &str = "https://login.example";

/// A key ring of one root.
pub const KEYS: &str = "directory:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,\
    1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
/// The same, after a rotation.
pub const ROTATED_KEYS: &str = "directory:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA,\
    2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI,\
    1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
/// Another deployment's, with the same numbers.
pub const FOREIGN_KEYS: &str = "directory:BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ,\
    1:AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM";

/// A running service, with everything around it in the test's hands.
pub struct TestApp {
    pub config: Arc<Config>,
    pub ports: MemoryPorts,
    pub secrets: Secrets,
}

impl TestApp {
    /// With the settings' defaults.
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// With these variables.
    pub fn with(variables: &[(&str, &str)]) -> Self {
        let config = config(variables);
        let (clock, seeds) = (Clock::default(), Seeds::default());
        let accounts = MemoryAccounts {
            directory: MemoryDirectory {
                config: Arc::clone(&config),
                kv: Kv::default(),
            },
            config: Arc::clone(&config),
            clock: clock.clone(),
            seeds: seeds.clone(),
            objects: Arc::new(Objects::default()),
        };
        let instance = MemoryInstance::new(Arc::clone(&config), clock.clone(), seeds.clone());
        Self {
            config,
            ports: MemoryPorts {
                instance,
                accounts,
                flood_shield: MemoryShield::default(),
                client_files: MemoryFiles::default(),
                breaches: MemoryBreaches::default(),
                clock,
                seeds,
                tally: Tally::default(),
            },
            secrets: Secrets::default(),
        }
    }

    /// The same objects, KV and clock behind a deployment with other variables.
    pub fn redeployed_with(&self, variables: &[(&str, &str)]) -> Self {
        let config = config(variables);
        let mut ports = self.ports.clone();
        ports.accounts.config = Arc::clone(&config);
        ports.accounts.directory.config = Arc::clone(&config);
        ports.instance.config = Arc::clone(&config);
        Self {
            config,
            ports,
            secrets: self.secrets.clone(),
        }
    }

    pub fn advance(&self, seconds: u64) {
        self.ports.clock.advance(seconds);
    }

    pub fn kv(&self) -> &Kv {
        &self.ports.accounts.directory.kv
    }

    pub fn objects(&self) -> &Objects {
        &self.ports.accounts.objects
    }

    /// Everything that is kept: in the objects and in KV. Sealed values differ with every write,
    /// so that an unnecessary one is noticed too.
    pub fn snapshot(&self) -> (Vec<String>, Vec<(String, Vec<u8>)>) {
        (self.objects().snapshot(), self.kv().written())
    }

    pub fn locator(&self, username: &str) -> Locator {
        let username = Username::parse(username).expect("the test names a good name");
        self.config.locators.locate(&username)
    }

    /// Changes a slot behind the calls' back.
    pub fn edit(&self, username: &str, edit: impl FnOnce(&mut Slot)) {
        self.ports.accounts.edit(&self.locator(username), edit);
    }

    /// What an administrator will do.
    pub fn set_role(&self, username: &str, role: Role) {
        self.edit(username, |slot| {
            if let postern_worker::account::Tenure::Held(account) = &mut slot.tenure {
                account.profile.role = role;
            }
        });
    }

    /// What an administrator will do.
    pub fn disable(&self, username: &str) {
        self.edit(username, |slot| {
            if let postern_worker::account::Tenure::Held(account) = &mut slot.tenure {
                account.profile.disabled = true;
            }
        });
    }
}

/// The settings as a deployment reads them, but with an Argon2 that takes microseconds where they
/// do not say what it costs.
fn config(variables: &[(&str, &str)]) -> Arc<Config> {
    let keys = variables
        .iter()
        .find(|(name, _)| *name == "POSTERN_KEYS")
        .map_or(KEYS, |(_, value)| value);
    let mut config = Config::read(|name| match name {
        "POSTERN_KEYS" => Some(keys.to_owned()),
        name => variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned()),
    })
    .expect("the test sets good variables");
    let ring = KeyRing::parse(keys).expect("the config has read it already");
    let cost = Argon2Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    if !variables.iter().any(|(name, _)| *name == "PASSWORD_ARGON2") {
        let protocol = config.rules.passwords.protocol();
        let opaque = Server::new(ring.opaque_oprf_seed(), ring.opaque_key_pair_seeds());
        config.rules.passwords = Passwords::new(protocol, cost, ring.peppers(), opaque);
    }
    Arc::new(config)
}
