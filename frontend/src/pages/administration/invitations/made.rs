//! What is done with invitations.

use leptos::prelude::*;
use postern_shared::api::{MakeInvitationRequest, Role};
use postern_shared::problem::ProblemCode;
use postern_shared::reason::parse_reason;

use super::Tray;
use crate::account_area::area::Stopped;
use crate::account_area::desk::Change;
use crate::api_client::Failure;
use crate::components::stops_at_errors;
use crate::pages::administration::calls;
use crate::pages::administration::link::{self, Link};
use crate::problem_text::INVALID_REASON;
use crate::role_words::role_name;
use crate::{browser, field_checks, intl};

/// Makes one, as the form says.
pub fn make(tray: Tray) {
    tray.email.passes(field_checks::email);
    tray.reason
        .passes(|text| parse_reason(text).err().map(|_| INVALID_REASON));
    if !tray.form.is_open() || stops_at_errors(&[tray.email, tray.reason]) {
        return;
    }
    if tray.link.is_uncopied() {
        return tray.form.alert.set(UNCOPIED.to_owned());
    }
    let email = tray.email.text().trim().to_owned();
    let request = MakeInvitationRequest {
        role: tray.role.chosen_role(),
        email: (!email.is_empty()).then_some(email),
        hours: tray.hours.chosen.with_untracked(|hours| hours.parse().ok()),
        reason: tray.reason.text().trim().to_owned(),
    };
    let desk = tray.reasons.desk;
    let task = async move {
        let made = desk.area.make(calls::invite(&request)).await?;
        let whom = request.email.as_deref().unwrap_or("whoever you invite");
        let link = Link {
            title: "The link of the invitation",
            text: format!(
                "Give it to {whom}, and to nobody else: whoever opens it first can use it. It makes \
                 one account with the role “{}”, once, until {}.",
                role_name(request.role),
                intl::moment(made.expires_at)
            ),
            path: format!("/register#invitation={}", made.invitation.expose()),
            id: made.id,
        };
        Ok(Box::new(move || {
            tray.link.show(link);
            tray.email.typed(String::new());
            tray.reason.typed(String::new());
            tray.role.begin_with(Role::User);
            tray.reading.reload();
            browser::focus_soon(link::TITLE.to_owned());
            "The invitation is made: its link is shown now.".to_owned()
        }) as Change)
    };
    desk.send(tray.form, &[tray.email, tray.reason], Box::pin(task));
}

/// Takes one back, or finds that it is not there any more, or that somebody was quicker.
pub fn revoke(tray: Tray, id: String, name: String, reason: String) {
    tray.reasons.send(async move {
        let call = calls::revoke(&id, &reason);
        let answer = tray.reasons.desk.area.make(call).await;
        let code = match &answer {
            Err(Stopped::Failed(Failure::Problem(problem))) => Some(problem.code),
            _done_or_stopped => None,
        };
        let is_used = code == Some(ProblemCode::InvitationUsed);
        if !is_used && code != Some(ProblemCode::InvitationNotFound) {
            answer?;
        }
        Ok(Box::new(move || {
            tray.link.forget(&id);
            tray.reading.reload();
            if is_used {
                format!("Too late: somebody has registered with the invitation: {name}.")
            } else {
                format!("The invitation was taken back: {name}.")
            }
        }) as Change)
    });
}

const UNCOPIED: &str = "The link of the invitation before this one was not copied yet. Copy it first: a \
                        new one takes its place.";
