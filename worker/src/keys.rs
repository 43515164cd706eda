//! Keys: one secret, and everything that follows from it.

pub mod access_token;
pub mod introspection_clients;
pub mod jwt_provider;
pub mod locators;
pub mod name_prefixes;
pub mod password_texts;
pub mod sealed_text;
pub mod sealing;

pub use access_token::{AccessTokens, Claims, Jwk, SigningKey, TokenError, UnsignedToken, pkcs8};
pub use introspection_clients::IntrospectionClients;
pub use locators::Locators;
pub use name_prefixes::NamePrefixes;
pub use password_texts::{LoginText, RegistrationText};
pub use postern_keyring::{ImportTicket, Invitation, KeyRing, KeyRingError};
pub use sealed_text::{BrowserText, ChallengeText, RefreshText};
pub use sealing::{Purpose, SealError, Sealer};
