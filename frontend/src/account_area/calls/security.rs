//! Calls about what keeps the account safe: recovery codes, browsers, activity, the proof itself.

use postern_shared::api::{
    ActivityResponse, ActivitySeenRequest, BrowsersResponse, NewRecoveryCodesResponse,
    RecoveryCodesResponse, StepUpRequest, StepUpResponse,
};

use super::{Call, delete, get, post};
use crate::account_area::wire;

/// `GET /api/recovery-codes`
pub fn recovery_codes() -> Call<RecoveryCodesResponse> {
    get(RECOVERY_CODES, wire::recovery_codes_response)
}

/// `POST /api/recovery-codes`; needs a fresh proof.
pub fn make_recovery_codes() -> Call<NewRecoveryCodesResponse> {
    post(RECOVERY_CODES, None, wire::new_recovery_codes_response)
}

/// `POST /api/recovery-codes/acknowledge`
pub fn acknowledge_recovery_codes() -> Call<()> {
    post("/api/recovery-codes/acknowledge", None, wire::no_content)
}

/// `GET /api/browsers`
pub fn browsers() -> Call<BrowsersResponse> {
    get(BROWSERS, wire::browsers_response)
}

/// `DELETE /api/browsers/{id}`
pub fn forget_browser(id: &str) -> Call<()> {
    delete(&format!("{BROWSERS}/{id}"), None)
}

/// `GET /api/users/me/activity`
pub fn activity() -> Call<ActivityResponse> {
    get("/api/users/me/activity", wire::activity_response)
}

/// `POST /api/users/me/activity/seen`
pub fn activity_seen(request: &ActivitySeenRequest) -> Call<()> {
    let body = wire::activity_seen_request(request);
    post("/api/users/me/activity/seen", Some(body), wire::no_content)
}

/// `POST /api/step-up`
pub fn step_up(request: &StepUpRequest) -> Call<StepUpResponse> {
    let body = wire::step_up_request(request);
    post("/api/step-up", Some(body), wire::step_up_response)
}

const RECOVERY_CODES: &str = "/api/recovery-codes";
const BROWSERS: &str = "/api/browsers";
