//! The text form of a key ring.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::{Key, KeyRing, Root};

/// Why a text is no key ring. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRingError {
    /// An entry is not `name:value`.
    Entry,
    /// A value is not the base64url form of 32 bytes, without padding.
    Value,
    /// A name is neither `directory` nor a number from 1 on nor `pepper-` and such a number.
    Name,
    /// What follows the `@` of a name is not a whole number of seconds.
    Time,
    /// A name stands twice, or a root stands beside what is left of it.
    Duplicate,
    /// `directory` or every root is missing.
    Missing,
}

enum Name {
    Directory,
    Root(Root),
    Pepper(u32),
}

impl KeyRing {
    /// Reads the secret.
    ///
    /// # Errors
    /// Says what is wrong with its form.
    pub fn parse(text: &str) -> Result<Self, KeyRingError> {
        let mut directory = None;
        let mut roots: Vec<(Root, Key)> = Vec::new();
        let mut peppers: Vec<(u32, Key)> = Vec::new();
        let mut seen = Vec::new();
        for entry in text.split(',') {
            let (name, value) = entry.trim().split_once(':').ok_or(KeyRingError::Entry)?;
            let name = parse_name(name)?;
            let key = parse_key(value)?;
            let number = match name {
                Name::Directory => 0,
                Name::Root(Root { id, .. }) | Name::Pepper(id) => id,
            };
            if seen.contains(&number) {
                return Err(KeyRingError::Duplicate);
            }
            seen.push(number);
            match name {
                Name::Directory => directory = Some(key),
                Name::Root(root) => roots.push((root, key)),
                Name::Pepper(id) => peppers.push((id, key)),
            }
        }
        match (directory, roots.is_empty()) {
            (Some(directory), false) => Ok(Self {
                directory,
                roots,
                peppers,
            }),
            _ => Err(KeyRingError::Missing),
        }
    }

    /// The text form, with every key in it.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        // Its final size at once, so that no shorter copy stays behind in memory.
        let entries = 1 + self.roots.len() + self.peppers.len();
        let mut text = Zeroizing::new(String::with_capacity(entries * LONGEST_ENTRY));
        write_entry(&mut text, "directory", &self.directory);
        for (Root { id, since }, key) in &self.roots {
            let name = since.map_or_else(|| id.to_string(), |since| format!("{id}@{since}"));
            write_entry(&mut text, &name, key);
        }
        for (id, key) in &self.peppers {
            write_entry(&mut text, &format!("{PEPPER_PREFIX}{id}"), key);
        }
        text
    }
}

impl fmt::Display for KeyRingError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Entry => "an entry of the key ring is not of the form name:value",
            Self::Value => "a key is not 32 bytes as base64url without padding",
            Self::Name => {
                "a key's name is neither `directory` nor a number from 1 on nor `pepper-` and such a number"
            }
            Self::Time => "what follows the @ of a root's name is not a whole number of seconds",
            Self::Duplicate => "a key's name stands twice",
            Self::Missing => "the key ring needs `directory` and at least one numbered root",
        })
    }
}

impl std::error::Error for KeyRingError {}

fn parse_name(name: &str) -> Result<Name, KeyRingError> {
    if name == "directory" {
        return Ok(Name::Directory);
    }
    if let Some(id) = name.strip_prefix(PEPPER_PREFIX) {
        return parse_id(id).map(Name::Pepper);
    }
    let (id, since) = match name.split_once('@') {
        None => (name, None),
        Some((id, since)) => (id, Some(parse_number(since).ok_or(KeyRingError::Time)?)),
    };
    let id = parse_id(id)?;
    Ok(Name::Root(Root { id, since }))
}

/// 0 is no root: in the header of a sealed thing it stands for `directory`.
fn parse_id(text: &str) -> Result<u32, KeyRingError> {
    parse_number(text)
        .and_then(|number| u32::try_from(number).ok())
        .filter(|id| *id > 0)
        .ok_or(KeyRingError::Name)
}

/// Digits without a sign and without zeros in front, so that a number has one form.
fn parse_number(text: &str) -> Option<u64> {
    let number = text.parse::<u64>().ok()?;
    (number.to_string() == text).then_some(number)
}

fn parse_key(value: &str) -> Result<Key, KeyRingError> {
    let bytes = Zeroizing::new(
        URL_SAFE_NO_PAD
            .decode(value)
            .map_err(|_malformed| KeyRingError::Value)?,
    );
    <[u8; 32]>::try_from(bytes.as_slice())
        .map(Zeroizing::new)
        .map_err(|_wrong_length| KeyRingError::Value)
}

fn write_entry(text: &mut String, name: &str, key: &Key) {
    if !text.is_empty() {
        text.push(',');
    }
    text.push_str(name);
    text.push(':');
    text.push_str(&Zeroizing::new(URL_SAFE_NO_PAD.encode(key.as_slice())));
}

const PEPPER_PREFIX: &str = "pepper-";
/// A comma, two numbers of 10 and 20 digits, `@`, `:` and 43 letters.
const LONGEST_ENTRY: usize = 76;

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    #[test]
    fn each_mistake_has_its_reason() {
        for (entries, expected) in [
            ("", KeyRingError::Entry),
            ("1", KeyRingError::Entry),
            ("1:abc", KeyRingError::Value),
            (&format!("1:{A}="), KeyRingError::Value),
            (&format!("pepper-1:{A}="), KeyRingError::Value),
            (&format!("pepper-1:{A}"), KeyRingError::Missing),
            (&format!("x:{A}"), KeyRingError::Name),
            (&format!(":{A}"), KeyRingError::Name),
            (&format!("0:{A}"), KeyRingError::Name),
            (&format!("01:{A}"), KeyRingError::Name),
            (&format!("+1:{A}"), KeyRingError::Name),
            (&format!("4294967296:{A}"), KeyRingError::Name),
            (&format!("@1:{A}"), KeyRingError::Name),
            (&format!("directory@1:{A}"), KeyRingError::Name),
            (&format!("1:{A},pepper-:{A}"), KeyRingError::Name),
            (&format!("1:{A},pepper-0:{A}"), KeyRingError::Name),
            (&format!("1:{A},pepper-2@1:{A}"), KeyRingError::Name),
            (&format!("1@:{A}"), KeyRingError::Time),
            (&format!("1@x:{A}"), KeyRingError::Time),
            (&format!("1@-1:{A}"), KeyRingError::Time),
            (&format!("1@1@1:{A}"), KeyRingError::Time),
            (&format!("1:{A},1:{B}"), KeyRingError::Duplicate),
            (&format!("1:{A},1@5:{B}"), KeyRingError::Duplicate),
            (&format!("1:{A},pepper-1:{B}"), KeyRingError::Duplicate),
            (
                &format!("1:{A},pepper-2:{B},pepper-2:{B}"),
                KeyRingError::Duplicate,
            ),
            (&format!("1:{A},directory:{B}"), KeyRingError::Duplicate),
        ] {
            let text = format!("directory:{A},{entries}");
            assert_eq!(KeyRing::parse(&text).err(), Some(expected), "{entries}");
        }
        for text in [format!("directory:{A}"), format!("1:{A}")] {
            assert_eq!(KeyRing::parse(&text).err(), Some(KeyRingError::Missing));
        }
    }

    #[test]
    fn a_ring_has_one_text_form() {
        for text in [
            format!("directory:{A},1:{B}"),
            format!("directory:{A},2@1764000000:{B},1:{A},pepper-7:{B}"),
            format!(
                "directory:{A},{}@{}:{B},pepper-{}:{B}",
                u32::MAX,
                u64::MAX,
                u32::MAX - 1
            ),
        ] {
            let ring = KeyRing::parse(&text).expect("well formed");
            assert_eq!(ring.to_text().as_str(), text);
        }
    }

    #[test]
    fn space_around_entries_is_no_part_of_them() {
        assert!(KeyRing::parse(&format!(" directory:{A} , 1:{B}\n")).is_ok());
    }
}
