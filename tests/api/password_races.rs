//! Many at once, in the calls of the password protocol: what must be exact stays exact.

use postern_e2e::answer::Answer;
use postern_e2e::api::Api;
use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::{Registering, SigningIn, bytes_of};
use postern_e2e::password_protocol::{start_login, start_registration};
use postern_e2e::person::{Member, Person, verify};
use tokio::task::JoinSet;

use crate::races::count_codes;

/// Each answer lets a client test one guess, whether or not it comes back with a proof.
#[tokio::test]
async fn fifty_started_sign_ins_at_once_give_five_answers() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    for name in [member.person.username, Person::new().username] {
        let answers = at_once(50, || {
            let (api, name) = (api.clone(), name.clone());
            async move {
                let (_, ke1) = SigningIn::start("a guess");
                start_login(&api, &name, &ke1).await
            }
        });
        let answers = answers.await;
        five_of_fifty(&answers);
        for answer in answers.iter().filter(|answer| answer.status == 200) {
            assert_eq!(bytes_of(&answer.field("ke2")).len(), 320);
        }
    }
}

#[tokio::test]
async fn fifty_started_registrations_at_once_give_five_answers() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    for name in [member.person.username, Person::new().username] {
        let answers = at_once(50, || {
            let (api, name) = (api.clone(), name.clone());
            async move {
                let (_, request) = Registering::start("a guess");
                start_registration(&api, &name, &request).await
            }
        });
        five_of_fifty(&answers.await);
    }
}

/// Guesses of all kinds are one count: nobody gets five of each.
#[tokio::test]
async fn guesses_of_every_kind_at_once_are_five_in_all() {
    let (api, plain) = (Mode::Opaque.api(), Mode::OpaqueInPlain.api());
    let member = Member::new(&api).await;
    let mut tasks = JoinSet::new();
    for number in 0..45 {
        let (api, plain, person) = (api.clone(), plain.clone(), member.person.clone());
        tasks.spawn(async move {
            let (_, request) = Registering::start("a guess");
            let (_, ke1) = SigningIn::start("a guess");
            match number % 3 {
                0 => start_login(&api, &person.username, &ke1).await,
                1 => start_registration(&api, &person.username, &request).await,
                _ => person.login_with(&plain, "a guess in plain").await,
            }
        });
    }
    let codes = count_codes(&tasks.join_all().await);
    assert_eq!(codes.get("too_many_attempts"), Some(&40), "{codes:?}");
}

#[tokio::test]
async fn a_hundred_uses_of_one_proof_give_exactly_one_challenge() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let login = member.person.start_login(&api).await;
    let answers = at_once(100, || {
        let (api, login, name) = (api.clone(), login.clone(), member.person.username.clone());
        async move { login.send(&api, &name).await }
    });
    let answers = answers.await;
    let codes = count_codes(&answers);
    assert_eq!(codes.get("200"), Some(&1), "{codes:?}");
    assert_eq!(codes.get("login_used"), Some(&99), "{codes:?}");
    let good = answers.iter().find(|answer| answer.status == 200);
    let challenge = good.expect("there is one").field("challenge");
    verify(&api, &challenge, &member.phone.code().await)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_hundred_made_up_proofs_of_one_sign_in_are_one_guess() {
    let api = Mode::Opaque.api();
    let member = Member::new(&api).await;
    let mut login = member.person.start_login(&api).await;
    login.ke3 = crate::bad_challenges::changed_at(&login.ke3, 40);
    let answers = at_once(100, || {
        let (api, login, name) = (api.clone(), login.clone(), member.person.username.clone());
        async move { login.send(&api, &name).await }
    });
    let codes = count_codes(&answers.await);
    assert_eq!(codes.get("invalid_credentials"), Some(&1), "{codes:?}");
    assert_eq!(codes.get("login_used"), Some(&99), "{codes:?}");
    // One start has been counted, and no proof: four are left.
    for _ in 0..4 {
        let _ = member.person.start_login(&api).await;
    }
    let refused = member.person.login(&api).await;
    refused.expect_problem(429, "too_many_attempts");
}

fn five_of_fifty(answers: &[Answer]) {
    let codes = count_codes(answers);
    assert_eq!(codes.get("200"), Some(&5), "{codes:?}");
    assert_eq!(codes.get("too_many_attempts"), Some(&45), "{codes:?}");
}

async fn at_once<F>(number: usize, call: impl Fn() -> F) -> Vec<Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for _ in 0..number {
        tasks.spawn(call());
    }
    tasks.join_all().await
}

/// A started sign-in is counted before it is answered, so that cutting the power forgets no guess.
#[tokio::test]
async fn started_sign_ins_are_still_counted_after_a_power_cut() {
    let mut server = Mode::Opaque.start(&[]);
    let api: Api = Mode::Opaque.client_of(&server);
    let member = Member::new(&api).await;
    let begun = member.person.start_login(&api).await;
    for _ in 0..4 {
        let _ = member.person.start_login(&api).await;
    }
    server.kill();
    server.start_again();
    let api = Mode::Opaque.client_of(&server);
    let refused = member.person.login(&api).await;
    refused.expect_problem(429, "too_many_attempts");
    begun.send(&api, &member.person.username).await.expect(200);
}
