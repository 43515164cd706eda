//! What is done with invitations.

use leptos::prelude::*;
use postern_shared::api::MakeInvitationRequest;
use postern_shared::problem::ProblemCode;
use postern_shared::reason::parse_reason;

use super::Tray;
use crate::account_area::area::Stopped;
use crate::account_area::desk::Change;
use crate::api_client::Failure;
use crate::components::stops_at_errors;
use crate::pages::administration::calls;
use crate::pages::administration::link::{self, Link};
use crate::pages::administration::reasons::NO_REASON;
use crate::pages::administration::words::role_name;
use crate::{browser, field_checks, intl};

/// Makes one, as the form says.
pub fn make(tray: Tray) {
    tray.email.passes(field_checks::email);
    tray.reason
        .passes(|text| parse_reason(text).err().map(|_| NO_REASON));
    if !tray.form.is_open() || stops_at_errors(&[tray.email, tray.reason]) {
        return;
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
                "Give it to {whom}. It makes one account with the role “{}”, once, until {}.",
                role_name(request.role),
                intl::moment(made.expires_at)
            ),
            path: format!("/register#invitation={}", made.invitation.expose()),
        };
        Ok(Box::new(move || {
            tray.link.show(link);
            tray.email.typed(String::new());
            tray.reason.typed(String::new());
            tray.reading.reload();
            browser::focus_soon(link::TITLE.to_owned());
            "The invitation is made: its link is shown now.".to_owned()
        }) as Change)
    };
    desk.send(tray.form, &[tray.email, tray.reason], Box::pin(task));
}

/// Takes one back, or finds that it is not there any more.
pub fn revoke(tray: Tray, id: String, name: String, reason: String) {
    tray.reasons.send(async move {
        let call = calls::revoke(&id, &reason);
        match tray.reasons.desk.area.make(call).await {
            Err(Stopped::Failed(Failure::Problem(problem)))
                if problem.code == ProblemCode::InvitationNotFound => {}
            answer => answer?,
        }
        Ok(Box::new(move || {
            tray.reading.reload();
            format!("The invitation was taken back: {name}.")
        }) as Change)
    });
}
