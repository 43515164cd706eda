//! From a message to the slot's command, and back.

mod administration;

use postern_opaque::{Ke1, Ke3, RegistrationRequest};

use crate::account::{
    Asking, BrowserToken, ChallengeId, CodePresented, LoginId, Moment, Password, PresentedToken,
    RefreshToken, Registration, Rules, SessionId, Slot,
};
use crate::adapters::messages::{Command, RecordMessage, Reply, parse_factor};

/// Runs one command. A message that the Worker cannot have sent fails.
pub fn execute(slot: &mut Slot, command: Command, rules: &Rules, moment: &mut Moment) -> Reply {
    match command {
        Command::Register {
            username,
            password,
            email,
            full_name,
            role,
        } => match password.into_password() {
            Some(password) => {
                let registration = Registration {
                    username,
                    password,
                    email,
                    full_name,
                    role,
                };
                Reply::password_proved(slot.register(registration, rules, moment))
            }
            None => Reply::Failed,
        },
        Command::LogIn { password, browser } => {
            let browser = browser.map(BrowserToken::from_bytes);
            match Password::from_normalized(password.expose().to_owned()) {
                Ok(password) => {
                    let proved = slot.log_in(&password, browser.as_ref(), rules, moment);
                    Reply::password_proved(proved)
                }
                Err(_) => Reply::Failed,
            }
        }
        Command::StartRegistration { .. }
        | Command::StartLogin { .. }
        | Command::FinishLogin { .. } => execute_unshown(slot, command, rules, moment),
        Command::VerifyCode {
            challenge,
            factor,
            client,
            renewal,
            browser,
            trust_browser,
        } => {
            let renewal = renewal.map(RecordMessage::into_record);
            match (parse_factor(factor.as_ref()), renewal) {
                (None, _) | (_, Some(None)) => Reply::Failed,
                (Some(factor), renewal) => {
                    let presented = CodePresented {
                        challenge: ChallengeId(challenge),
                        factor,
                        client,
                        renewal: renewal.flatten(),
                        browser: browser.map(BrowserToken::from_bytes),
                        trust_browser,
                    };
                    Reply::signed_in(slot.verify_code(presented, rules, moment))
                }
            }
        }
        Command::SignInAtOnce {
            password,
            factor,
            client,
        } => match (
            Password::from_normalized(password.expose().to_owned()),
            parse_factor(factor.as_ref()),
        ) {
            (Ok(password), Some(factor)) => {
                Reply::signed_in(slot.sign_in_at_once(&password, &factor, client, rules, moment))
            }
            _ => Reply::Failed,
        },
        Command::Renew {
            session,
            generation,
            token,
            client,
        } => {
            let presented = PresentedToken {
                session: SessionId(session),
                generation,
                token: RefreshToken::from_bytes(token),
                client,
            };
            Reply::signed_in(slot.renew(presented, rules, moment))
        }
        Command::StepUp { .. }
        | Command::StartPasswordChange { .. }
        | Command::ChangePassword { .. }
        | Command::ResetPassword(_)
        | Command::Serve { .. } => execute_for_owner(slot, command, rules, moment),
        Command::Administration(command) => administration::execute(slot, command, rules, moment),
        Command::LiveSession { session } => {
            Reply::profile(slot.live_session(session, rules, moment.now))
        }
        Command::LogOut { session } => {
            slot.log_out(SessionId(session), moment.now);
            Reply::Done
        }
        Command::CurrentProfile => Reply::profile(slot.profile(rules, moment.now)),
    }
}

/// The commands in which the password is proved and not shown.
fn execute_unshown(slot: &mut Slot, command: Command, rules: &Rules, moment: &mut Moment) -> Reply {
    match command {
        Command::StartRegistration { request, browser } => {
            let browser = browser.map(BrowserToken::from_bytes);
            match RegistrationRequest::read_again(&request) {
                Ok(request) => Reply::registration_started(slot.start_registration(
                    &request,
                    browser.as_ref(),
                    rules,
                    moment,
                )),
                Err(_) => Reply::Failed,
            }
        }
        Command::StartLogin { ke1, browser } => {
            let browser = browser.map(BrowserToken::from_bytes);
            match Ke1::read_again(&ke1) {
                Ok(ke1) => {
                    Reply::login_started(slot.start_login(&ke1, browser.as_ref(), rules, moment))
                }
                Err(_) => Reply::Failed,
            }
        }
        Command::FinishLogin {
            login,
            ke3,
            renewal,
            browser,
        } => {
            let browser = browser.map(BrowserToken::from_bytes);
            let renewal = renewal.map(|request| RegistrationRequest::read_again(&request));
            match (Ke3::parse(ke3.expose()), renewal.transpose()) {
                (Ok(ke3), Ok(renewal)) => Reply::password_proved(slot.finish_login(
                    &LoginId(login),
                    &ke3,
                    renewal.as_ref(),
                    browser.as_ref(),
                    rules,
                    moment,
                )),
                _ => Reply::Failed,
            }
        }
        _another => Reply::Failed,
    }
}

/// The commands of somebody about their own account.
fn execute_for_owner(
    slot: &mut Slot,
    command: Command,
    rules: &Rules,
    moment: &mut Moment,
) -> Reply {
    match command {
        Command::StepUp {
            asking,
            challenge,
            factor,
        } => match parse_factor(factor.as_ref()) {
            Some(factor) => {
                let (asking, challenge) = (Asking::from(asking), ChallengeId(challenge));
                Reply::signed_in(slot.step_up(&asking, &challenge, &factor, rules, moment))
            }
            None => Reply::Failed,
        },
        Command::StartPasswordChange {
            asking,
            ke1,
            request,
        } => match (
            Ke1::read_again(&ke1),
            RegistrationRequest::read_again(&request),
        ) {
            (Ok(ke1), Ok(request)) => {
                let asking = Asking::from(asking);
                let started = slot.start_password_change(&asking, &ke1, &request, rules, moment);
                Reply::password_change_started(started)
            }
            _ => Reply::Failed,
        },
        Command::ChangePassword {
            asking,
            change,
            keep_other_sessions,
        } => match change.into_change() {
            Some(change) => {
                let asking = Asking::from(asking);
                Reply::done(slot.change_password(
                    &asking,
                    change,
                    keep_other_sessions,
                    rules,
                    moment,
                ))
            }
            None => Reply::Failed,
        },
        Command::ResetPassword(reset) => match reset.into_reset() {
            Some(reset) => Reply::done(slot.reset_password(reset, rules, moment)),
            None => Reply::Failed,
        },
        Command::Serve { asking, what } => {
            Reply::served(slot.serve(&Asking::from(asking), what, rules, moment))
        }
        _another => Reply::Failed,
    }
}
