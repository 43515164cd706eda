//! How passwords are kept and checked: Argon2id with a pepper (RFC 9106, OWASP Password Storage), or
//! OPAQUE (RFC 9807). A record of either form is checked whatever the protocol of the deployment is,
//! and moves to that at the next sign-in.

use postern_opaque::server::{ExpectedProof, KeptRecord, Server};
use postern_opaque::{Argon2Cost, Ke1, Ke2, RegistrationRequest, RegistrationResponse, in_place};
use postern_shared::api::PasswordProtocol;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::account::locator::Locator;
use crate::account::moment::Entropy;
use crate::account::password::Password;
use crate::account::password_record::PasswordRecord;

/// The keys of passwords and what they cost.
pub struct Passwords {
    protocol: PasswordProtocol,
    /// What a new record costs.
    cost: Argon2Cost,
    /// What older ones may have cost.
    older_costs: Vec<Argon2Cost>,
    /// That of the active root first, which is used for new records; then those of the others, and
    /// what is left of retired ones.
    peppers: Vec<(u32, Zeroizing<[u8; 32]>)>,
    opaque: Server,
}

/// The answer to somebody who registers without showing the password.
pub struct RegistrationStarted {
    /// The number of the key pair that the record will need.
    pub key_pair: u32,
    /// What the record has to be made with.
    pub cost: Argon2Cost,
    /// The answer.
    pub response: RegistrationResponse,
}

impl Passwords {
    /// With the peppers of the key ring by their root key, the active one first, and the key pairs
    /// of OPAQUE, which are numbered alike.
    #[must_use]
    pub fn new(
        protocol: PasswordProtocol,
        cost: Argon2Cost,
        peppers: Vec<(u32, Zeroizing<[u8; 32]>)>,
        opaque: Server,
    ) -> Self {
        Self {
            protocol,
            cost,
            older_costs: Vec::new(),
            peppers,
            opaque,
        }
    }

    /// The same, where records may also be of these costs.
    #[must_use]
    pub fn with_older_costs(mut self, older: Vec<Argon2Cost>) -> Self {
        self.older_costs = older;
        self
    }

    /// The protocol of new records.
    #[must_use]
    pub const fn protocol(&self) -> PasswordProtocol {
        self.protocol
    }

    /// The cost of new records first, then those that older ones may have.
    pub fn costs(&self) -> impl Iterator<Item = Argon2Cost> {
        std::iter::once(self.cost).chain(self.older_costs.iter().copied())
    }

    /// Whether a record of this key pair can be checked.
    #[must_use]
    pub fn has_key_pair(&self, number: u32) -> bool {
        self.peppers.iter().any(|(root, _)| *root == number)
    }

    /// Makes the record of a password for the account at `locator`. `None` where there is no memory
    /// for it, or no key or a cost out of RFC 9106's bounds, which a started service excludes.
    #[must_use]
    pub fn keep(
        &self,
        password: &Password,
        locator: &Locator,
        entropy: &mut Entropy,
    ) -> Option<PasswordRecord> {
        let cost = self.cost;
        let input = password.expose().as_bytes();
        match self.protocol {
            PasswordProtocol::Argon2id => {
                let (root, pepper) = self.peppers.first()?;
                let salt = entropy.draw();
                Some(PasswordRecord::Argon2id {
                    cost,
                    pepper_root: *root,
                    salt,
                    output: cost.argon2id(Some(pepper.as_slice()), &salt, input)?,
                })
            }
            PasswordProtocol::Opaque => {
                in_place::register(&self.opaque, locator.as_bytes(), input, cost, entropy)
                    .map(PasswordRecord::Opaque)
            }
        }
    }

    /// Whether this is the password of the account at `locator`, compared in constant time. Without
    /// a record the work is that of a wrong password, and the answer is no. A wrong password is given
    /// the work of every cost that records may have, so that the time does not tell which it is.
    ///
    /// `None` where there is no memory for it.
    #[must_use]
    pub fn verify(
        &self,
        record: Option<&PasswordRecord>,
        locator: &Locator,
        password: &Password,
        entropy: &mut Entropy,
    ) -> Option<bool> {
        let input = password.expose().as_bytes();
        let (server, credential) = (&self.opaque, locator.as_bytes());
        let verify_opaque = |kept: Option<&KeptRecord>, entropy: &mut Entropy| {
            in_place::verify(server, kept, credential, input, self.cost, entropy)
        };
        let is_right = match (record, self.protocol) {
            (Some(PasswordRecord::Opaque(kept)), _) => verify_opaque(Some(kept), entropy)?,
            (Some(record), PasswordProtocol::Argon2id) => self.verify_shown(record, input)?,
            // Those that have not moved yet shall not be known by a quicker answer.
            (Some(record), PasswordProtocol::Opaque) => {
                in_place::rehearse(server, credential, input, entropy);
                self.verify_shown(record, input)?
            }
            (None, PasswordProtocol::Opaque) => verify_opaque(None, entropy)?,
            (None, PasswordProtocol::Argon2id) => {
                // A tag of zeros has a chance of 2^-256; `false` makes it none.
                self.verify_argon2id(&self.decoy(), input)? & false
            }
        };
        if !is_right {
            // A foreign hash is work besides, so that what tells it is that it takes longer.
            let done = record.map_or(Some(self.cost), PasswordRecord::cost);
            for cost in self.costs().filter(|cost| Some(*cost) != done) {
                let _work = cost.argon2id::<32>(None, &[0; 16], input)?;
            }
        }
        Some(is_right)
    }

    /// Whether a new record would be of another form, dearer, or under another root key.
    #[must_use]
    pub fn is_outdated(&self, record: &PasswordRecord) -> bool {
        let protocol = match record {
            PasswordRecord::Argon2id { .. } => PasswordProtocol::Argon2id,
            PasswordRecord::Opaque(_) => PasswordProtocol::Opaque,
            PasswordRecord::Foreign(_) => return true,
        };
        let active = self.peppers.first().map(|(root, _)| *root);
        protocol != self.protocol
            || record.cost().is_some_and(|cost| cost.is_below(self.cost))
            || active.is_some_and(|active| Some(active) != record.pepper_root())
    }

    /// Answers somebody who registers without showing the password, alike for every name.
    #[must_use]
    pub fn start_registration(
        &self,
        locator: &Locator,
        request: &RegistrationRequest,
    ) -> Option<RegistrationStarted> {
        let cost = self.cost;
        let key_pair = self.opaque.active_key_pair()?;
        let response = self
            .opaque
            .start_registration(key_pair, locator.as_bytes(), request)?;
        Some(RegistrationStarted {
            key_pair,
            cost,
            response,
        })
    }

    /// Answers somebody who signs in without showing the password. A record of the other form counts
    /// as none, which makes no difference that could be seen.
    #[must_use]
    pub fn start_login(
        &self,
        record: Option<&PasswordRecord>,
        locator: &Locator,
        ke1: &Ke1,
        entropy: &mut Entropy,
    ) -> Option<(ExpectedProof, Ke2)> {
        let kept = match record {
            Some(PasswordRecord::Opaque(kept)) => Some(kept),
            Some(PasswordRecord::Argon2id { .. } | PasswordRecord::Foreign(_)) | None => None,
        };
        self.opaque
            .start_login(kept, locator.as_bytes(), ke1, self.cost, entropy)
    }

    /// Checks a record of a form that needs the password itself.
    fn verify_shown(&self, record: &PasswordRecord, input: &[u8]) -> Option<bool> {
        match record {
            PasswordRecord::Foreign(hash) => hash.verify(input),
            record => self.verify_argon2id(record, input),
        }
    }

    fn verify_argon2id(&self, record: &PasswordRecord, input: &[u8]) -> Option<bool> {
        let PasswordRecord::Argon2id {
            cost,
            pepper_root,
            salt,
            output,
        } = record
        else {
            return Some(false);
        };
        let mut peppers = self.peppers.iter();
        let pepper = peppers
            .find(|(root, _)| root == pepper_root)
            .map(|(_, pepper)| pepper.as_slice());
        // Without its pepper nothing is right, after the same work.
        let computed = cost.argon2id::<32>(Some(pepper.unwrap_or(&[0; 32])), salt, input)?;
        Some(bool::from(computed.ct_eq(output)) && pepper.is_some())
    }

    fn decoy(&self) -> PasswordRecord {
        let cost = self.cost;
        PasswordRecord::Argon2id {
            cost,
            pepper_root: self.peppers.first().map_or(0, |(root, _)| *root),
            salt: [0; 16],
            output: [0; 32],
        }
    }
}

#[cfg(test)]
mod tests;
