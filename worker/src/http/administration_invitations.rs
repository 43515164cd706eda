//! `GET` and `POST /api/admin/invitations`, `POST /api/admin/invitations/{id}/revoke`

use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use postern_shared::api::{
    InvitationsResponse, LogAction, MadeInvitationResponse, MakeInvitationRequest, ReasonRequest,
    RegistrationMode, SecretText,
};
use postern_shared::problem::ProblemCode;

use crate::account::permission::Action;
use crate::account::{InvitationNote, Refusal, SessionId};
use crate::http::administration::reason;
use crate::http::asker::Asker;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::request_context::RequestContext;
use crate::http::{AppState, register};
use crate::instance::{InvitationId, MadeInvitation};
use crate::keys::Invitation;
use crate::ports::{Administration, Instance, Ports, Unavailable};

/// Those that are open.
#[worker::send]
pub async fn list<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
) -> Result<Json<InvitationsResponse>, ApiProblem> {
    let accounts = app.ports.accounts();
    accounts
        .authorize(&asker.locator, asker.asking, Action::ReadInvitations)
        .await?;
    Ok(Json(app.ports.instance().invitations().await?))
}

/// Makes one. It is answered when it has been remembered and written down, not before.
#[worker::send]
pub async fn create<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    mut context: RequestContext,
    body: JsonBody,
) -> Result<impl IntoResponse, ApiProblem> {
    let request = MakeInvitationRequest::read(body)?;
    let reason = reason(&request.reason)?;
    let email = register::email(request.email.as_deref().unwrap_or_default())?;
    let hours = hours(request.hours)?;
    let accounts = app.ports.accounts();
    let actor = accounts
        .authorize(&asker.locator, asker.asking, Action::Invite)
        .await?;
    if app.config.registration == RegistrationMode::Closed {
        return Err(ApiProblem::of(
            ProblemCode::RegistrationClosed,
            "this deployment takes no new accounts",
        ));
    }
    let invitation = Invitation {
        id: context.entropy.draw(),
        role: request.role,
        email: email.clone(),
        expires_at: context.now.plus(hours * 3600),
    };
    let sealed = app
        .config
        .sealer
        .seal_invitation(&invitation, &mut context.entropy)
        .map_err(|_never| Unavailable)?;
    let made = MadeInvitation {
        id: InvitationId(invitation.id),
        role: request.role,
        email,
        made_by: actor.username.clone(),
        made_at: context.now,
        expires_at: invitation.expires_at,
        is_revoked: false,
    };
    app.ports.instance().make_invitation(made).await?;
    let note = InvitationNote {
        actor,
        action: LogAction::InvitationMade,
        invitation: invitation.id,
        role: Some(request.role),
        reason,
    };
    if let Err(error) = accounts.note_invitation(&asker.locator, note).await {
        // Nobody gets the link, so nobody should find it in the list.
        let id = InvitationId(invitation.id);
        let _best_effort = app.ports.instance().revoke_invitation(id).await;
        return Err(error.into());
    }
    let response = MadeInvitationResponse {
        id: SessionId(invitation.id).to_string(),
        invitation: SecretText::new(sealed),
        expires_at: invitation.expires_at.unix_seconds(),
    };
    Ok((StatusCode::CREATED, Json(response)))
}

/// Takes one back.
#[worker::send]
pub async fn revoke<P: Ports>(
    AppState(app): AppState<P>,
    asker: Asker,
    PathId(id): PathId,
    body: JsonBody,
) -> Result<StatusCode, ApiProblem> {
    let request = ReasonRequest::read(body)?;
    let reason = reason(&request.reason)?;
    let accounts = app.ports.accounts();
    let actor = accounts
        .authorize(&asker.locator, asker.asking, Action::RevokeInvitation)
        .await?;
    let SessionId(id) = SessionId::parse(&id).ok_or(Refusal::InvitationNotFound)?;
    let instance = app.ports.instance();
    instance.revoke_invitation(InvitationId(id)).await?;
    let note = InvitationNote {
        actor,
        action: LogAction::InvitationRevoked,
        invitation: id,
        role: None,
        reason,
    };
    accounts.note_invitation(&asker.locator, note).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn hours(hours: Option<u64>) -> Result<u64, ApiProblem> {
    let hours = hours.unwrap_or(Invitation::USUAL_HOURS);
    if (1..=Invitation::MOST_HOURS).contains(&hours) {
        Ok(hours)
    } else {
        Err(ApiProblem::at(
            ProblemCode::InvalidField,
            "hours",
            "an invitation lasts 1 to 720 hours",
        ))
    }
}
