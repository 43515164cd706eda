//! From a message to the slot's command, and back.

use postern_opaque::{Ke1, Ke3, RegistrationRequest};
use postern_shared::one_time_code::OneTimeCode;

use crate::account::{
    ChallengeId, CodePresented, LoginId, Moment, Password, PresentedToken, RefreshToken,
    Registration, Rules, SessionId, Slot,
};
use crate::adapters::messages::{Command, RecordMessage, Reply};

/// Runs one command. A message that the Worker cannot have sent fails.
pub fn execute(slot: &mut Slot, command: Command, rules: &Rules, moment: &mut Moment) -> Reply {
    match command {
        Command::Register {
            username,
            password,
            email,
            full_name,
        } => match password.into_password() {
            Some(password) => {
                let registration = Registration {
                    username,
                    password,
                    email,
                    full_name,
                };
                Reply::password_proved(slot.register(registration, rules, moment))
            }
            None => Reply::Failed,
        },
        Command::LogIn { password } => {
            match Password::from_normalized(password.expose().to_owned()) {
                Ok(password) => Reply::password_proved(slot.log_in(&password, rules, moment)),
                Err(_) => Reply::Failed,
            }
        }
        Command::StartRegistration { .. }
        | Command::StartLogin { .. }
        | Command::FinishLogin { .. } => execute_unshown(slot, command, rules, moment),
        Command::VerifyCode {
            challenge,
            code,
            client,
            renewal,
        } => {
            let renewal = renewal.map(RecordMessage::into_record);
            match (OneTimeCode::parse(code.expose()), renewal) {
                (Err(_), _) | (_, Some(None)) => Reply::Failed,
                (Ok(code), renewal) => {
                    let presented = CodePresented {
                        challenge: ChallengeId(challenge),
                        code,
                        client,
                        renewal: renewal.flatten(),
                    };
                    Reply::signed_in(slot.verify_code(presented, rules, moment))
                }
            }
        }
        Command::SignInAtOnce {
            password,
            code,
            client,
        } => match (
            Password::from_normalized(password.expose().to_owned()),
            OneTimeCode::parse(code.expose()),
        ) {
            (Ok(password), Ok(code)) => {
                Reply::signed_in(slot.sign_in_at_once(&password, &code, client, rules, moment))
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
        Command::ListSessions { asking } => {
            Reply::sessions(slot.list_sessions(asking, rules, moment.now))
        }
        Command::EndSession { asking, ended } => {
            Reply::done(slot.end_session(asking, ended, rules, moment.now))
        }
        Command::EndOtherSessions { asking } => {
            Reply::ended(slot.end_other_sessions(asking, rules, moment.now))
        }
        Command::LiveSession { session } => {
            Reply::profile(slot.live_session(session, rules, moment.now))
        }
        Command::LogOut { session } => {
            slot.log_out(SessionId(session));
            Reply::Done
        }
        Command::CurrentProfile => Reply::profile(slot.profile(rules, moment.now)),
    }
}

/// The commands in which the password is proved and not shown.
fn execute_unshown(slot: &mut Slot, command: Command, rules: &Rules, moment: &mut Moment) -> Reply {
    match command {
        Command::StartRegistration { request } => match RegistrationRequest::read_again(&request) {
            Ok(request) => {
                Reply::registration_started(slot.start_registration(&request, rules, moment))
            }
            Err(_) => Reply::Failed,
        },
        Command::StartLogin { ke1 } => match Ke1::read_again(&ke1) {
            Ok(ke1) => Reply::login_started(slot.start_login(&ke1, rules, moment)),
            Err(_) => Reply::Failed,
        },
        Command::FinishLogin {
            login,
            ke3,
            renewal,
        } => {
            let renewal = renewal.map(|request| RegistrationRequest::read_again(&request));
            match (Ke3::parse(ke3.expose()), renewal.transpose()) {
                (Ok(ke3), Ok(renewal)) => Reply::password_proved(slot.finish_login(
                    &LoginId(login),
                    &ke3,
                    renewal.as_ref(),
                    rules,
                    moment,
                )),
                _ => Reply::Failed,
            }
        }
        _another => Reply::Failed,
    }
}
