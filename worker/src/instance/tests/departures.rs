//! Removals of administrators, in random order, with clocks that differ and with whatever breaks.

use proptest::prelude::*;

use super::*;
use crate::account::Order;
use crate::instance::{Departure, DepartureStep};

const MINUTE: u64 = 60;

fn at(seconds: u64) -> Timestamp {
    NOW.plus(seconds)
}

const fn claim(actor: u8, authorized_at: Timestamp) -> DepartureStep {
    DepartureStep::Claim {
        actor: [actor; 32],
        authorized_at,
    }
}

#[test]
fn whoever_is_being_removed_removes_nobody_until_it_is_forgotten() {
    let mut instance = Instance::default();
    assert_eq!(instance.departure([2; 32], claim(1, NOW), NOW), Ok(()));
    let back = instance.departure([1; 32], claim(2, NOW), NOW);
    assert_eq!(back, Err(Refusal::LastAdministrator));
    let other = instance.departure([2; 32], claim(3, NOW), NOW);
    assert_eq!(other, Ok(()), "two may remove one");
    assert_eq!(instance.departures.len(), 1);
    let end = at(Departure::MEMORY_SECONDS);
    let back = instance.departure([1; 32], claim(2, end), end);
    assert_eq!(back, Ok(()));
}

#[test]
fn what_was_given_back_by_all_who_claimed_it_is_forgotten_and_what_was_carried_out_is_not() {
    let mut instance = Instance::default();
    for actor in [1, 3] {
        assert_eq!(instance.departure([2; 32], claim(actor, NOW), NOW), Ok(()));
    }
    assert_eq!(
        instance.departure([2; 32], DepartureStep::GiveBack, NOW),
        Ok(())
    );
    assert_eq!(instance.departures.len(), 1);
    assert_eq!(
        instance.departure([2; 32], DepartureStep::GiveBack, NOW),
        Ok(())
    );
    assert!(instance.departures.is_empty());

    assert_eq!(instance.departure([2; 32], claim(1, NOW), NOW), Ok(()));
    for step in [DepartureStep::Settle, DepartureStep::GiveBack] {
        assert_eq!(instance.departure([2; 32], step, NOW), Ok(()));
    }
    let back = instance.departure([1; 32], claim(2, NOW), NOW);
    assert_eq!(back, Err(Refusal::LastAdministrator));
}

#[test]
fn a_claim_long_after_the_look_at_who_makes_it_is_refused() {
    let late = at(Order::LIFE_SECONDS + 1);
    let mut instance = Instance::default();
    let refused = instance.departure([2; 32], claim(1, NOW), late);
    assert_eq!(refused, Err(Refusal::NotNow));
    assert!(!instance.take_change());
}

/// One call, as far as it has come.
#[derive(Debug, Clone, Copy)]
struct Call {
    actor: u8,
    target: u8,
    authorized_at: Timestamp,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    Authorized,
    Claimed,
    Done { has_removed: bool },
    Refused,
}

#[derive(Debug, Clone)]
enum Event {
    Begin { actor: u8, target: u8 },
    GoOn { call: usize },
    Break { call: usize },
    Wait { seconds: u64 },
}

const PEOPLE: u8 = 4;

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (0..PEOPLE, 0..PEOPLE).prop_map(|(actor, target)| Event::Begin { actor, target }),
        6 => any::<usize>().prop_map(|call| Event::GoOn { call }),
        1 => any::<usize>().prop_map(|call| Event::Break { call }),
        1 => (0..4 * MINUTE).prop_map(|seconds| Event::Wait { seconds }),
    ]
}

proptest! {
    /// The accounts' clocks are up to two minutes before or behind the deployment's object's.
    #[test]
    fn an_administrator_is_always_left(
        events in prop::collection::vec(event(), 1..80),
        skew in 0..=4 * MINUTE,
    ) {
        let mut instance = Instance::default();
        let mut is_administrator = [true; PEOPLE as usize];
        let mut calls: Vec<Call> = Vec::new();
        let mut seconds = 1000;
        for event in events {
            let (here, there) = (at(seconds + 2 * MINUTE), at(seconds + skew));
            match event {
                Event::Begin { actor, target }
                    if actor != target && is_administrator[usize::from(actor)] =>
                {
                    let stage = Stage::Authorized;
                    calls.push(Call { actor, target, authorized_at: there, stage });
                }
                Event::GoOn { call } if !calls.is_empty() => {
                    let number = call % calls.len();
                    let call = &mut calls[number];
                    let target = [call.target; 32];
                    match call.stage {
                        Stage::Authorized => {
                            let step = claim(call.actor, call.authorized_at);
                            match instance.departure(target, step, here) {
                                Ok(()) => call.stage = Stage::Claimed,
                                Err(_) => drop(calls.remove(number)),
                            }
                        }
                        Stage::Claimed => {
                            let end = call.authorized_at.plus(Order::LIFE_SECONDS);
                            call.stage = if there > end {
                                Stage::Refused
                            } else {
                                let has_removed = is_administrator[usize::from(call.target)];
                                is_administrator[usize::from(call.target)] = false;
                                Stage::Done { has_removed }
                            };
                        }
                        Stage::Done { has_removed: true } => {
                            let settled = instance.departure(target, DepartureStep::Settle, here);
                            prop_assert!(settled.is_ok());
                            calls.remove(number);
                        }
                        Stage::Done { has_removed: false } | Stage::Refused => {
                            let given = instance.departure(target, DepartureStep::GiveBack, here);
                            prop_assert!(given.is_ok());
                            calls.remove(number);
                        }
                    }
                }
                Event::Break { call } if !calls.is_empty() => {
                    let number = call % calls.len();
                    calls.remove(number);
                }
                Event::Begin { .. } | Event::GoOn { .. } | Event::Break { .. } => {}
                Event::Wait { seconds: more } => seconds += more,
            }
            prop_assert!(is_administrator.contains(&true));
        }
    }
}
