//! A rotation of the keys from the first step to the last, with the real commands, while the
//! service is in use.

use std::sync::Arc;
use std::time::{Duration, Instant};

use postern_e2e::answer::jwt_header;
use postern_e2e::api::Api;
use postern_e2e::at_rest;
use postern_e2e::key_file::KeyFile;
use postern_e2e::person::{Member, Person, Session, log_out, refresh, verify, who_am_i};
use postern_e2e::server::Server;
use postern_e2e::xtask::Outcome;
use serde_json::Value;
use tokio::sync::{RwLock, watch};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// The service behind a lock: whoever calls it reads, whoever deploys writes, and so waits until
/// every call is answered.
type Service = Arc<RwLock<Server>>;

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_rotation_under_load_fails_no_request() {
    let keys = KeyFile::new();
    let server = Server::start_with_keys(&keys.export());
    let keys = keys.with_records(server.state());
    let service: Service = Arc::new(RwLock::new(server));
    let api = service.read().await.api();
    let (early, dormant) = (Member::new(&api).await, Member::new(&api).await);
    let midway = Member::new(&api).await;
    let of_root_1 = early.session.access_token.clone();
    let load = Load::start(&service).await;
    load.goes_on().await;

    // Published, and not signing.
    assert!(keys.run(&["add"]).succeeded);
    deploy(&service, &keys).await;
    let published = published_kids(&service).await;
    assert_eq!(published.len(), 2);
    assert_eq!(published[0], jwt_header(&of_root_1)["kid"]);
    load.goes_on().await;
    let refused = keys.run(&["promote", "2"]);
    assert!(!refused.succeeded && refused.errors.contains("--now"));

    // Signing; the old one verifies and unseals.
    let api = service.read().await.api();
    let challenge = midway.challenge(&api).await;
    assert!(keys.run(&["promote", "2", "--now"]).succeeded);
    deploy(&service, &keys).await;
    let promoted = published_kids(&service).await;
    assert_eq!(promoted, [published[1].clone(), published[0].clone()]);
    let api = service.read().await.api();
    let of_root_2 = Member::new(&api).await.session.access_token;
    assert_eq!(jwt_header(&of_root_2)["kid"], promoted[0]);
    for token in [&of_root_1, &of_root_2] {
        who_am_i(&api, token).await.expect(200);
    }
    let code = midway.phone.lasting_code().await;
    verify(&api, &challenge, &code).await.expect(200);
    load.goes_on().await;

    // Not retired too early, nor while records need it.
    let refused = keys.run_on_records(&["retire", "1"]);
    assert!(!refused.succeeded, "{}", refused.output);
    assert!(refused.errors.contains("Wait"), "{}", refused.errors);
    let refused = keys.run_on_records(&["retire", "1", "--now"]);
    assert!(!refused.succeeded, "{}", refused.output);
    // Before it may stand what wrangler has said of a read that was made again.
    let mut lines = refused.errors.lines();
    let counted = lines.find_map(|line| line.strip_prefix("error: "));
    let counted = counted.unwrap_or_default();
    let count: usize = counted
        .split_once(" record")
        .and_then(|(count, _)| count.parse().ok())
        .unwrap_or_else(|| panic!("no count: {}", refused.errors));
    assert!(count >= 2, "two accounts were not used: {count}");
    assert!(counted.contains("sealed under root 1"), "{counted}");

    // Sealed anew without anybody's help, and retired. A sign-in that has begun before is over by
    // then, as it is after the hour that `retire` waits without --now.
    load.signs_in_again().await;
    reseal_until_retired(&service, &keys).await;
    let ring = keys.export();
    assert!(ring.contains("pepper-1:") && !ring.contains(",1:"));
    deploy(&service, &keys).await;
    assert_eq!(published_kids(&service).await, promoted[..1]);
    let api = service.read().await.api();
    let refused = who_am_i(&api, &of_root_1).await;
    refused.expect_problem(401, "invalid_token");
    who_am_i(&api, &of_root_2).await.expect(200);
    load.goes_on().await;

    // Who was away for all of that notices nothing.
    let renewed = refresh(&api, &early.session.refresh_token).await;
    let renewed = Session::of(&renewed.expect(200));
    who_am_i(&api, &renewed.access_token).await.expect(200);
    let session = dormant.sign_in(&api).await;
    who_am_i(&api, &session.access_token).await.expect(200);
    let list = keys.run_on_records(&["list"]);
    assert!(list.succeeded && list.output.contains("pepper only"));
    load.end().await;
    assert_no_key_is_shown(&keys, &list);
}

/// What a deployment does: the calls that have begun are answered, new ones meet the new keys.
async fn deploy(service: &Service, keys: &KeyFile) {
    let mut server = service.write().await;
    server.stop();
    server.set_keys(&keys.export());
    server.start_again();
}

/// The names of the published keys, in order.
async fn published_kids(service: &Service) -> Vec<Value> {
    let server = service.read().await;
    let answer = server.api().get("/.well-known/jwks.json").send().await;
    let keys = answer.expect(200).json()["keys"].clone();
    let keys = keys.as_array().cloned().unwrap_or_default();
    keys.iter().map(|key| key["kid"].clone()).collect()
}

/// Runs what the platform runs each hour, until nothing needs the old root.
async fn reseal_until_retired(service: &Service, keys: &KeyFile) {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let api = service.read().await.api();
        let run = api.get("/cdn-cgi/local/scheduled").send().await;
        assert_eq!(run.expect(200).text(), "ok");
        // Publications go through an alarm of each object.
        sleep(Duration::from_secs(1)).await;
        let outcome = keys.run_on_records(&["retire", "1", "--now"]);
        if outcome.succeeded {
            return;
        }
        assert!(Instant::now() < deadline, "{}", outcome.errors);
    }
}

/// Neither in the table nor in a refusal.
fn assert_no_key_is_shown(keys: &KeyFile, list: &Outcome) {
    let refused = keys.run_on_records(&["retire", "2", "--now"]);
    let shown = [&list.output, &list.errors, &refused.output, &refused.errors]
        .map(String::as_bytes)
        .concat();
    let ring = keys.export();
    for key in ring.split([',', ':']).filter(|part| part.len() == 43) {
        for needle in at_rest::forms("a key", key.as_bytes()) {
            assert!(!needle.is_in(&shown), "{}", needle.label());
        }
    }
}

/// People at work. A request that is answered with anything but success ends the test.
struct Load {
    people: JoinSet<()>,
    rounds: watch::Receiver<[u32; 4]>,
    stop: watch::Sender<bool>,
}

impl Load {
    async fn start(service: &Service) -> Self {
        let api = service.read().await.api();
        let (renewing, returning) = (Member::new(&api).await, Member::new(&api).await);
        let (stop, stopped) = watch::channel(false);
        let (count, rounds) = watch::channel([0; 4]);
        let at = |place| AtWork {
            service: Arc::clone(service),
            stopped: stopped.clone(),
            count: count.clone(),
            place,
        };
        let mut people = JoinSet::new();
        people.spawn(at(0).look());
        people.spawn(at(1).renew(renewing.session));
        people.spawn(at(2).enrol());
        people.spawn(at(3).sign_in(returning));
        Self {
            people,
            rounds,
            stop,
        }
    }

    /// Waits until everybody but the one who has to wait for codes has done some rounds more.
    async fn goes_on(&self) {
        let before = *self.rounds.borrow();
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let now = *self.rounds.borrow();
            if now
                .iter()
                .zip(before)
                .take(3)
                .all(|(now, before)| *now >= before + 3)
            {
                return;
            }
            assert!(Instant::now() < deadline, "{before:?} {now:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the sign-in that is under way is over.
    async fn signs_in_again(&self) {
        let mut rounds = self.rounds.clone();
        let before = rounds.borrow()[3];
        let over = rounds.wait_for(|rounds| rounds[3] > before);
        tokio::time::timeout(Duration::from_mins(2), over)
            .await
            .expect("a code comes every 30 seconds")
            .expect("the people are at work");
    }

    async fn end(self) {
        self.stop.send_replace(true);
        self.people.join_all().await;
        let rounds = *self.rounds.borrow();
        assert!(rounds.iter().all(|rounds| *rounds >= 2), "{rounds:?}");
    }
}

/// Somebody at work.
struct AtWork {
    service: Service,
    stopped: watch::Receiver<bool>,
    count: watch::Sender<[u32; 4]>,
    place: usize,
}

impl AtWork {
    fn goes_on(&self) -> bool {
        self.count.send_modify(|rounds| rounds[self.place] += 1);
        !*self.stopped.borrow()
    }

    /// One call, with no deployment while it lasts.
    async fn call<T>(&self, call: impl AsyncFnOnce(&Api) -> T) -> T {
        let server = self.service.read().await;
        call(&server.api()).await
    }

    async fn look(self) {
        while self.goes_on() {
            self.call(async |api| api.get("/api/health").send().await.expect(200))
                .await;
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn renew(self, mut session: Session) {
        while self.goes_on() {
            let token = &session.refresh_token;
            let renewed = self.call(async |api| refresh(api, token).await).await;
            session = Session::of(&renewed.expect(200));
            let token = &session.access_token;
            let me = self.call(async |api| who_am_i(api, token).await).await;
            me.expect(200);
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn enrol(self) {
        while self.goes_on() {
            let person = Person::new();
            let member = self.call(async |api| person.enrol(api).await).await;
            let token = &member.session.refresh_token;
            let out = self.call(async |api| log_out(api, token).await).await;
            out.expect(204);
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// Waits for the code first: a challenge outlives one step of a rotation, but not two that are
    /// hurried on with `--now`.
    async fn sign_in(mut self, member: Member) {
        while self.goes_on() {
            let code = tokio::select! {
                code = member.phone.lasting_code() => code,
                _ = self.stopped.wait_for(|stopped| *stopped) => return,
            };
            let challenge = self.call(async |api| member.challenge(api).await).await;
            let answer = self
                .call(async |api| verify(api, &challenge, &code).await)
                .await;
            let session = Session::of(&answer.expect(200));
            let token = &session.access_token;
            let me = self.call(async |api| who_am_i(api, token).await).await;
            me.expect(200);
        }
    }
}
