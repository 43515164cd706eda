//! Whatever is asked of a slot, in whatever order: no step counts twice, no more guesses than
//! allowed are looked at, a refresh token has one successor, and what is stored is what is there.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::adapters::records::StoredSlot;

/// What somebody may try, and how many seconds later than the last.
#[derive(Debug, Clone)]
enum Action {
    Register,
    LogIn {
        is_right: bool,
    },
    /// Tries a code at one of the challenges so far.
    VerifyCode {
        challenge: usize,
        offset: i64,
    },
    VerifyWrongCode {
        challenge: usize,
    },
    /// Uses one of the refresh tokens so far.
    Renew {
        token: usize,
    },
    LogOut {
        session: usize,
    },
    /// The object is evicted and comes back from its stored form.
    Restart,
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        1 => Just(Action::Register),
        4 => any::<bool>().prop_map(|is_right| Action::LogIn { is_right }),
        6 => (any::<usize>(), -2_i64..=2)
            .prop_map(|(challenge, offset)| Action::VerifyCode { challenge, offset }),
        3 => any::<usize>().prop_map(|challenge| Action::VerifyWrongCode { challenge }),
        4 => any::<usize>().prop_map(|token| Action::Renew { token }),
        1 => any::<usize>().prop_map(|session| Action::LogOut { session }),
        1 => Just(Action::Restart),
    ]
}

/// Follows a slot from outside and holds it to its promises.
struct Observer {
    slot: Slot,
    seconds: u64,
    secret: Option<TotpSecret>,
    challenges: Vec<[u8; 16]>,
    refused: Vec<u32>,
    tokens: Vec<([u8; 16], u32, [u8; 32])>,
    ended: HashSet<[u8; 16]>,
    accepted_steps: HashSet<u64>,
    successors: std::collections::HashMap<[u8; 32], [u8; 32]>,
    wrong_codes_at: Vec<u64>,
    wrong_codes_in_a_row: u32,
}

impl Observer {
    fn new() -> Self {
        Self {
            slot: Slot::new(locator(), Tenure::Vacant),
            seconds: 0,
            secret: None,
            challenges: Vec::new(),
            refused: Vec::new(),
            tokens: Vec::new(),
            ended: HashSet::new(),
            accepted_steps: HashSet::new(),
            successors: std::collections::HashMap::new(),
            wrong_codes_at: Vec::new(),
            wrong_codes_in_a_row: 0,
        }
    }

    fn apply(&mut self, action: &Action, number: usize) {
        let mut moment = moment(self.seconds);
        let seed = [u8::try_from(number % 256).unwrap_or(0); 32];
        moment.entropy = Entropy::from_seed(seed);
        match action {
            Action::Register => {
                if let Ok(proved) = self.slot.register(registration(), &rules(), &mut moment) {
                    assert!(self.secret.is_none(), "a name is claimed once");
                    self.secret = proved.enrolment;
                    self.opened(&proved.challenge);
                }
            }
            Action::LogIn { is_right } => {
                let text = if *is_right {
                    "correct horse"
                } else {
                    "wrong horse"
                };
                match self
                    .slot
                    .log_in(&password(text), None, &rules(), &mut moment)
                {
                    Ok(proved) => {
                        assert!(*is_right && self.secret.is_some());
                        self.opened(&proved.challenge);
                    }
                    Err(refusal) => assert!(matches!(
                        refusal,
                        Refusal::InvalidCredentials | Refusal::Wait { .. }
                    )),
                }
            }
            Action::VerifyCode { challenge, offset } => self.verify(*challenge, *offset, moment),
            Action::VerifyWrongCode { challenge } => self.guess(*challenge, moment),
            Action::Renew { token } => self.renew(*token, moment),
            Action::LogOut { session } => {
                if let Some((session, _, _)) = pick(&self.tokens, *session) {
                    self.slot.log_out(SessionId(*session), moment.now);
                    self.ended.insert(*session);
                }
            }
            Action::Restart => self.restart(),
        }
    }

    fn opened(&mut self, challenge: &ChallengeId) {
        self.challenges.push(challenge.0);
        self.refused.push(0);
    }

    fn verify(&mut self, challenge: usize, offset: i64, mut moment: Moment) {
        let (Some(index), Some(secret)) = (index(&self.challenges, challenge), &self.secret) else {
            return;
        };
        let at = moment
            .now
            .unix_seconds()
            .saturating_add_signed(offset * STEP_SECONDS.cast_signed());
        let step = at / STEP_SECONDS;
        let code = OneTimeCode::parse(&secret.code_at(Timestamp::from_unix_seconds(at)))
            .expect("six digits");
        let id = ChallengeId(self.challenges[index]);
        match self
            .slot
            .verify_code(presented_code(&id, &code), &rules(), &mut moment)
        {
            Ok(signed_in) => {
                assert!(offset.abs() <= 1, "a code counts one step away at most");
                assert!(self.accepted_steps.insert(step), "a step counts once");
                assert!(self.refused[index] < 5, "a dead challenge takes nothing");
                let later = self.accepted_steps.iter().all(|earlier| *earlier <= step);
                assert!(later, "steps only go forward");
                self.wrong_codes_in_a_row = 0;
                self.wrong_codes_at.clear();
                let token = *signed_in.refresh_token.expose();
                self.tokens.push((signed_in.session.0, 0, token));
            }
            Err(Refusal::InvalidOtp { .. }) => self.refused_code(index, moment.now),
            Err(Refusal::OtpAlreadyUsed { .. }) => self.refused[index] += 1,
            Err(_) => {}
        }
    }

    fn guess(&mut self, challenge: usize, mut moment: Moment) {
        let (Some(index), Some(secret)) = (index(&self.challenges, challenge), &self.secret) else {
            return;
        };
        let code = wrong_code(secret, &moment);
        let id = ChallengeId(self.challenges[index]);
        match self
            .slot
            .verify_code(presented_code(&id, &code), &rules(), &mut moment)
        {
            Ok(_) => panic!("a wrong code was accepted"),
            Err(Refusal::InvalidOtp { .. }) => self.refused_code(index, moment.now),
            Err(_) => {}
        }
    }

    fn refused_code(&mut self, index: usize, now: Timestamp) {
        self.refused[index] += 1;
        assert!(
            self.refused[index] <= 5,
            "a challenge takes five wrong codes"
        );
        self.wrong_codes_in_a_row += 1;
        self.wrong_codes_at.push(now.unix_seconds());
        if let [.., before, last] = self.wrong_codes_at.as_slice() {
            let waited = last - before;
            let wanted = match self.wrong_codes_in_a_row {
                0..=5 => 0,
                6 => 30,
                7 => 60,
                _ => 120,
            };
            assert!(waited >= wanted, "the waits grow");
        }
    }

    fn renew(&mut self, token: usize, mut moment: Moment) {
        let Some((session, generation, bytes)) = pick(&self.tokens, token).copied() else {
            return;
        };
        let presented = PresentedToken {
            session: SessionId(session),
            generation,
            token: RefreshToken::from_bytes(bytes),
            client: ClientInfo::default(),
        };
        let outcome = self.slot.renew(presented, &rules(), &mut moment);
        match outcome {
            Ok(renewed) => {
                assert!(!self.ended.contains(&session), "an ended session stays so");
                let successor = *renewed.refresh_token.expose();
                let first = *self.successors.entry(bytes).or_insert(successor);
                assert!(first == successor, "a token has one successor");
                self.tokens.push((session, renewed.generation, successor));
            }
            Err(Refusal::RefreshTokenReused) => {
                self.ended.insert(session);
            }
            Err(_) => {}
        }
    }

    fn restart(&mut self) {
        let text = serde_json::to_string(&StoredSlot::of(&self.slot)).expect("JSON");
        let stored: StoredSlot = serde_json::from_str(&text).expect("its own form");
        self.slot = stored.into_slot(locator()).expect("whole");
        let again = serde_json::to_string(&StoredSlot::of(&self.slot)).expect("JSON");
        assert_eq!(again, text);
    }
}

fn index<T>(all: &[T], number: usize) -> Option<usize> {
    number.checked_rem(all.len())
}

fn pick<T>(all: &[T], number: usize) -> Option<&T> {
    all.get(index(all, number)?)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_sequence_of_commands_breaks_a_promise(
        actions in proptest::collection::vec((action(), prop_oneof![0_u64..3, 3_u64..120]), 1..80)
    ) {
        let mut observer = Observer::new();
        observer.apply(&Action::Register, 0);
        for (number, (action, seconds)) in actions.iter().enumerate() {
            observer.seconds += seconds;
            observer.apply(action, number + 1);
        }
    }
}
