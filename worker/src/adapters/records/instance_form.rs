//! The stored form of what is of the deployment as a whole.

use postern_shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::adapters::records::bytes::Bytes;
use crate::instance::{Claim, Instance, InvitationId};

/// What the deployment's one object holds.
#[derive(Serialize, Deserialize)]
pub enum StoredInstance {
    /// The first form.
    #[serde(rename = "1")]
    V1(InstanceForm),
}

/// An instance.
#[derive(Serialize, Deserialize)]
pub struct InstanceForm {
    claims: Vec<ClaimForm>,
}

#[derive(Serialize, Deserialize)]
struct ClaimForm {
    id: Bytes<16>,
    locator: Bytes<32>,
    expires_at: Timestamp,
    pending: u32,
    is_settled: bool,
}

impl StoredInstance {
    /// All of the instance.
    #[must_use]
    pub fn of(instance: &Instance) -> Self {
        let claims = instance.claims.iter().map(|claim| ClaimForm {
            id: Bytes(claim.id.0),
            locator: Bytes(claim.locator),
            expires_at: claim.expires_at,
            pending: claim.pending,
            is_settled: claim.is_settled,
        });
        Self::V1(InstanceForm {
            claims: claims.collect(),
        })
    }

    /// The instance.
    #[must_use]
    pub fn into_instance(self) -> Instance {
        let Self::V1(form) = self;
        let claims = form.claims.into_iter().map(|claim| Claim {
            id: InvitationId(claim.id.0),
            locator: claim.locator.0,
            expires_at: claim.expires_at,
            pending: claim.pending,
            is_settled: claim.is_settled,
        });
        Instance::new(claims.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_version_is_read_and_written_as_it_always_was() {
        let first = include_str!("instance_v1.json");
        let stored: StoredInstance = serde_json::from_str(first).expect("version 1");
        let read = stored.into_instance();
        assert_eq!(read.claims.len(), 2);
        assert_eq!(read.claims[0].locator, [7; 32]);
        assert!(read.claims[0].is_settled && !read.claims[1].is_settled);
        let again = serde_json::to_value(StoredInstance::of(&read)).expect("JSON");
        let fixture: serde_json::Value = serde_json::from_str(first).expect("JSON");
        assert_eq!(again, fixture);
    }

    #[test]
    fn a_form_of_an_unknown_version_is_refused() {
        assert!(serde_json::from_str::<StoredInstance>(r#"{"2":{"claims":[]}}"#).is_err());
    }
}
