//! `POST /api/invitation`, and what an invitation is worth to who registers.

use axum::Json;
use postern_shared::api::{InvitationRequest, InvitationResponse, RegistrationMode, SecretText};
use postern_shared::problem::ProblemCode;
use postern_shared::timestamp::Timestamp;

use crate::account::{Locator, PasswordProved, Refusal, Registration};
use crate::config::Config;
use crate::http::AppState;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::{Admitted, RequestContext};
use crate::instance::{InvitationId, InvitationStep};
use crate::keys::Invitation;
use crate::ports::{Accounts, AccountsError, Instance, Ports};

/// What an invitation is for, to whoever has it.
#[worker::send]
pub async fn show<P: Ports>(
    AppState(app): AppState<P>,
    _admitted: Admitted,
    context: RequestContext,
    body: JsonBody,
) -> Result<Json<InvitationResponse>, ApiProblem> {
    let request = InvitationRequest::read(body)?;
    let admitted = admit(&app.config, Some(&request.invitation), context.now)?;
    let invitation = admitted.ok_or_else(invalid)?;
    let instance = app.ports.instance();
    instance
        .invitation(InvitationId(invitation.id), InvitationStep::Look)
        .await?;
    Ok(Json(InvitationResponse {
        role: invitation.role,
        email: invitation.email,
        expires_at: invitation.expires_at.unix_seconds(),
    }))
}

/// Whether somebody may register, by the invitation if they have one. Whether it was used, only
/// [`register`] knows.
///
/// # Errors
/// A problem with the code `registration_closed`, `invitation_required`, `invalid_invitation` or
/// `invitation_expired`.
pub fn admit(
    config: &Config,
    invitation: Option<&SecretText>,
    now: Timestamp,
) -> Result<Option<Invitation>, ApiProblem> {
    let invitation = match (config.registration, invitation) {
        (RegistrationMode::Closed, _) => {
            return Err(ApiProblem::of(
                ProblemCode::RegistrationClosed,
                "this deployment takes no new accounts",
            ));
        }
        (RegistrationMode::Invite, None) => {
            return Err(ApiProblem::of(
                ProblemCode::InvitationRequired,
                "this deployment takes new accounts by invitation only",
            ));
        }
        (RegistrationMode::Open, None) => return Ok(None),
        (_, Some(text)) => config.sealer.open_invitation(text.expose()),
    };
    let invitation = invitation.map_err(|_not_ours| invalid())?;
    if invitation.expires_at <= now {
        return Err(Refusal::InvitationExpired.into());
    }
    Ok(Some(invitation))
}

/// Registers with an invitation, which is used up by it, and given back where the account refuses.
///
/// # Errors
/// As the account's; [`Refusal::InvitationUsed`] where it is another name's.
pub async fn register(
    ports: &impl Ports,
    invitation: &Invitation,
    locator: &Locator,
    registration: Registration,
) -> Result<PasswordProved, AccountsError> {
    let (instance, id) = (ports.instance(), InvitationId(invitation.id));
    let claim = InvitationStep::Claim {
        locator: *locator.as_bytes(),
        expires_at: invitation.expires_at,
    };
    instance.invitation(id, claim).await?;
    let outcome = ports.accounts().register(locator, registration).await;
    let locator = *locator.as_bytes();
    let step = match outcome {
        Ok(_) => InvitationStep::Settle { locator },
        Err(AccountsError::Refused(_)) => InvitationStep::GiveBack { locator },
        // It may have been carried out, so the invitation stays this name's.
        Err(AccountsError::Unavailable) => return outcome,
    };
    // Where this fails, it stays this name's too, which is the safe side.
    let _stays_claimed = instance.invitation(id, step).await;
    outcome
}

/// The problem of an invitation that is none.
fn invalid() -> ApiProblem {
    ApiProblem::at(
        ProblemCode::InvalidInvitation,
        "invitation",
        "take the invitation as it stands in the link, whole",
    )
}
