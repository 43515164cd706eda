//! The client's pages: the Worker serves the client at these paths, and answers 404 at others.

/// One screen of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Where the way leads on: to the account, or to the sign-in.
    Home,
    /// Create an account.
    Register,
    /// Scan the QR code and confirm the first code.
    Enrol,
    /// Username and password.
    SignIn,
    /// The one-time code.
    Code,
    /// The signed-in person's account.
    Account,
    /// Where that person is signed in.
    Sessions,
    /// That person's authenticators.
    Authenticators,
    /// Their recovery codes.
    RecoveryCodes,
    /// Their password.
    Password,
    /// What has happened to the account.
    Activity,
    /// The end of the account.
    Delete,
    /// A forgotten password.
    ResetPassword,
    /// Administration: how the service fares.
    Overview,
    /// Administration: everybody, or one person at a path of their own below it.
    People,
    /// Administration: the invitations.
    Invitations,
    /// Administration: what was done.
    Log,
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 17] = [
        Self::Home,
        Self::Register,
        Self::Enrol,
        Self::SignIn,
        Self::Code,
        Self::Account,
        Self::Sessions,
        Self::Authenticators,
        Self::RecoveryCodes,
        Self::Password,
        Self::Activity,
        Self::Delete,
        Self::ResetPassword,
        Self::Overview,
        Self::People,
        Self::Invitations,
        Self::Log,
    ];

    /// Its path.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Register => "/register",
            Self::Enrol => "/enrol",
            Self::SignIn => "/sign-in",
            Self::Code => "/code",
            Self::Account => "/account",
            Self::Sessions => "/sessions",
            Self::Authenticators => "/account/authenticators",
            Self::RecoveryCodes => "/account/recovery-codes",
            Self::Password => "/account/password",
            Self::Activity => "/account/activity",
            Self::Delete => "/account/delete",
            Self::ResetPassword => "/reset-password",
            Self::Overview => "/administration",
            Self::People => "/administration/people",
            Self::Invitations => "/administration/invitations",
            Self::Log => "/administration/log",
        }
    }

    /// Whether it is one of administration.
    #[must_use]
    pub const fn is_administration(self) -> bool {
        matches!(
            self,
            Self::Overview | Self::People | Self::Invitations | Self::Log
        )
    }

    /// The path of the person with this id.
    #[must_use]
    pub fn path_of_person(id: &str) -> String {
        format!("{}/{id}", Self::People.path())
    }

    /// Whose path this is, by their id; none where it is nobody's.
    #[must_use]
    pub fn person_at(path: &str) -> Option<&str> {
        let id = path.strip_prefix(Self::People.path())?;
        let id = id.strip_prefix('/')?.trim_end_matches('/');
        let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        (id.len() == PERSON_ID_LENGTH && id.bytes().all(is_of_id)).then_some(id)
    }

    /// The page at `path`; a slash at the end does not matter.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let path = match path.trim_end_matches('/') {
            "" => "/",
            trimmed => trimmed,
        };
        let found = Self::ALL.into_iter().find(|page| page.path() == path);
        found.or_else(|| Self::person_at(path).map(|_id| Self::People))
    }
}

/// 32 bytes in base64url.
const PERSON_ID_LENGTH: usize = 43;

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn each_page_is_found_at_its_path() {
        for page in Page::ALL {
            assert_eq!(Page::at(page.path()), Some(page));
        }
        assert_eq!(Page::at("/sign-in/"), Some(Page::SignIn));
        assert_eq!(Page::at("/nowhere"), None);
    }

    #[test]
    fn a_person_has_a_path_below_the_people() {
        let id = "kO1cP0V9m2sJwQ8uY5rT3xZ7aB6dE4fG1hI2jK3lM-_";
        let path = Page::path_of_person(id);
        assert_eq!(Page::at(&path), Some(Page::People));
        assert_eq!(Page::person_at(&path), Some(id));
        assert_eq!(Page::person_at(&format!("{path}/")), Some(id));
        assert_eq!(Page::person_at(Page::People.path()), None);
        for other in [
            "/administration/people/bob",
            &format!("{path}/x"),
            &path[..64],
        ] {
            assert_eq!(Page::at(other), None, "{other}");
        }
    }
}
