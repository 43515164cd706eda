//! What many people cost: rows a second of an import, and a page of the list of people with few of them
//! and with many.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use postern_shared::username::Username;
use postern_worker::account::{Account, Entropy};
use postern_worker::adapters::directory_record::{DirectoryRecord, Published, key, locator_of};
use postern_worker::adapters::list_entry::ListEntry;
use postern_worker::config::Config;
use serde_json::{Value, json};

use super::people::{Api, PASSWORD, Person, Way};
use super::processor_time::median;
use super::server::Server;
use crate::import;
use crate::keys::SecretFile;
use crate::paths;
use crate::progress::Progress;
use crate::records::{Namespace, Place, Record, Stored};
use crate::restore::{Judge, Sound};

/// Medians of how long an answer took.
pub struct Pages {
    /// Which page.
    pub what: &'static str,
    /// With [`FEW`] accounts.
    pub few: Duration,
    /// With [`MANY`] accounts.
    pub many: Duration,
}

/// Imports [`IMPORTED`] people by the command, which prints its rate, and an administrator.
pub fn import_many(server: &Server, folder: &Path) -> Result<()> {
    import_people(&server.origin, folder, IMPORTED)
}

/// Imports [`FEW`] accounts, of which one is an administrator's.
pub fn import_few(server: &Server, folder: &Path) -> Result<()> {
    import_people(&server.origin, folder, FEW)
}

fn import_people(origin: &str, folder: &Path, number: u32) -> Result<()> {
    let people = folder.join("people.jsonl");
    let administrator = json!({
        "username": ADMINISTRATOR,
        "role": "admin",
        "password": PASSWORD,
        "totp_secret": SECRET,
    });
    let rows = (1..number).map(person).chain([administrator]);
    let lines: Vec<_> = rows.map(|row| row.to_string()).collect();
    fs::create_dir_all(folder)?;
    fs::write(&people, lines.join("\n"))?;
    let _outcome = import::run(&import::Options {
        people,
        origin: Some(origin.to_owned()),
        file: None,
        report: None,
        dry_run: false,
    })?;
    Ok(())
}

fn person(number: u32) -> Value {
    json!({
        "username": username(number),
        "email": format!("person{number}@example.com"),
        "password_hash": HASH,
        "totp_secret": SECRET,
    })
}

fn username(number: u32) -> String {
    format!("person{number}")
}

/// Writes accounts into the KV of a service that is not running until there are [`MANY`], as the
/// service would write them: each is a copy of an imported one under another name.
pub fn fill(state: &Path) -> Result<()> {
    let ring = SecretFile::read(&paths::in_root(".dev.vars"))?.ring()?;
    let text = ring.to_text();
    let config = Config::read(|name| (name == "POSTERN_KEYS").then(|| text.to_string()))?;
    let namespace = Namespace::at(&Place::Here(state.to_owned()))?;
    let imported = any_record(&namespace)?;
    let Ok(Sound { metadata, .. }) = Judge::new(&ring)?.judge(&imported) else {
        bail!("what was imported does not open");
    };
    let mut account = account_of(&config, &imported)?;
    let mut entropy = Entropy::from_seed([7; Entropy::SEED_LENGTH]);
    let numbers: Vec<u32> = (FEW..MANY).collect();
    let mut progress = Progress::of(numbers.len(), "written");
    for numbers in numbers.chunks(BATCH) {
        let mut batch = Vec::new();
        for number in numbers {
            progress.step();
            account.profile.username = Username::parse(&username(*number))?;
            let locator = config.locators.locate(&account.profile.username);
            let entry = ListEntry::of_person(&config, &locator, &account, &mut entropy)?;
            batch.push(Stored {
                metadata: json!({ "text": entry.text }),
                record: Record {
                    value: entry.value(),
                    key: entry.key,
                },
            });
            let made = DirectoryRecord::of(&config, &locator, &account, &mut entropy)?;
            batch.push(Stored {
                metadata: metadata.clone(),
                record: Record {
                    key: key(&locator),
                    value: made.sealed,
                },
            });
        }
        namespace.put(&batch)?;
    }
    Ok(())
}

fn any_record(namespace: &Namespace) -> Result<Record> {
    let keys = namespace.keys()?;
    let key = keys.iter().find(|key| locator_of(key).is_some());
    let key = key.context("nobody was imported")?;
    let mut found = None;
    namespace.read(std::slice::from_ref(key), &mut |record| {
        found = Some(record);
        Ok(())
    })?;
    found.context("the record is gone")
}

fn account_of(config: &Config, record: &Record) -> Result<Account> {
    let locator = locator_of(&record.key).context("this is no account's key")?;
    let published = Published::open(config, &locator, &record.value, None)?;
    Ok(*published.into_account()?.context("its root is gone")?)
}

/// Asks for pages by turns.
pub fn pages(few: &Server, many: &Server) -> Result<Vec<Pages>> {
    let [few, many] = [few, many].map(|server| Asking::of(&server.origin));
    let (few, many) = (few?, many?);
    [
        ("the first page", json!({})),
        ("a search that finds one", json!({ "search": "person99" })),
        ("a search that finds nobody", json!({ "search": "nobody" })),
    ]
    .into_iter()
    .map(|(what, body)| {
        let (mut of_few, mut of_many) = (Vec::new(), Vec::new());
        for _round in 0..ROUNDS {
            of_few.push(few.page(&body)?);
            of_many.push(many.page(&body)?);
        }
        Ok(Pages {
            what,
            few: median(of_few),
            many: median(of_many),
        })
    })
    .collect()
}

struct Asking {
    agent: ureq::Agent,
    url: String,
    token: String,
}

impl Asking {
    fn of(origin: &str) -> Result<Self> {
        let api = Api::new(origin);
        let mut administrator = Person::imported(ADMINISTRATOR, SECRET)?;
        let token = api.sign_in(&mut administrator, Way::Plain)?;
        Ok(Self {
            agent: ureq::Agent::new_with_defaults(),
            url: format!("{origin}/api/admin/people"),
            token,
        })
    }

    fn page(&self, body: &Value) -> Result<Duration> {
        let start = Instant::now();
        let mut response = self
            .agent
            .post(&self.url)
            .header("Authorization", format!("Bearer {}", self.token))
            .send_json(body)?;
        let _page = response.body_mut().read_to_string()?;
        Ok(start.elapsed())
    }
}

/// Accounts of a small deployment.
pub const FEW: u32 = 100;
/// Accounts of a large one.
pub const MANY: u32 = 100_000;
/// People of an import.
pub const IMPORTED: u32 = 10_000;
const ROUNDS: usize = 40;
const BATCH: usize = 10_000;
const ADMINISTRATOR: &str = "administrator";
/// Of some password, by bcrypt with cost 12.
const HASH: &str = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";
const SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
