//! What the sign-in page says to somebody who was led there.

/// Why somebody is at the sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// They signed out, here or in another tab.
    SignedOut,
    /// The page that they wanted needs a session.
    SignInFirst,
    /// The session ended by itself.
    SessionEnded,
    /// The session could not be restored, because nothing answers.
    Unreachable,
    /// The code page was opened without a sign-in before it.
    NoChallenge,
    /// The sign-in took longer than it may.
    ChallengeExpired,
    /// Another sign-in has taken its place, or it was completed elsewhere.
    ChallengeUsed,
    /// Too many wrong codes for one sign-in.
    ChallengeExhausted,
    /// The service does not know the sign-in any more.
    ChallengeInvalid,
    /// They asked for the QR code again.
    ShowQrAgain,
    /// They have set a new password in place of a forgotten one.
    PasswordReset,
    /// They have deleted their account.
    AccountDeleted,
}

/// Whether a notice confirms or warns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Calm,
    /// Something did not work out.
    Warning,
}

impl Notice {
    /// Plain words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::SignedOut => "You have signed out.",
            Self::SignInFirst => "Sign in to see your account.",
            Self::SessionEnded => "Your session has ended. Sign in again to go on.",
            Self::Unreachable => {
                "Postern cannot be reached, so your session could not be restored. Check your \
                 connection and reload this page, or sign in again."
            }
            Self::NoChallenge => {
                "Start with your username and password. The code comes after that."
            }
            Self::ChallengeExpired => {
                "That took too long, so the sign-in was cancelled. Enter your password again."
            }
            Self::ChallengeUsed => {
                "That sign-in is no longer open: it was completed, or a newer one took its place. \
                 Enter your password again."
            }
            Self::ChallengeExhausted => {
                "Too many wrong codes, so the sign-in was cancelled. Enter your password again."
            }
            Self::ChallengeInvalid => {
                "That sign-in cannot be continued. Enter your password again."
            }
            Self::ShowQrAgain => "Sign in with your password to see the QR code again.",
            Self::PasswordReset => {
                "Your new password is set, and you are signed out everywhere. Sign in with it and \
                 a code. The recovery code is used up."
            }
            Self::AccountDeleted => {
                "Your account is deleted. Its username is free again after 10 minutes."
            }
        }
    }

    /// How it is said.
    pub const fn tone(self) -> Tone {
        match self {
            Self::SignedOut
            | Self::SignInFirst
            | Self::NoChallenge
            | Self::ShowQrAgain
            | Self::PasswordReset
            | Self::AccountDeleted => Tone::Calm,
            Self::SessionEnded
            | Self::Unreachable
            | Self::ChallengeExpired
            | Self::ChallengeUsed
            | Self::ChallengeExhausted
            | Self::ChallengeInvalid => Tone::Warning,
        }
    }
}
