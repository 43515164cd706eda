//! What is done to accounts by others.

use std::future::Future;

use crate::account::permission::Action;
use crate::account::{
    Actor, Administered, Answered, Asking, Import, Imported, InvitationNote, Locator, Order,
};
use crate::ports::AccountsError;

/// More commands of the account's one object. **Exact**, as [`crate::ports::Accounts`] is.
pub trait Administration {
    /// Whether the holder of a session may do something about others, by their role of this moment.
    fn authorize(
        &self,
        locator: &Locator,
        asking: Asking,
        action: Action,
    ) -> impl Future<Output = Result<Actor, AccountsError>>;

    /// Does something to the account, and writes it down in the same commit.
    fn administer(
        &self,
        locator: &Locator,
        order: Order,
    ) -> impl Future<Output = Result<Administered, AccountsError>>;

    /// Writes down what the account's holder has done about an invitation.
    fn note_invitation(
        &self,
        locator: &Locator,
        note: InvitationNote,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Takes an account of another service over, at most once for each row.
    fn import(
        &self,
        locator: &Locator,
        import: Import,
    ) -> impl Future<Output = Result<Imported, AccountsError>>;

    /// How the account stands, for administrators.
    fn person(&self, locator: &Locator) -> impl Future<Output = Result<Answered, AccountsError>>;
}
