//! What comes of a sign-in: a session, a browser that is known from now on, an entry in the log.

use postern_shared::api::{ActivityKind, ClientKind, SecretText};

use crate::account::activity::Entry;
use crate::account::client_info::ClientInfo;
use crate::account::holder::Account;
use crate::account::known_browser::{BrowserToken, KnownBrowser};
use crate::account::moment::Moment;
use crate::account::recovery_code::RecoveryCodes;
use crate::account::rules::Rules;
use crate::account::session::{ProvedMethod, Session, SessionId};
use crate::account::slot::sessions::SignedIn;

/// Who signs in, and how.
pub(super) struct Arrival<'a> {
    /// What was proved.
    pub methods: Vec<ProvedMethod>,
    /// What will hold the session.
    pub client: ClientInfo,
    /// The browser, where it has signed in before.
    pub browser: Option<&'a BrowserToken>,
    /// Whether it shall not be asked for a code for some time.
    pub is_to_be_trusted: bool,
}

/// Begins a session, remembers the browser, and writes it down.
pub(super) fn begin_session(
    account: &mut Account,
    arrival: Arrival,
    rules: &Rules,
    moment: &mut Moment,
) -> SignedIn {
    let lifetime = &rules.session_lifetime;
    let (client, now) = (arrival.client, moment.now);
    let (session, token) = Session::begin(arrival.methods, client.clone(), moment);
    let id = SessionId(session.id);
    let is_known = account.known_browser(arrival.browser).is_some();
    // The first one ever is no news.
    let kind = if client.kind == ClientKind::Browser && !is_known && !account.browsers.is_empty() {
        ActivityKind::SignedInFromNewBrowser
    } else {
        ActivityKind::SignedIn
    };
    account.log(Entry::new(kind, &client, now).of(id).by(&session.methods));
    let new_browser = meet_browser(account, arrival.browser, &client, moment);
    if arrival.is_to_be_trusted
        && let Some(browser) = account.known_browser(new_browser.as_ref().or(arrival.browser))
    {
        browser.trusted_until = Some(now.plus(KnownBrowser::TRUST_SECONDS));
        account.log(Entry::new(ActivityKind::BrowserTrusted, &client, now).of(id));
    }
    let signed_in = SignedIn {
        new_browser,
        ..SignedIn::of(&account.profile, &session, token, lifetime, now)
    };
    account.add_session(session, lifetime, now);
    signed_in
}

/// Remembers the browser that has signed in; a token where it is a new one. Programs have none.
fn meet_browser(
    account: &mut Account,
    token: Option<&BrowserToken>,
    client: &ClientInfo,
    moment: &mut Moment,
) -> Option<BrowserToken> {
    if client.kind != ClientKind::Browser {
        return None;
    }
    if let Some(known) = account.known_browser(token) {
        known.client = client.clone();
        known.last_seen_at = moment.now;
        return None;
    }
    let (browser, token) = KnownBrowser::meet(client.clone(), moment);
    account.add_browser(browser);
    Some(token)
}

/// Makes the account somebody's: their first code has come, or the first one after a reset. Answers their recovery codes.
pub(super) fn confirm(account: &mut Account, moment: &mut Moment) -> Vec<SecretText> {
    let (codes, texts) = RecoveryCodes::make(moment);
    account.recovery = Some(codes);
    let client = ClientInfo::default();
    let kind = match account.enrol_until.take() {
        Some(_) => ActivityKind::EnrolledAnew,
        None => ActivityKind::AccountConfirmed,
    };
    account.log(Entry::new(kind, &client, moment.now));
    texts
}
