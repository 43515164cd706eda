//! The stored form of what is of the deployment as a whole. The first had no invitations that
//! administrators have made, and no departures; the third is that of the counters.

use postern_shared::api::Role;
use postern_shared::timestamp::Timestamp;
use postern_shared::username::Username;
use serde::{Deserialize, Serialize};

use crate::adapters::records::bytes::Bytes;
use crate::instance::{
    Census, Claim, Counters, Counts, Departure, Instance, InvitationId, MadeInvitation,
};

/// What an object of the deployment holds.
#[derive(Serialize, Deserialize)]
pub enum StoredInstance {
    /// The first form.
    #[serde(rename = "1")]
    V1(InstanceForm),
    /// The second form.
    #[serde(rename = "2")]
    V2(InstanceForm),
    /// The third form.
    #[serde(rename = "3")]
    V3(InstanceForm),
}

/// An instance.
#[derive(Serialize, Deserialize)]
pub struct InstanceForm {
    claims: Vec<ClaimForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    made: Vec<MadeForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    departures: Vec<DepartureForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counters: Option<CountersForm>,
}

#[derive(Serialize, Deserialize)]
struct ClaimForm {
    id: Bytes<16>,
    locator: Bytes<32>,
    expires_at: Timestamp,
    pending: u32,
    is_settled: bool,
}

#[derive(Serialize, Deserialize)]
struct MadeForm {
    id: Bytes<16>,
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    made_by: Username,
    made_at: Timestamp,
    expires_at: Timestamp,
    is_revoked: bool,
}

#[derive(Serialize, Deserialize)]
struct DepartureForm {
    locator: Bytes<32>,
    forget_at: Timestamp,
    pending: u32,
    is_settled: bool,
}

/// The numbers of a period stand in the order of [`Counts`].
#[derive(Serialize, Deserialize)]
struct CountersForm {
    hour: u64,
    hours: Vec<Counts>,
    days: Vec<Counts>,
    accounts: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counted_at: Option<Timestamp>,
    census: Census,
}

impl StoredInstance {
    /// The oldest form that has all of the instance.
    #[must_use]
    pub fn of(instance: &Instance) -> Self {
        let claims = instance.claims.iter().map(|claim| ClaimForm {
            id: Bytes(claim.id.0),
            locator: Bytes(claim.locator),
            expires_at: claim.expires_at,
            pending: claim.pending,
            is_settled: claim.is_settled,
        });
        let form = InstanceForm {
            claims: claims.collect(),
            made: instance.made.iter().map(MadeForm::of).collect(),
            departures: instance.departures.iter().map(DepartureForm::of).collect(),
            counters: instance.counters.as_deref().map(CountersForm::of),
        };
        if form.counters.is_some() {
            Self::V3(form)
        } else if form.made.is_empty() && form.departures.is_empty() {
            Self::V1(form)
        } else {
            Self::V2(form)
        }
    }

    /// The instance.
    #[must_use]
    pub fn into_instance(self) -> Instance {
        let (Self::V1(form) | Self::V2(form) | Self::V3(form)) = self;
        let claims = form.claims.into_iter().map(|claim| Claim {
            id: InvitationId(claim.id.0),
            locator: claim.locator.0,
            expires_at: claim.expires_at,
            pending: claim.pending,
            is_settled: claim.is_settled,
        });
        let mut instance = Instance::new(
            claims.collect(),
            form.made.into_iter().map(MadeForm::into_made).collect(),
            form.departures
                .into_iter()
                .map(DepartureForm::into_departure)
                .collect(),
        );
        let counters = form.counters.map(CountersForm::into_counters);
        instance.counters = counters.map(Box::new);
        instance
    }
}

impl MadeForm {
    fn of(made: &MadeInvitation) -> Self {
        Self {
            id: Bytes(made.id.0),
            role: made.role,
            email: made.email.clone(),
            made_by: made.made_by.clone(),
            made_at: made.made_at,
            expires_at: made.expires_at,
            is_revoked: made.is_revoked,
        }
    }

    fn into_made(self) -> MadeInvitation {
        MadeInvitation {
            id: InvitationId(self.id.0),
            role: self.role,
            email: self.email,
            made_by: self.made_by,
            made_at: self.made_at,
            expires_at: self.expires_at,
            is_revoked: self.is_revoked,
        }
    }
}

impl DepartureForm {
    const fn of(departure: &Departure) -> Self {
        Self {
            locator: Bytes(departure.locator),
            forget_at: departure.forget_at,
            pending: departure.pending,
            is_settled: departure.is_settled,
        }
    }

    fn into_departure(self) -> Departure {
        Departure {
            locator: self.locator.0,
            forget_at: self.forget_at,
            pending: self.pending,
            is_settled: self.is_settled,
        }
    }
}

impl CountersForm {
    fn of(counters: &Counters) -> Self {
        Self {
            hour: counters.hour,
            hours: counters.hours.clone(),
            days: counters.days.clone(),
            accounts: counters.accounts,
            counted_at: counters.counted_at,
            census: counters.census.clone(),
        }
    }

    fn into_counters(self) -> Counters {
        Counters {
            hour: self.hour,
            hours: self.hours,
            days: self.days,
            accounts: self.accounts,
            counted_at: self.counted_at,
            census: self.census,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fixture: &str) -> Instance {
        let stored: StoredInstance = serde_json::from_str(fixture).expect("a version of ours");
        let read = stored.into_instance();
        let again = serde_json::to_value(StoredInstance::of(&read)).expect("JSON");
        let fixture: serde_json::Value = serde_json::from_str(fixture).expect("JSON");
        assert_eq!(again, fixture);
        read
    }

    #[test]
    fn the_first_version_is_read_and_written_as_it_always_was() {
        let read = read(include_str!("instance_v1.json"));
        assert_eq!(read.claims.len(), 2);
        assert_eq!(read.claims[0].locator, [7; 32]);
        assert!(read.claims[0].is_settled && !read.claims[1].is_settled);
    }

    #[test]
    fn the_second_version_is_read_and_written_as_it_always_was() {
        let read = read(include_str!("instance_v2.json"));
        assert_eq!(read.departures.len(), 1);
        assert!(read.made[0].is_revoked && read.made[0].made_by.as_str() == "alice");
    }

    #[test]
    fn the_third_version_is_read_and_written_as_it_always_was() {
        let read = read(include_str!("instance_v3.json"));
        let counters = read.counters.expect("they are there");
        assert_eq!(counters.hours[0], Counts([2, 1, 0, 0, 0, -1]));
        assert_eq!((counters.accounts, counters.census.counted), (7, 1000));
    }

    #[test]
    fn a_form_of_an_unknown_version_is_refused() {
        assert!(serde_json::from_str::<StoredInstance>(r#"{"4":{"claims":[]}}"#).is_err());
    }
}
