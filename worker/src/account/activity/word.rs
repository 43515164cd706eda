//! The words of what happens to an account.

use postern_shared::api::ActivityKind;

/// Whether versions before administration do not know the kind.
#[must_use]
pub const fn is_of_administration(kind: ActivityKind) -> bool {
    matches!(
        kind,
        ActivityKind::Disabled
            | ActivityKind::Enabled
            | ActivityKind::SessionsEndedForYou
            | ActivityKind::Unlocked
            | ActivityKind::FactorReset
            | ActivityKind::PasswordResetStarted
            | ActivityKind::RoleChanged
            | ActivityKind::PasswordResetByLink
            | ActivityKind::EnrolledAnew
            | ActivityKind::Imported
            | ActivityKind::ShortSecretImported
            | ActivityKind::PlainPasswordImported
    )
}

/// The stable word of a kind, as it travels and as it is stored and hashed.
#[must_use]
pub const fn word(kind: ActivityKind) -> &'static str {
    match kind {
        ActivityKind::AccountConfirmed => "account_confirmed",
        ActivityKind::SignedIn => "signed_in",
        ActivityKind::SignedInFromNewBrowser => "signed_in_from_new_browser",
        ActivityKind::SteppedUp => "stepped_up",
        ActivityKind::WrongCode => "wrong_code",
        ActivityKind::UsedCode => "used_code",
        ActivityKind::AuthenticatorsSuspended => "authenticators_suspended",
        ActivityKind::RecoveryCodeUsed => "recovery_code_used",
        ActivityKind::RecoveryCodesMade => "recovery_codes_made",
        ActivityKind::AuthenticatorAdded => "authenticator_added",
        ActivityKind::AuthenticatorReplaced => "authenticator_replaced",
        ActivityKind::AuthenticatorRenamed => "authenticator_renamed",
        ActivityKind::AuthenticatorRemoved => "authenticator_removed",
        ActivityKind::PasswordChanged => "password_changed",
        ActivityKind::PasswordReset => "password_reset",
        ActivityKind::EmailChanged => "email_changed",
        ActivityKind::FullNameChanged => "full_name_changed",
        ActivityKind::SignedOut => "signed_out",
        ActivityKind::SessionEnded => "session_ended",
        ActivityKind::OtherSessionsEnded => "other_sessions_ended",
        ActivityKind::RefreshTokenReplayed => "refresh_token_replayed",
        ActivityKind::BrowserTrusted => "browser_trusted",
        ActivityKind::BrowserForgotten => "browser_forgotten",
        ActivityKind::Disabled => "disabled",
        ActivityKind::Enabled => "enabled",
        ActivityKind::SessionsEndedForYou => "sessions_ended_for_you",
        ActivityKind::Unlocked => "unlocked",
        ActivityKind::FactorReset => "factor_reset",
        ActivityKind::PasswordResetStarted => "password_reset_started",
        ActivityKind::RoleChanged => "role_changed",
        ActivityKind::PasswordResetByLink => "password_reset_by_link",
        ActivityKind::EnrolledAnew => "enrolled_anew",
        ActivityKind::Imported => "imported",
        ActivityKind::ShortSecretImported => "short_secret_imported",
        ActivityKind::PlainPasswordImported => "plain_password_imported",
    }
}
