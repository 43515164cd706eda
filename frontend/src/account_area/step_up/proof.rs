//! What is typed into the dialog, and what becomes of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use postern_shared::api::{SecretText, StepUpRequest};
use postern_shared::problem::ProblemCode;

use crate::account_area::area::{Area, Stopped};
use crate::account_area::calls;
use crate::announcer::announce;
use crate::api_client::Failure;
use crate::components::{Field, FormState, stops_at_errors};
use crate::password_protocol::{self, Way};
use crate::password_worker::{self, Obstacle};
use crate::problem_place::{Place, place};
use crate::problem_text::{failure_text, wrong_recovery_code};
use crate::sign_in_options::SignInOptions;
use crate::{browser, field_checks};

/// One asking. It is copied freely: the parts are handles.
#[derive(Clone, Copy)]
pub struct Proof {
    /// Whether it is being sent, and what went wrong.
    pub form: FormState,
    /// The password.
    pub password: Field,
    /// Whether it is shown.
    pub is_shown: RwSignal<bool>,
    /// The code of an authenticator.
    pub code: Field,
    /// What may stand for it.
    pub recovery: Field,
    /// Whether that is asked for.
    pub is_recovery: RwSignal<bool>,
    area: Area,
    options: SignInOptions,
    /// The password that was right, and what has come of it: a wrong code asks for no new one.
    begun: StoredValue<Option<(String, String)>>,
}

impl Proof {
    /// Nothing is typed yet.
    pub fn new(area: Area) -> Self {
        let proof = Self {
            form: FormState::new(),
            password: Field::new("step-up-password", "Password"),
            is_shown: RwSignal::new(false),
            code: Field::new("step-up-code", "Six-digit code"),
            recovery: Field::new("step-up-recovery", "Recovery code"),
            is_recovery: RwSignal::new(false),
            area,
            options: SignInOptions::new(),
            begun: StoredValue::new(None),
        };
        on_cleanup(|| password_worker::close(false));
        proof
    }

    /// Who is to prove themselves.
    pub fn username(self) -> String {
        let user = untrack(|| self.area.keeper.user());
        user.map_or_else(String::new, |user| user.username)
    }

    /// The field of the second factor.
    pub fn second(self) -> Field {
        if self.is_recovery.get_untracked() {
            self.recovery
        } else {
            self.code
        }
    }

    /// They do not want to.
    pub fn cancel(self) {
        self.area.step_up.close(false);
    }

    /// Six digits are there: nothing is missing where the password is.
    pub fn code_is_complete(self) {
        if !self.password.text().is_empty() {
            self.send(false);
        }
    }

    /// Sends both, the password `in_plain` where the person has said so.
    pub fn send(self, in_plain: bool) {
        if !self.form.is_open() {
            return;
        }
        self.password.passes(field_checks::existing_password);
        let second = self.second();
        let is_recovery = second.name == self.recovery.name;
        second.passes(if is_recovery {
            field_checks::recovery_code
        } else {
            field_checks::one_time_code
        });
        if stops_at_errors(&[self.password, second]) {
            return;
        }
        self.is_shown.set(false);
        browser::set_shown(OFFER, false);
        self.form.begin("Checking…");
        spawn_local(async move {
            match self.prove(in_plain, second).await {
                // Also where the person has left meanwhile: the proof is there.
                Ok(()) => self.area.step_up.close(true),
                Err(_) if self.form.is_gone() => {}
                Err(Stopped::Failed(failure)) => self.refuse(&failure, second),
                Err(Stopped::Cancelled | Stopped::SignedOut) => self.cancel(),
            }
        });
    }

    async fn prove(self, in_plain: bool, second: Field) -> Result<(), Stopped> {
        let challenge = self.challenge(in_plain).await?;
        let typed = second.value.get_untracked();
        let otp = if second.name == self.recovery.name {
            field_checks::recovery_code_of(&typed)
        } else {
            typed
        };
        let request = StepUpRequest {
            challenge,
            otp: SecretText::new(otp),
        };
        let response = self.area.make_quietly(calls::step_up(&request)).await?;
        self.area.keeper.hold_proof(response);
        Ok(())
    }

    /// What the password is good for: as before where it is the one that was right before.
    async fn challenge(self, in_plain: bool) -> Result<SecretText, Stopped> {
        let password = self.password.value.get_untracked();
        let begun = self.begun.with_value(|begun| {
            let (right, challenge) = begun.as_ref()?;
            (*right == password).then(|| challenge.clone())
        });
        if let Some(challenge) = begun {
            return Ok(SecretText::new(challenge));
        }
        let way = if in_plain {
            Way::Plain
        } else {
            Way::AsTheServiceSays(self.options)
        };
        let typed = SecretText::new(password.clone());
        let answer = password_protocol::prove(way, self.username(), typed).await;
        let response = answer.map_err(Stopped::Failed)?;
        let challenge = response.challenge.expose().to_owned();
        self.begun.try_set_value(Some((password, challenge)));
        Ok(response.challenge)
    }

    /// Says what went wrong where it can be mended.
    fn refuse(self, failure: &Failure, second: Field) {
        let is_unproved = matches!(failure, Failure::Device(Obstacle::NotProved));
        let offers = is_unproved && self.options.has_plain_passwords();
        browser::set_shown(OFFER, offers);
        if is_unproved || is_problem(failure, ProblemCode::InvalidCredentials) {
            self.form.finish();
            self.password.error.set(WRONG_PASSWORD.to_owned());
            stops_at_errors(&[self.password]);
            browser::focus_and_select(self.password.name);
            if offers {
                announce(OLDER_ACCOUNTS);
            }
            return;
        }
        if let Failure::Problem(problem) = failure {
            match place(problem) {
                Place::Field("otp") => {
                    self.form.finish();
                    let is_recovery = second.name == self.recovery.name;
                    let text = if is_recovery && problem.code == ProblemCode::InvalidOtp {
                        wrong_recovery_code(problem)
                    } else {
                        failure_text(failure)
                    };
                    if !is_recovery {
                        // The service has seen this code: the next try needs another.
                        second.value.set(String::new());
                    }
                    second.error.set(text.into_owned());
                    stops_at_errors(&[second]);
                    return;
                }
                Place::SignIn(_) => {
                    self.begun.set_value(None);
                    second.value.set(String::new());
                    self.form.finish();
                    self.form.alert.set(STALE.to_owned());
                    browser::focus(second.name);
                    return;
                }
                Place::Field(_) | Place::Form => {}
            }
        }
        self.form.fail(failure, &[]);
    }
}

fn is_problem(failure: &Failure, code: ProblemCode) -> bool {
    matches!(failure, Failure::Problem(problem) if problem.code == code)
}

/// The id of what offers to send the password once.
pub const OFFER: &str = "step-up-offer";
/// Why.
pub const OLDER_ACCOUNTS: &str = "Accounts made before this service stopped receiving passwords \
                                  need it once more. Send it only if yours is one of them.";
const WRONG_PASSWORD: &str = "This password is not right. Try again.";
const STALE: &str = "That took too long, or too many codes were wrong. Enter a new code.";
