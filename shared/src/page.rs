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
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 13] = [
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
        }
    }

    /// The page at `path`; a slash at the end does not matter.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let path = match path.trim_end_matches('/') {
            "" => "/",
            trimmed => trimmed,
        };
        Self::ALL.into_iter().find(|page| page.path() == path)
    }
}

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
}
