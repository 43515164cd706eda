//! How a deployment keeps passwords, and how people show theirs to it.

use std::sync::OnceLock;

use crate::api::Api;
use crate::server::Server;

/// A way to sign in that has to keep every promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The service gets the password and hashes it.
    Argon2id,
    /// The service gets the password from programs that know no better, and keeps a record.
    OpaqueInPlain,
    /// The password stays in the browser.
    Opaque,
}

/// How somebody shows a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Sends it.
    Plain,
    /// Proves that they know it (RFC 9807).
    Browser,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Argon2id, Self::OpaqueInPlain, Self::Opaque];

    /// A client of the server that all tests of the mode share.
    #[must_use]
    pub fn api(self) -> Api {
        static OPAQUE: OnceLock<Server> = OnceLock::new();
        match self {
            Self::Argon2id => self.client_of(Server::shared()),
            Self::OpaqueInPlain | Self::Opaque => {
                self.client_of(OPAQUE.get_or_init(|| self.start(&[])))
            }
        }
    }

    /// A new server in this mode, with these variables besides.
    #[must_use]
    pub fn start(self, variables: &[&str]) -> Server {
        Server::start(&[&[self.variable()], variables].concat())
    }

    /// A client of `server`, whose people go this way.
    #[must_use]
    pub fn client_of(self, server: &Server) -> Api {
        server.api().by_way(self.way())
    }

    /// How its people show their passwords.
    #[must_use]
    pub const fn way(self) -> Way {
        match self {
            Self::Argon2id | Self::OpaqueInPlain => Way::Plain,
            Self::Opaque => Way::Browser,
        }
    }

    /// What turns it on.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Argon2id => "PASSWORD_PROTOCOL=argon2id",
            Self::OpaqueInPlain | Self::Opaque => "PASSWORD_PROTOCOL=opaque",
        }
    }
}
