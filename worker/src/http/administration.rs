//! What administrators do to somebody's account. One handler for all of it: who asks is looked at by
//! their own account, the deed is done and written down by the other's.

use std::pin::Pin;

use axum::Json;
use axum::body::Body;
use axum::response::IntoResponse;
use http::{Response, StatusCode};
use postern_shared::api::{ChangeRoleRequest, PasswordResetStartedResponse, ReasonRequest};
use postern_shared::problem::ProblemCode;
use postern_shared::reason::parse_reason;
use worker::send::SendFuture;

use crate::account::{Administered, Deed, Locator, Order, Refusal};
use crate::http::asker::Asker;
use crate::http::json_body::{FromBody as _, JsonBody};
use crate::http::path_id::PathId;
use crate::http::problem_response::ApiProblem;
use crate::http::{App, AppState};
use crate::instance::DepartureStep;
use crate::ports::{AccountsError, Administration, Instance, Ports};

/// What is done, and why, by a body.
pub type ReadDeed = fn(Deed, JsonBody) -> Result<(Deed, String), ApiProblem>;

/// The handler of a call that does something to the account of the path's `{id}`.
pub fn doing<P: Ports>(
    (deed, read): (Deed, ReadDeed),
) -> impl Fn(AppState<P>, Asker, PathId, JsonBody) -> Doing + Clone + Sync {
    move |AppState(app), asker, PathId(id), body| {
        Box::pin(SendFuture::new(async move {
            let (deed, reason) = read(deed, body)?;
            act(&app, asker, &id, (deed, reason)).await
        }))
    }
}

/// The answer that a handler is working on.
type Doing = Pin<Box<dyn Future<Output = Result<Response<Body>, ApiProblem>> + Send>>;

/// A body that says why, and nothing else.
pub fn for_a_reason(deed: Deed, body: JsonBody) -> Result<(Deed, String), ApiProblem> {
    let request = ReasonRequest::read(body)?;
    Ok((deed, reason(&request.reason)?))
}

/// A body that names a role.
pub fn to_a_role(_deed: Deed, body: JsonBody) -> Result<(Deed, String), ApiProblem> {
    let request = ChangeRoleRequest::read(body)?;
    Ok((Deed::ChangeRole(request.role), reason(&request.reason)?))
}

/// A reason.
///
/// # Errors
/// A problem with the code `invalid_reason`.
pub fn reason(text: &str) -> Result<String, ApiProblem> {
    parse_reason(text)
        .map_err(|error| ApiProblem::at(ProblemCode::InvalidReason, "reason", error.to_string()))
}

/// Where the person of a path has their account.
///
/// # Errors
/// [`Refusal::PersonNotFound`] for what cannot be anybody's id.
pub fn person_at(id: &str) -> Result<Locator, Refusal> {
    Locator::parse(id).ok_or(Refusal::PersonNotFound)
}

async fn act<P: Ports>(
    app: &App<P>,
    asker: Asker,
    id: &str,
    (deed, reason): (Deed, String),
) -> Result<Response<Body>, ApiProblem> {
    let Asker { locator, asking } = asker;
    let accounts = app.ports.accounts();
    let actor = accounts.authorize(&locator, asking, deed.action()).await?;
    let target = person_at(id)?;
    if target == locator {
        return Err(Refusal::OwnAccount.into());
    }
    let order = Order {
        actor,
        deed,
        reason,
    };
    let administered = if deed.may_remove_administrator() {
        remove(&app.ports, &locator, &target, order).await?
    } else {
        accounts.administer(&target, order).await?
    };
    Ok(match administered.reset {
        Some((reset, expires_in)) => {
            let started = PasswordResetStartedResponse { reset, expires_in };
            (StatusCode::CREATED, Json(started)).into_response()
        }
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Does what may leave one administrator less: claimed first, so that of two who remove each other one
/// stays. What breaks in between leaves it claimed for some minutes, which is the safe side.
async fn remove(
    ports: &impl Ports,
    actor: &Locator,
    target: &Locator,
    order: Order,
) -> Result<Administered, AccountsError> {
    let claim = DepartureStep::Claim {
        actor: *actor.as_bytes(),
        authorized_at: order.actor.at,
    };
    let instance = ports.instance();
    instance.departure(target, claim).await?;
    let outcome = ports.accounts().administer(target, order).await;
    let step = match &outcome {
        Ok(administered) if administered.has_removed_administrator => DepartureStep::Settle,
        Ok(_) | Err(AccountsError::Refused(_)) => DepartureStep::GiveBack,
        Err(AccountsError::Unavailable) => return outcome,
    };
    let _stays_claimed = instance.departure(target, step).await;
    outcome
}
