//! From a message to the slot's command, and back.

use postern_shared::one_time_code::OneTimeCode;

use crate::account::{
    ChallengeId, Moment, Password, RefreshToken, Registration, Rules, SessionId, Slot,
};
use crate::adapters::messages::{Command, Reply};

/// Runs one command. A message that the Worker cannot have sent fails.
pub fn execute(slot: &mut Slot, command: Command, rules: &Rules, moment: &mut Moment) -> Reply {
    match command {
        Command::Register {
            username,
            password,
            email,
            full_name,
        } => match Password::from_normalized(password.expose().to_owned()) {
            Ok(password) => {
                let registration = Registration {
                    username,
                    password,
                    email,
                    full_name,
                };
                Reply::password_proved(slot.register(registration, rules, moment))
            }
            Err(_) => Reply::Failed,
        },
        Command::LogIn { password } => {
            match Password::from_normalized(password.expose().to_owned()) {
                Ok(password) => Reply::password_proved(slot.log_in(&password, rules, moment)),
                Err(_) => Reply::Failed,
            }
        }
        Command::VerifyCode { challenge, code } => match OneTimeCode::parse(code.expose()) {
            Ok(code) => {
                Reply::signed_in(slot.verify_code(&ChallengeId(challenge), &code, rules, moment))
            }
            Err(_) => Reply::Failed,
        },
        Command::Renew {
            session,
            generation,
            token,
        } => Reply::signed_in(slot.renew(
            SessionId(session),
            generation,
            &RefreshToken::from_bytes(token),
            rules,
            moment,
        )),
        Command::LogOut { session } => {
            slot.log_out(SessionId(session));
            Reply::Done
        }
        Command::CurrentProfile => Reply::profile(slot.profile(rules, moment.now)),
    }
}
