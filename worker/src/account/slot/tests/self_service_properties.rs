//! Whatever the holder of a session does with the account, in whatever order, and whoever else tries:
//! a factor always stays, a recovery code counts once, nothing is changed without a fresh proof, the
//! log is whole, and what is stored is what is there.

use std::collections::HashSet;

use postern_shared::api::SecretText;
use proptest::prelude::*;

use super::*;
use crate::account::authenticator::{Authenticator, AuthenticatorId};
use crate::account::known_browser::{BrowserToken, KnownBrowser};
use crate::account::recovery_code::RecoveryCode;
use crate::adapters::records::StoredSlot;

#[derive(Debug, Clone)]
enum Action {
    SignIn {
        authenticator: usize,
        from_known: bool,
        trust: bool,
    },
    SignInTrusted {
        browser: usize,
    },
    SignInByRecovery {
        code: usize,
    },
    Guess {
        from_known: bool,
    },
    StepUp {
        session: usize,
        authenticator: usize,
    },
    Add {
        session: usize,
        replaces: Option<usize>,
    },
    Confirm {
        session: usize,
    },
    Remove {
        session: usize,
        authenticator: usize,
    },
    MakeCodes {
        session: usize,
    },
    Change {
        session: usize,
        is_right: bool,
        keep: bool,
    },
    Reset {
        code: usize,
        authenticator: usize,
    },
    Forget {
        session: usize,
        browser: usize,
    },
    EndOthers {
        session: usize,
    },
    Restart,
}

fn action() -> impl Strategy<Value = Action> {
    let n = any::<usize>;
    let is = any::<bool>;
    prop_oneof![
        5 => (n(), is(), is()).prop_map(|(authenticator, from_known, trust)| Action::SignIn {
            authenticator,
            from_known,
            trust,
        }),
        2 => n().prop_map(|browser| Action::SignInTrusted { browser }),
        2 => n().prop_map(|code| Action::SignInByRecovery { code }),
        2 => is().prop_map(|from_known| Action::Guess { from_known }),
        3 => (n(), n()).prop_map(|(session, authenticator)| Action::StepUp {
            session,
            authenticator,
        }),
        3 => (n(), proptest::option::of(n()))
            .prop_map(|(session, replaces)| Action::Add { session, replaces }),
        3 => n().prop_map(|session| Action::Confirm { session }),
        2 => (n(), n()).prop_map(|(session, authenticator)| Action::Remove {
            session,
            authenticator,
        }),
        1 => n().prop_map(|session| Action::MakeCodes { session }),
        2 => (n(), is(), is()).prop_map(|(session, is_right, keep)| Action::Change {
            session,
            is_right,
            keep,
        }),
        2 => (n(), n()).prop_map(|(code, authenticator)| Action::Reset { code, authenticator }),
        1 => (n(), n()).prop_map(|(session, browser)| Action::Forget { session, browser }),
        1 => n().prop_map(|session| Action::EndOthers { session }),
        1 => Just(Action::Restart),
    ]
}

struct Observer {
    slot: Slot,
    seconds: u64,
    seed: u64,
    sessions: Vec<SessionId>,
    /// When both factors of a session were last proved.
    proved_at: std::collections::HashMap<[u8; 16], u64>,
    browsers: Vec<[u8; 32]>,
    codes: Vec<String>,
    used_codes: HashSet<String>,
    pending: Option<(AuthenticatorId, TotpSecret)>,
    text: String,
}

impl Observer {
    fn new() -> Self {
        let (mut slot, secret) = confirmed();
        let session = sign_in(&mut slot, &secret, 60).session;
        let mut observer = Self {
            slot,
            seconds: 61,
            seed: 0,
            sessions: vec![session],
            proved_at: std::collections::HashMap::from([(session.0, 60)]),
            browsers: Vec::new(),
            codes: Vec::new(),
            used_codes: HashSet::new(),
            pending: None,
            text: "correct horse".to_owned(),
        };
        observer.apply(&Action::MakeCodes { session: 0 });
        observer
    }

    fn moment(&mut self) -> Moment {
        self.seed += 1;
        let mut seed = [1; 32];
        seed[..8].copy_from_slice(&self.seed.to_be_bytes());
        Moment {
            now: moment(self.seconds).now,
            entropy: Entropy::from_seed(seed),
        }
    }

    /// The present code of one of the confirmed authenticators.
    fn code(&mut self, number: usize) -> OneTimeCode {
        let at = moment(self.seconds);
        let confirmed: Vec<_> = account(&mut self.slot)
            .authenticators()
            .filter(|it| it.is_confirmed())
            .map(|it| it.secret.code_at(at.now))
            .collect();
        let text = &confirmed[number % confirmed.len()];
        OneTimeCode::parse(text).expect("six digits")
    }

    fn proved(&mut self, browser: Option<&BrowserToken>) -> Option<PasswordProved> {
        let at = &mut self.moment();
        let text = self.text.clone();
        self.slot
            .log_in(&password(&text), browser, &rules(), at)
            .ok()
    }

    fn sign_in(
        &mut self,
        factor: SecondFactor,
        browser: Option<BrowserToken>,
        trust_browser: bool,
    ) -> Result<SignedIn, Refusal> {
        let proved = self
            .proved(browser.as_ref())
            .ok_or(Refusal::InvalidCredentials)?;
        let presented = CodePresented {
            challenge: proved.challenge,
            factor,
            client: ClientInfo::default(),
            renewal: None,
            browser,
            trust_browser,
        };
        let at = &mut self.moment();
        let signed_in = self.slot.verify_code(presented, &rules(), at)?;
        self.sessions.push(signed_in.session);
        if let Some(token) = &signed_in.new_browser {
            self.browsers.push(*token.expose());
        }
        Ok(signed_in)
    }

    fn fresh(&self, session: SessionId) -> bool {
        self.proved_at
            .get(&session.0)
            .is_some_and(|at| self.seconds - at <= 300)
    }

    fn serve(&mut self, session: usize, what: SelfService) -> (SessionId, Result<Served, Refusal>) {
        let session = self.sessions[session % self.sessions.len()];
        let at = &mut self.moment();
        let outcome = self.slot.serve(&asking(session), what, &rules(), at);
        (session, outcome)
    }

    /// The same, where nothing may come of it without a fresh proof.
    fn serve_fresh(&mut self, session: usize, what: SelfService) -> Option<Served> {
        let (session, outcome) = self.serve(session, what);
        let is_fresh = self.fresh(session);
        let served = outcome.ok();
        assert!(served.is_none() || is_fresh, "only with a fresh proof");
        served
    }

    fn recovery(&self, number: usize) -> Option<String> {
        self.codes
            .get(number.checked_rem(self.codes.len())?)
            .cloned()
    }

    fn authenticator(&mut self, number: usize) -> AuthenticatorId {
        let ids: Vec<_> = account(&mut self.slot)
            .authenticators()
            .map(|it| it.id)
            .collect();
        ids[number % ids.len()]
    }

    fn apply(&mut self, action: &Action) {
        match action.clone() {
            Action::SignIn {
                authenticator,
                from_known,
                trust,
            } => {
                let known = self.browsers.last().filter(|_| from_known);
                let browser = known.map(|bytes| BrowserToken::from_bytes(*bytes));
                let factor = factor(&self.code(authenticator));
                if let Ok(signed_in) = self.sign_in(factor, browser, trust) {
                    self.proved_at.insert(signed_in.session.0, self.seconds);
                }
            }
            Action::SignInTrusted { browser } => self.sign_in_trusted(browser),
            Action::SignInByRecovery { code } => {
                let Some(text) = self.recovery(code) else {
                    return;
                };
                let factor = SecondFactor::parse(&text).expect("of the form");
                if let Ok(signed_in) = self.sign_in(factor, None, false) {
                    assert!(self.used_codes.insert(text), "a recovery code counts once");
                    self.proved_at.insert(signed_in.session.0, self.seconds);
                }
            }
            Action::Guess { from_known } => {
                let known = self.browsers.last().filter(|_| from_known);
                let browser = known.map(|bytes| BrowserToken::from_bytes(*bytes));
                let at = &mut self.moment();
                let wrong = password("wrong horse");
                let outcome = self.slot.log_in(&wrong, browser.as_ref(), &rules(), at);
                assert!(outcome.is_err());
            }
            Action::StepUp {
                session,
                authenticator,
            } => self.step_up(session, authenticator),
            Action::Add { session, replaces } => {
                let replaces = replaces.map(|number| self.authenticator(number));
                let what = SelfService::AddAuthenticator {
                    label: None,
                    replaces,
                };
                if let Some(Served::AuthenticatorAdded { id, secret, .. }) =
                    self.serve_fresh(session, what)
                {
                    let secret = TotpSecret::parse_base32(secret.expose()).expect("base32");
                    self.pending = Some((id, secret));
                }
            }
            Action::Confirm { session } => self.confirm(session),
            Action::Remove {
                session,
                authenticator,
            } => {
                let id = self.authenticator(authenticator);
                self.serve_fresh(session, SelfService::RemoveAuthenticator(id));
            }
            Action::MakeCodes { session } => {
                if let Some(Served::NewRecoveryCodes(codes)) =
                    self.serve_fresh(session, SelfService::MakeRecoveryCodes)
                {
                    let mut texts = codes.iter().map(|code| code.expose().to_owned());
                    // Old ones are tried on, and must be good for nothing.
                    self.used_codes.extend(std::mem::take(&mut self.codes));
                    self.codes.extend(self.used_codes.iter().take(2).cloned());
                    self.codes.extend(texts.by_ref());
                }
            }
            Action::Change {
                session,
                is_right,
                keep,
            } => self.change(session, is_right, keep),
            Action::Reset {
                code,
                authenticator,
            } => self.reset(code, authenticator),
            Action::Forget { session, browser } => {
                let known = account(&mut self.slot).browsers.iter().map(|it| it.id);
                let known: Vec<_> = known.collect();
                if let Some(id) = browser.checked_rem(known.len()).map(|it| known[it]) {
                    self.serve_fresh(session, SelfService::ForgetBrowser(id));
                }
            }
            Action::EndOthers { session } => {
                self.serve_fresh(session, SelfService::EndOtherSessions);
            }
            Action::Restart => {
                let text = serde_json::to_string(&StoredSlot::of(&self.slot)).expect("JSON");
                let stored: StoredSlot = serde_json::from_str(&text).expect("its own form");
                self.slot = stored.into_slot(locator()).expect("whole");
                let again = serde_json::to_string(&StoredSlot::of(&self.slot)).expect("JSON");
                assert_eq!(again, text);
            }
        }
        self.check();
    }

    fn sign_in_trusted(&mut self, browser: usize) {
        let Some(index) = browser.checked_rem(self.browsers.len()) else {
            return;
        };
        let bytes = self.browsers[index];
        let now = moment(self.seconds).now;
        let token = BrowserToken::from_bytes(bytes);
        let is_trusted = account(&mut self.slot)
            .known_browser(Some(&token))
            .is_some_and(|known| known.is_trusted(now));
        let outcome = self.sign_in(SecondFactor::TrustedBrowser, Some(token), true);
        assert!(outcome.is_err() || is_trusted, "only who was trusted");
    }

    fn step_up(&mut self, session: usize, authenticator: usize) {
        let session = self.sessions[session % self.sessions.len()];
        let factor = factor(&self.code(authenticator));
        let Some(proved) = self.proved(None) else {
            return;
        };
        let at = &mut self.moment();
        let asking = asking(session);
        let outcome = self
            .slot
            .step_up(&asking, &proved.challenge, &factor, &rules(), at);
        if outcome.is_ok() {
            self.proved_at.insert(session.0, self.seconds);
        }
    }

    fn confirm(&mut self, session: usize) {
        let Some((id, secret)) = &self.pending else {
            return;
        };
        let text = secret.code_at(moment(self.seconds).now);
        let code = SecretText::new(text);
        let what = SelfService::ConfirmAuthenticator { id: *id, code };
        let (_, outcome) = self.serve(session, what);
        if outcome.is_ok() {
            self.pending = None;
            let browsers = &account(&mut self.slot).browsers;
            assert!(browsers.iter().all(|it| it.trusted_until.is_none()));
        }
    }

    fn change(&mut self, session: usize, is_right: bool, keep: bool) {
        let session = self.sessions[session % self.sessions.len()];
        let current = if is_right {
            self.text.clone()
        } else {
            "wrong horse".to_owned()
        };
        let new = format!("battery staple {}", self.seed);
        let change = PasswordChange::Plain {
            current: password(&current),
            new: password(&new),
        };
        let at = &mut self.moment();
        let asking = asking(session);
        if self
            .slot
            .change_password(&asking, change, keep, &rules(), at)
            .is_ok()
        {
            assert!(is_right && self.fresh(session));
            self.text = new;
            let left = &account(&mut self.slot).sessions;
            assert!(keep || left.iter().all(|it| it.id == session.0));
        }
    }

    fn reset(&mut self, code: usize, authenticator: usize) {
        let Some(text) = self.recovery(code) else {
            return;
        };
        let new = format!("hunter of seas {}", self.seed);
        let reset = PasswordReset {
            proof: ResetProof::Recovery {
                recovery: RecoveryCode::parse(&text).expect("of the form"),
                code: self.code(authenticator),
            },
            password: NewPassword::Plain(password(&new)),
            client: ClientInfo::default(),
            browser: None,
        };
        let at = &mut self.moment();
        if self.slot.reset_password(reset, &rules(), at).is_ok() {
            assert!(self.used_codes.insert(text), "a recovery code counts once");
            assert!(account(&mut self.slot).sessions.is_empty());
            self.text = new;
        }
    }

    fn check(&mut self) {
        let account = account(&mut self.slot);
        assert!(account.is_confirmed(), "a factor always stays");
        assert!(account.factors.len() <= Authenticator::MAX_PER_ACCOUNT + 1);
        assert!(account.browsers.len() <= KnownBrowser::MAX_PER_ACCOUNT);
        assert!(account.activity.is_intact(), "the log is whole");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_sequence_of_self_service_breaks_a_promise(
        actions in proptest::collection::vec((action(), prop_oneof![0_u64..3, 3_u64..200]), 1..60)
    ) {
        let mut observer = Observer::new();
        for (action, seconds) in &actions {
            observer.seconds += seconds;
            observer.apply(action);
        }
    }
}
