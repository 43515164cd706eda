//! What the client knows of who is signing in or signed in, and which page that leads to. No DOM,
//! no clock: the moment is an argument.

use postern_shared::api::{SecretText, TokenResponse, User};
use postern_shared::page::Page;

use crate::notice::Notice;

/// Somebody is signed in. In memory only.
pub struct Session {
    /// What `users/me` wants.
    pub access_token: SecretText,
    /// Who it is.
    pub user: User,
    /// Seconds that the access token lasts from its issue.
    pub lifetime: u64,
}

/// The secret of an authenticator that is not confirmed yet. In memory only.
pub struct Enrolment {
    /// Base32.
    pub secret: SecretText,
    /// `otpauth://…`
    pub uri: SecretText,
}

/// Half a sign-in: the password was right, the code is still to come.
///
/// It outlives the page in the tab's storage, because phones discard a page while its person is
/// in the authenticator app. So it holds neither the password nor the authenticator's secret.
pub struct PendingSignIn {
    /// What `verify-otp` wants beside the code.
    pub challenge: SecretText,
    /// When the challenge ends, in seconds since the epoch.
    pub expires_at: u64,
    /// Who is signing in.
    pub username: String,
    /// What the code is for.
    pub purpose: Purpose,
    /// What else the page offers.
    pub offers: Offers,
}

/// What the page that asks for a code offers beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Offers {
    /// A recovery code in place of the code.
    pub recovery_code: bool,
    /// Not to be asked again in this browser for some time.
    pub trust: bool,
}

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The first code of a new authenticator.
    Enrol,
    /// A sign-in.
    SignIn,
}

/// Where a page leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It is shown.
    Open,
    /// Another page is, with a word on why.
    Leads(Page, Option<Notice>),
}

impl Session {
    /// The session of an answer.
    pub fn begin(response: TokenResponse) -> Self {
        Self {
            access_token: response.access_token,
            user: response.user,
            lifetime: response.expires_in,
        }
    }

    /// Seconds from the issue of the token until it should be renewed.
    pub fn renew_after(&self) -> u64 {
        (self.lifetime * RENEW_AT_PERCENT / 100).max(1)
    }
}

impl Purpose {
    /// The page that asks for the code.
    pub const fn page(self) -> Page {
        match self {
            Self::Enrol => Page::Enrol,
            Self::SignIn => Page::Code,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Enrol => "enrol",
            Self::SignIn => "sign-in",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Enrol, Self::SignIn]
            .into_iter()
            .find(|purpose| purpose.word() == word)
    }
}

impl PendingSignIn {
    /// As it stands in the tab's storage: one line for each part.
    pub fn to_text(&self) -> String {
        [
            self.purpose.word(),
            &self.expires_at.to_string(),
            &self.username,
            self.challenge.expose(),
            flag(self.offers.recovery_code),
            flag(self.offers.trust),
        ]
        .join("\n")
    }

    /// Reads [`Self::to_text`].
    pub fn from_text(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let pending = Self {
            purpose: Purpose::of(lines.next()?)?,
            expires_at: lines.next()?.parse().ok()?,
            username: lines.next()?.to_owned(),
            challenge: SecretText::new(lines.next()?.to_owned()),
            offers: Offers {
                recovery_code: is_flag(lines.next()?),
                trust: is_flag(lines.next()?),
            },
        };
        lines.next().is_none().then_some(pending)
    }

    /// Whether the challenge has ended.
    pub fn is_over(&self, now: u64) -> bool {
        now >= self.expires_at
    }
}

const fn flag(is_set: bool) -> &'static str {
    if is_set { FLAG } else { "" }
}

fn is_flag(word: &str) -> bool {
    word == FLAG
}

/// Where `page` leads somebody who is signed in or not, with half a sign-in or none.
pub fn gate(page: Page, is_signed_in: bool, pending: Option<&PendingSignIn>, now: u64) -> Gate {
    match page {
        Page::Home if is_signed_in => Gate::Leads(Page::Account, None),
        Page::Home => Gate::Leads(Page::SignIn, None),
        Page::Account
        | Page::Sessions
        | Page::Authenticators
        | Page::RecoveryCodes
        | Page::Password
        | Page::Activity
        | Page::Delete
        | Page::Overview
        | Page::People
        | Page::Invitations
        | Page::Log => {
            if is_signed_in {
                Gate::Open
            } else {
                Gate::Leads(Page::SignIn, Some(Notice::SignInFirst))
            }
        }
        Page::Register | Page::SignIn | Page::Enrol | Page::Code if is_signed_in => {
            Gate::Leads(Page::Account, None)
        }
        // Somebody who is signed in may have forgotten the password too.
        Page::Register | Page::SignIn | Page::ResetPassword => Gate::Open,
        Page::Enrol | Page::Code => match pending {
            None => Gate::Leads(Page::SignIn, Some(Notice::NoChallenge)),
            Some(pending) if pending.is_over(now) => {
                Gate::Leads(Page::SignIn, Some(Notice::ChallengeExpired))
            }
            Some(pending) if pending.purpose.page() == page => Gate::Open,
            Some(pending) => Gate::Leads(pending.purpose.page(), None),
        },
    }
}

/// Early enough that a slow answer still comes in time.
const RENEW_AT_PERCENT: u64 = 80;
const FLAG: &str = "offered";

#[cfg(test)]
mod tests {
    use super::*;
    use postern_shared::api::{Role, TokenType};

    const OF_THE_ACCOUNT: [Page; 11] = [
        Page::Account,
        Page::Sessions,
        Page::Authenticators,
        Page::RecoveryCodes,
        Page::Password,
        Page::Activity,
        Page::Delete,
        Page::Overview,
        Page::People,
        Page::Invitations,
        Page::Log,
    ];

    fn pending(purpose: Purpose) -> PendingSignIn {
        PendingSignIn {
            challenge: SecretText::new("v1.abc-_~".to_owned()),
            expires_at: 1_000,
            username: "alice@example.com".to_owned(),
            purpose,
            offers: Offers::default(),
        }
    }

    #[test]
    fn half_a_sign_in_survives_a_reload() {
        for (recovery_code, trust) in [(false, false), (true, false), (false, true)] {
            let offers = Offers {
                recovery_code,
                trust,
            };
            let kept = PendingSignIn {
                offers,
                ..pending(Purpose::Enrol)
            };
            let again = PendingSignIn::from_text(&kept.to_text()).expect("its own text");
            assert_eq!(again.purpose, Purpose::Enrol);
            assert_eq!(again.expires_at, 1_000);
            assert_eq!(again.username, "alice@example.com");
            assert_eq!(again.challenge.expose(), "v1.abc-_~");
            assert_eq!(again.offers, offers);
        }
    }

    #[test]
    fn a_text_of_another_form_is_no_sign_in() {
        let text = pending(Purpose::SignIn).to_text();
        for broken in [
            "",
            "sign-in\nsoon\nalice\nc\n\n",
            "other\n1\nalice\nc\n\n",
            "sign-in\n1\nalice\nc",
            &format!("{text}\nmore"),
        ] {
            assert!(PendingSignIn::from_text(broken).is_none(), "{broken:?}");
        }
    }

    #[test]
    fn whoever_is_signed_in_is_led_to_the_account() {
        for page in Page::ALL {
            let is_open = OF_THE_ACCOUNT.contains(&page) || page == Page::ResetPassword;
            let expected = if is_open {
                Gate::Open
            } else {
                Gate::Leads(Page::Account, None)
            };
            assert_eq!(gate(page, true, None, 0), expected);
        }
    }

    #[test]
    fn whoever_is_not_is_led_to_the_sign_in() {
        let leads = |page| gate(page, false, None, 0);
        assert_eq!(leads(Page::Home), Gate::Leads(Page::SignIn, None));
        for page in OF_THE_ACCOUNT {
            assert_eq!(
                leads(page),
                Gate::Leads(Page::SignIn, Some(Notice::SignInFirst))
            );
        }
        for page in [Page::Enrol, Page::Code] {
            assert_eq!(
                leads(page),
                Gate::Leads(Page::SignIn, Some(Notice::NoChallenge))
            );
        }
        assert_eq!(leads(Page::SignIn), Gate::Open);
        assert_eq!(leads(Page::Register), Gate::Open);
        assert_eq!(leads(Page::ResetPassword), Gate::Open);
    }

    #[test]
    fn half_a_sign_in_opens_its_own_page_until_it_ends() {
        let code = pending(Purpose::SignIn);
        let enrol = pending(Purpose::Enrol);
        assert_eq!(gate(Page::Code, false, Some(&code), 999), Gate::Open);
        assert_eq!(gate(Page::Enrol, false, Some(&enrol), 999), Gate::Open);
        assert_eq!(
            gate(Page::Enrol, false, Some(&code), 999),
            Gate::Leads(Page::Code, None)
        );
        assert_eq!(
            gate(Page::Code, false, Some(&code), 1_000),
            Gate::Leads(Page::SignIn, Some(Notice::ChallengeExpired))
        );
        assert_eq!(gate(Page::SignIn, false, Some(&code), 0), Gate::Open);
    }

    #[test]
    fn a_token_is_renewed_before_it_ends() {
        let session = |expires_in| {
            Session::begin(TokenResponse {
                message: String::new(),
                access_token: SecretText::new(String::new()),
                token_type: TokenType::Bearer,
                expires_in,
                refresh_token: None,
                refresh_expires_in: 604_800,
                recovery_codes: None,
                user: User {
                    username: "alice".to_owned(),
                    email: None,
                    full_name: None,
                    disabled: false,
                    role: Role::User,
                    created_at: 0,
                },
            })
        };
        assert_eq!(session(600).renew_after(), 480);
        assert_eq!(session(0).renew_after(), 1);
    }
}
