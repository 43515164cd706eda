//! Whatever is begun, proved, guessed and restarted in whatever order: each answer counts, a sign-in
//! is finished once, by its own proof, in time, and nothing is looked at while there is a wait.

use std::collections::HashSet;

use postern_foreign_opaque::{Cost, SigningIn};
use postern_opaque::{Ke1, Ke3};
use proptest::prelude::*;

use super::*;
use crate::account::pending_login::{LoginId, PendingLogins};
use crate::adapters::records::StoredSlot;

/// What somebody may do, and how many seconds later than the last.
#[derive(Debug, Clone)]
enum Action {
    Start { is_right: bool },
    Finish { login: usize, proof: usize },
    LogIn { is_right: bool },
    Restart,
}

fn action() -> impl Strategy<Value = (Action, u64)> {
    let action = prop_oneof![
        5 => any::<bool>().prop_map(|is_right| Action::Start { is_right }),
        // Mostly with its own proof.
        5 => any::<usize>().prop_map(|login| Action::Finish { login, proof: login }),
        2 => (any::<usize>(), any::<usize>())
            .prop_map(|(login, proof)| Action::Finish { login, proof }),
        2 => any::<bool>().prop_map(|is_right| Action::LogIn { is_right }),
        1 => Just(Action::Restart),
    ];
    (
        action,
        prop_oneof![3 => Just(1), 2 => Just(40), 1 => Just(130), 1 => Just(1801)],
    )
}

/// A sign-in as its client sees it.
struct Begun {
    id: [u8; 16],
    at: u64,
    /// The proof, where the password was right.
    ke3: Option<Ke3>,
}

struct Observer {
    slot: Slot,
    seconds: u64,
    failures: u32,
    begun: Vec<Begun>,
    tried: HashSet<usize>,
    finished: u32,
}

fn quick() -> Rules {
    rules_of(PasswordProtocol::Opaque, QUICK)
}

impl Observer {
    fn new() -> Self {
        let mut slot = Slot::new(locator(), Tenure::Vacant);
        let proved = slot
            .register(registration(), &quick(), &mut moment(0))
            .expect("the name is free");
        let code = code(&proved.enrolment.expect("not confirmed yet"), &moment(0));
        let presented = presented_code(&proved.challenge, &code);
        slot.verify_code(presented, &quick(), &mut moment(0))
            .expect("the first code");
        Self {
            slot,
            seconds: 0,
            failures: 0,
            begun: Vec::new(),
            tried: HashSet::new(),
            finished: 0,
        }
    }

    fn apply(&mut self, action: &Action, number: usize) {
        let mut moment = moment(self.seconds);
        moment.entropy = Entropy::from_seed([u8::try_from(number % 256).unwrap_or(0); 32]);
        let must_wait = self.slot.password_throttle.wait(moment.now).is_some();
        match action {
            Action::Start { is_right } => {
                let (text, cost) = (password_text(*is_right), Cost::new(8, 1));
                let (signing_in, ke1) = SigningIn::start(text);
                let ke1 = Ke1::parse(&ke1).expect("a message");
                match self.slot.start_login(&ke1, None, &quick(), &mut moment) {
                    Ok(started) => {
                        assert!(!must_wait);
                        self.failures += 1;
                        let ke3 = signing_in.finish(&started.ke2.to_text(), cost);
                        assert_eq!(ke3.is_some(), *is_right);
                        let ke3 = ke3.map(|text| Ke3::parse(&text).expect("a message"));
                        let (id, at) = (started.login.0, self.seconds);
                        self.begun.push(Begun { id, at, ke3 });
                    }
                    Err(refusal) => assert!(must_wait, "{refusal:?}"),
                }
            }
            Action::Finish { login, proof } => self.finish(*login, *proof, moment),
            Action::LogIn { is_right } => {
                let text = password(password_text(*is_right));
                match self.slot.log_in(&text, None, &quick(), &mut moment) {
                    Ok(_) => {
                        assert!(*is_right && !must_wait);
                        self.failures = 0;
                    }
                    Err(Refusal::Wait { .. }) => assert!(must_wait),
                    Err(refusal) => {
                        assert!(!*is_right && !must_wait, "{refusal:?}");
                        self.failures += 1;
                    }
                }
            }
            Action::Restart => {
                let text = serde_json::to_string(&StoredSlot::of(&self.slot)).expect("JSON");
                let stored: StoredSlot = serde_json::from_str(&text).expect("its own form");
                self.slot = stored.into_slot(locator()).expect("whole");
            }
        }
        assert_eq!(self.slot.password_throttle.failures, self.failures);
        assert!(self.slot.logins.0.len() <= PendingLogins::CAPACITY);
    }

    fn finish(&mut self, login: usize, proof: usize, mut moment: Moment) {
        if self.begun.is_empty() {
            return;
        }
        let (login, proof) = (login % self.begun.len(), proof % self.begun.len());
        let anything = Ke3::from_bytes(&[7; Ke3::LENGTH]).expect("64 bytes");
        let ke3 = self.begun[proof].ke3.as_ref().unwrap_or(&anything);
        let begun = &self.begun[login];
        let is_in_time = self.seconds < begun.at + PendingLogins::LIFETIME_SECONDS;
        let is_own = login == proof && begun.ke3.is_some();
        let is_new = self.tried.insert(login);
        let id = LoginId(begun.id);
        let outcome = self
            .slot
            .finish_login(&id, ke3, None, None, &quick(), &mut moment);
        match outcome {
            Ok(_) => {
                assert!(is_new && is_own && is_in_time);
                self.failures = 0;
                self.finished += 1;
            }
            Err(Refusal::InvalidCredentials) => assert!(is_new && !is_own && is_in_time),
            Err(Refusal::LoginExpired) => assert!(is_new && !is_in_time),
            Err(Refusal::LoginUsed) => {
                // Or it was let go with the expired ones, or for newer ones.
                let newer = self.begun.len() - login > PendingLogins::CAPACITY;
                assert!(!is_new || !is_in_time || newer);
            }
            Err(refusal) => panic!("{refusal:?}"),
        }
    }
}

fn password_text(is_right: bool) -> &'static str {
    if is_right {
        "correct horse"
    } else {
        "wrong horse"
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_sequence_keeps_the_promises(
        actions in prop::collection::vec(action(), 1..40)
    ) {
        let mut observer = Observer::new();
        for (number, (action, later)) in actions.iter().enumerate() {
            observer.seconds += later;
            observer.apply(action, number);
        }
    }
}

#[test]
fn the_observer_sees_sign_ins_that_are_finished() {
    let mut observer = Observer::new();
    for (number, action) in [
        Action::Start { is_right: true },
        Action::Restart,
        Action::Finish { login: 0, proof: 0 },
        Action::Finish { login: 0, proof: 0 },
    ]
    .iter()
    .enumerate()
    {
        observer.seconds += 1;
        observer.apply(action, number);
    }
    assert_eq!(observer.finished, 1);
}
