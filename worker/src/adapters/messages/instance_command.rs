//! What the Worker asks of the deployment's one object. Its few forms have one length, so they are
//! written and read by hand: the code for it is a tenth.

use postern_shared::timestamp::Timestamp;

use super::encoding::FORM;
use crate::instance::{InvitationId, InvitationStep};

/// The commands of [`crate::ports::Instance`]. A [`super::Reply`] answers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstanceCommand {
    /// Take a step with an invitation.
    Invitation {
        /// Which.
        id: InvitationId,
        /// What.
        step: InvitationStep,
    },
    /// Seal anew what is not sealed under the active root.
    Wake,
}

impl InstanceCommand {
    /// The number of the form, that of the command, id (16), locator (32) and end in seconds (8, big
    /// endian), with zeros where the command has none.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        let (number, id, locator, end) = match self {
            Self::Wake => (WAKE, [0; 16], [0; 32], Timestamp::default()),
            Self::Invitation { id, step } => match step {
                InvitationStep::Look => (LOOK, id.0, [0; 32], Timestamp::default()),
                InvitationStep::Claim {
                    locator,
                    expires_at,
                } => (CLAIM, id.0, locator, expires_at),
                InvitationStep::GiveBack { locator } => {
                    (GIVE_BACK, id.0, locator, Timestamp::default())
                }
                InvitationStep::Settle { locator } => (SETTLE, id.0, locator, Timestamp::default()),
            },
        };
        let end = end.unix_seconds().to_be_bytes();
        [&[FORM, number], id.as_slice(), &locator, &end].concat()
    }

    /// The command in these bytes, all of them; `None` where they are of another form.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<2>()?;
        let (id, rest) = rest.split_first_chunk()?;
        let (locator, end) = rest.split_first_chunk()?;
        let end = u64::from_be_bytes(end.try_into().ok()?);
        let (id, locator) = (InvitationId(*id), *locator);
        let step = match *head {
            [FORM, WAKE] => return Some(Self::Wake),
            [FORM, LOOK] => InvitationStep::Look,
            [FORM, CLAIM] => InvitationStep::Claim {
                locator,
                expires_at: Timestamp::from_unix_seconds(end),
            },
            [FORM, GIVE_BACK] => InvitationStep::GiveBack { locator },
            [FORM, SETTLE] => InvitationStep::Settle { locator },
            _ => return None,
        };
        Some(Self::Invitation { id, step })
    }
}

const WAKE: u8 = 0;
const LOOK: u8 = 1;
const CLAIM: u8 = 2;
const GIVE_BACK: u8 = 3;
const SETTLE: u8 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_survives_the_way_and_nothing_else_is_one() {
        let (id, locator) = (InvitationId([1; 16]), [2; 32]);
        let expires_at = Timestamp::from_unix_seconds(3);
        let steps = [
            InvitationStep::Look,
            InvitationStep::Claim {
                locator,
                expires_at,
            },
            InvitationStep::GiveBack { locator },
            InvitationStep::Settle { locator },
        ];
        let steps = steps.map(|step| InstanceCommand::Invitation { id, step });
        for command in steps.into_iter().chain([InstanceCommand::Wake]) {
            let bytes = command.to_bytes();
            assert_eq!(InstanceCommand::from_bytes(&bytes), Some(command));
            for place in 0..bytes.len() {
                assert_eq!(InstanceCommand::from_bytes(&bytes[..place]), None);
            }
            let longer = [bytes.as_slice(), &[0]].concat();
            assert_eq!(InstanceCommand::from_bytes(&longer), None);
            let mut other = bytes.clone();
            other[0] ^= 1;
            assert_eq!(InstanceCommand::from_bytes(&other), None);
            other = bytes;
            other[1] = 5;
            assert_eq!(InstanceCommand::from_bytes(&other), None);
        }
    }
}
