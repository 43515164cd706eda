//! Invitations by example, and in every order of a few steps.

mod counters;
mod departures;
mod made_invitations;

use super::*;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_700_000_000);
const END: Timestamp = Timestamp::from_unix_seconds(1_700_000_000 + 3600);
const ID: InvitationId = InvitationId([1; 16]);

fn claim(locator: u8) -> InvitationStep {
    InvitationStep::Claim {
        locator: [locator; 32],
        expires_at: END,
    }
}

fn give_back(locator: u8) -> InvitationStep {
    InvitationStep::GiveBack {
        locator: [locator; 32],
    }
}

fn settle(locator: u8) -> InvitationStep {
    InvitationStep::Settle {
        locator: [locator; 32],
    }
}

/// Takes the steps one after the other; answers what came of the last.
fn after(steps: &[InvitationStep]) -> Result<(), Refusal> {
    let mut instance = Instance::default();
    let outcomes = steps.iter().map(|step| instance.invitation(ID, *step, NOW));
    outcomes.last().expect("there is a step")
}

#[test]
fn an_invitation_is_claimed_for_one_name_however_often_that_asks() {
    assert_eq!(after(&[claim(1)]), Ok(()));
    assert_eq!(after(&[claim(1), claim(1), claim(1)]), Ok(()));
    let other = after(&[claim(1), claim(2)]);
    assert_eq!(other, Err(Refusal::InvitationUsed));
}

#[test]
fn what_is_given_back_is_anybodys() {
    assert_eq!(after(&[claim(1), give_back(1), claim(2)]), Ok(()));
}

#[test]
fn while_one_registration_may_have_been_carried_out_another_one_gives_nothing_back() {
    // The first broke off, and came again; the second was refused, because the first was not.
    let steps = [claim(1), claim(1), give_back(1), claim(2)];
    assert_eq!(after(&steps), Err(Refusal::InvitationUsed));
    let steps = [claim(1), claim(1), give_back(1), give_back(1), claim(2)];
    assert_eq!(after(&steps), Ok(()));
}

#[test]
fn nobody_gives_back_what_is_anothers() {
    let steps = [claim(1), give_back(2), claim(2)];
    assert_eq!(after(&steps), Err(Refusal::InvitationUsed));
}

#[test]
fn what_has_done_its_work_is_worth_nothing_to_anybody() {
    for step in [claim(1), claim(2), InvitationStep::Look] {
        let outcome = after(&[claim(1), settle(1), give_back(1), step]);
        assert_eq!(outcome, Err(Refusal::InvitationUsed), "{step:?}");
    }
    // Nobody else's word counts.
    assert_eq!(after(&[claim(1), settle(2), claim(1)]), Ok(()));
}

#[test]
fn a_look_changes_nothing() {
    let mut instance = Instance::default();
    let look = InvitationStep::Look;
    assert_eq!(instance.invitation(ID, look, NOW), Ok(()));
    assert!(!instance.take_change());
    assert_eq!(instance.invitation(ID, claim(1), NOW), Ok(()));
    assert!(instance.take_change());
    assert_eq!(instance.invitation(ID, look, NOW), Ok(()));
    assert!(!instance.take_change());
}

#[test]
fn invitations_do_not_know_of_each_other() {
    let mut instance = Instance::default();
    let other = InvitationId([2; 16]);
    assert_eq!(instance.invitation(ID, claim(1), NOW), Ok(()));
    assert_eq!(instance.invitation(other, claim(2), NOW), Ok(()));
    assert_eq!(instance.claims.len(), 2);
}

#[test]
fn one_that_has_ended_is_forgotten_and_cannot_be_claimed_again() {
    let mut instance = Instance::default();
    assert_eq!(instance.invitation(ID, claim(1), NOW), Ok(()));
    let forgotten = END.plus(Claim::MEMORY_SECONDS);
    assert_eq!(instance.next_end(), Some(forgotten));
    assert_eq!(instance.last_end(), Some(forgotten));
    let last = Timestamp::from_unix_seconds(forgotten.unix_seconds() - 1);
    let outcome = instance.invitation(ID, claim(2), last);
    assert_eq!(outcome, Err(Refusal::InvitationUsed));
    instance.take_change();

    instance.forget(forgotten);
    assert!(instance.take_change());
    assert_eq!((instance.claims.len(), instance.next_end()), (0, None));
    let outcome = instance.invitation(ID, claim(2), forgotten);
    assert_eq!(outcome, Err(Refusal::InvitationExpired));
}

/// Who has claimed it and not been refused.
#[derive(Default)]
struct People {
    under_way: [u32; 2],
    accounts: u32,
}

#[test]
fn in_every_order_of_six_steps_one_invitation_makes_one_account() {
    // Of two names, each may claim, be refused, or be carried out; what is carried out may not be
    // said. An account is there once, whatever its name does afterwards.
    let mut orders = 0;
    for code in 0..8_u32.pow(6) {
        let mut instance = Instance::default();
        let mut people = People::default();
        for digit in 0..6 {
            let choice = code / 8_u32.pow(digit) % 8;
            let (who, what) = (choice % 2, choice / 2);
            let locator = u8::try_from(who).expect("a bit");
            let Some(under_way) = people.under_way.get_mut(usize::from(locator)) else {
                continue;
            };
            match what {
                0 => {
                    let outcome = instance.invitation(ID, claim(locator), NOW);
                    *under_way += u32::from(outcome.is_ok());
                }
                1 if *under_way > 0 => {
                    *under_way -= 1;
                    let given = instance.invitation(ID, give_back(locator), NOW);
                    assert_eq!(given, Ok(()));
                }
                // Carried out, and said or not: the name is taken then.
                2 | 3 if *under_way > 0 && people.accounts & (1 << who) == 0 => {
                    people.accounts |= 1 << who;
                    *under_way -= 1;
                    if what == 2 {
                        let settled = instance.invitation(ID, settle(locator), NOW);
                        assert_eq!(settled, Ok(()));
                    }
                }
                _ => {}
            }
        }
        orders += 1;
        assert!(people.accounts != 3, "two names have an account: {code}");
    }
    assert_eq!(orders, 262_144);
}
