//! What is done with sessions.

use leptos::prelude::*;
use postern_shared::api::Session;
use postern_shared::problem::ProblemCode;

use super::{List, OTHERS};
use crate::account_area::area::Stopped;
use crate::account_area::calls;
use crate::account_area::desk::CONFIRM;
use crate::account_area::elsewhere::sign_out_elsewhere;
use crate::api_client::Failure;
use crate::session_words::holder;

/// Ends one session, or finds that it has ended already.
pub fn end(list: List, session: &Session) {
    let (id, name) = (session.id.clone(), holder(session));
    let key = id.clone();
    let task = async move {
        match list.desk.area.make(calls::end_session(&id)).await {
            Err(Stopped::Failed(Failure::Problem(problem)))
                if problem.code == ProblemCode::SessionNotFound => {}
            answer => answer?,
        }
        Ok(Box::new(move || {
            keep(list, |session| session.id != id);
            format!("Session ended: {name}.")
        }) as _)
    };
    list.desk.run(&key, OTHERS, Box::pin(task));
}

/// Ends all but this one.
pub fn end_others(list: List) {
    let task = async move {
        let said = sign_out_elsewhere(list.desk).await?;
        Ok(Box::new(move || {
            keep(list, |session| session.current);
            said
        }) as _)
    };
    list.desk.run(CONFIRM, OTHERS, Box::pin(task));
}

/// Takes the others off the page at once, and reads the list again.
fn keep(list: List, is_kept: impl Fn(&Session) -> bool) {
    list.reading.read.update(|read| {
        if let Some((response, _)) = read {
            response.sessions.retain(is_kept);
        }
    });
    list.reading.reload();
}
