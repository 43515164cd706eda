//! Whatever administrators do, in whatever order, and whatever the person does meanwhile: it is written
//! down, what is stored is what is there, and who is disabled or reset is out.

use postern_shared::api::ActivityKind;
use proptest::prelude::*;

use super::*;
use crate::account::administration::{Actor, Deed, Order};
use crate::account::permission::may_to;
use crate::adapters::records::StoredSlot;

#[derive(Debug, Clone, Copy)]
enum Step {
    Do { role: Role, deed: Deed },
    SignIn,
    Wait { seconds: u64 },
    Publish,
}

fn deed() -> impl Strategy<Value = Deed> {
    let role = prop::sample::select(Role::ALL.to_vec());
    prop_oneof![
        Just(Deed::Disable),
        Just(Deed::Enable),
        Just(Deed::EndSessions),
        Just(Deed::Unlock),
        Just(Deed::ResetFactor),
        Just(Deed::StartPasswordReset),
        role.prop_map(Deed::ChangeRole),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let role = prop::sample::select(Role::ALL.to_vec());
    prop_oneof![
        4 => (role, deed()).prop_map(|(role, deed)| Step::Do { role, deed }),
        3 => Just(Step::SignIn),
        2 => (30..100_000_u64).prop_map(|seconds| Step::Wait { seconds }),
        1 => Just(Step::Publish),
    ]
}

fn order(role: Role, deed: Deed, seconds: u64) -> Order {
    Order {
        actor: Actor {
            username: Username::parse("root").expect("a name"),
            role,
            at: moment(seconds).now,
        },
        deed,
        reason: "because we say so".to_owned(),
    }
}

/// Signs in with what the account asks for now, as far as anybody can who knows the password.
fn try_to_sign_in(slot: &mut Slot, known: &mut TotpSecret, seconds: u64) -> bool {
    let Ok(proved) = log_in(slot, seconds) else {
        return false;
    };
    if let Some(secret) = proved.enrolment {
        *known = secret;
    }
    let right = code(known, &moment(seconds));
    let presented = presented_code(&proved.challenge, &right);
    slot.verify_code(presented, &rules(), &mut moment(seconds))
        .is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_order_is_carried_out_and_written_down_or_changes_nothing(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        let (mut slot, mut known) = confirmed();
        let mut seconds = 60;
        for step in steps {
            seconds += STEP_SECONDS;
            let before = serde_json::to_string(&StoredSlot::of(&slot)).expect("JSON");
            match step {
                Step::Do { role, deed } => {
                    slot.expire(&rules(), moment(seconds).now);
                    let target = account(&mut slot).profile.role;
                    let (news, full) = (slot.news.len(), slot.news.len() >= LogEntry::MOST_WAITING);
                    let order = order(role, deed, seconds);
                    let outcome = slot.administer(order, &rules(), &mut moment(seconds));
                    let is_allowed = may_to(role, deed.action(), target);
                    prop_assert_eq!(outcome.is_ok(), is_allowed && !full);
                    let is_told = slot.news.len() > news;
                    let now = account(&mut slot);
                    let last = now.activity.entries.last().map(|entry| entry.kind);
                    if is_told {
                        prop_assert_eq!(last, deed.told());
                        prop_assert_eq!(slot.take_change(), Change::Published);
                    } else {
                        prop_assert!(matches!(
                            deed,
                            Deed::Disable | Deed::Enable | Deed::ChangeRole(_)
                        ) || outcome.is_err());
                    }
                    let now = account(&mut slot);
                    if is_told && matches!(deed, Deed::Disable | Deed::EndSessions | Deed::ResetFactor) {
                        prop_assert!(now.sessions.is_empty());
                    }
                    if is_told && deed == Deed::ResetFactor {
                        prop_assert!(now.recovery.is_none() && !now.is_confirmed());
                    }
                }
                Step::SignIn => {
                    let has_signed_in = try_to_sign_in(&mut slot, &mut known, seconds);
                    let now = account(&mut slot);
                    prop_assert!(!(has_signed_in && now.profile.disabled));
                    prop_assert!(!has_signed_in || now.is_confirmed());
                }
                Step::Wait { seconds: more } => seconds += more,
                Step::Publish => {
                    let news = slot.news.clone();
                    slot.told(&news);
                    prop_assert!(slot.news.is_empty());
                }
            }
            let text = serde_json::to_string(&StoredSlot::of(&slot)).expect("JSON");
            let stored: StoredSlot = serde_json::from_str(&text).expect("its own form");
            let restored = stored.into_slot(locator()).expect("whole");
            let again = serde_json::to_string(&StoredSlot::of(&restored)).expect("JSON");
            prop_assert_eq!(&again, &text, "after {}", before);
            let now = account(&mut slot);
            prop_assert!(now.is_somebodys() && now.activity.is_intact());
        }
    }
}

#[test]
fn a_deleted_account_leaves_what_has_still_to_be_told_and_is_not_forgotten_before() {
    let (mut slot, _) = confirmed();
    let order = order(Role::Admin, Deed::Delete, 60);
    let administered = slot.administer(order, &rules(), &mut moment(60));
    assert!(administered.is_ok_and(|it| !it.has_removed_administrator));
    let is_listed = |slot: &Slot| {
        matches!(
            slot.tenure,
            Tenure::Released {
                listed_as: Some(_),
                ..
            }
        )
    };
    assert!(is_listed(&slot) && slot.news.len() == 1);
    slot.expire(&rules(), moment(100_000).now);
    assert!(is_listed(&slot), "KV has not let go of it");
    let news = slot.news.clone();
    slot.record_withdrawn(moment(100_000).now);
    slot.expire(&rules(), moment(100_600).now);
    assert!(matches!(slot.tenure, Tenure::Vacant) && !slot.is_blank());
    slot.told(&news);
    assert!(slot.is_blank());
}

#[test]
fn what_the_owner_does_after_a_reset_is_no_first_confirmation() {
    let (mut slot, mut known) = confirmed();
    let order = order(Role::Support, Deed::ResetFactor, 60);
    assert!(slot.administer(order, &rules(), &mut moment(60)).is_ok());
    assert!(try_to_sign_in(&mut slot, &mut known, 120));
    let kinds: Vec<_> = account(&mut slot)
        .activity
        .entries
        .iter()
        .map(|entry| entry.kind)
        .collect();
    assert!(kinds.contains(&ActivityKind::EnrolledAnew));
    let confirmed = kinds.iter();
    let confirmed = confirmed.filter(|kind| **kind == ActivityKind::AccountConfirmed);
    assert_eq!(confirmed.count(), 1);
    assert!(account(&mut slot).enrol_until.is_none());
}

#[test]
fn fifty_entries_that_wait_are_less_than_40_kb() {
    let (mut slot, _) = confirmed();
    for _ in 0..LogEntry::MOST_WAITING {
        let mut order = order(Role::Admin, Deed::Unlock, 60);
        order.actor.username = Username::parse(&"r".repeat(64)).expect("a name");
        order.reason = "\u{1F40E}".repeat(100);
        assert!(slot.administer(order, &rules(), &mut moment(60)).is_ok());
    }
    let row = serde_json::to_vec(&StoredSlot::of(&slot)).expect("JSON");
    assert!(row.len() < 40_000, "{}", row.len());
}
