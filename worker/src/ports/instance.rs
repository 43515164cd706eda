//! What is of the deployment as a whole.

use std::future::Future;

use postern_shared::api::InvitationsResponse;

use crate::account::{Answered, Locator};
use crate::instance::{Counts, DepartureStep, InvitationId, InvitationStep, MadeInvitation};
use crate::ports::AccountsError;

/// The deployment's one object. **Exact**, as [`crate::ports::Accounts`] is.
pub trait Instance {
    /// Takes a step with an invitation: it is claimed for one name only.
    fn invitation(
        &self,
        id: InvitationId,
        step: InvitationStep,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Takes a step with the removal of the administrator at `target`: two who remove each other do
    /// not both go.
    fn departure(
        &self,
        target: &Locator,
        step: DepartureStep,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Remembers an invitation that an administrator makes.
    fn make_invitation(
        &self,
        made: MadeInvitation,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Takes one back.
    fn revoke_invitation(
        &self,
        id: InvitationId,
    ) -> impl Future<Output = Result<(), AccountsError>>;

    /// Those that administrators have made and that are open.
    fn invitations(&self) -> impl Future<Output = Result<InvitationsResponse, AccountsError>>;

    /// Adds to what is counted. **Approximate**: it may be lost, or counted twice.
    fn count(&self, counts: Counts) -> impl Future<Output = Result<(), AccountsError>>;

    /// What was counted, as it travels.
    fn overview(&self) -> impl Future<Output = Result<Answered, AccountsError>>;
}
