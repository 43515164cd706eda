//! Records of the password protocol through a rotation of the keys: each is bound to the key pair
//! of its root, and only its owner can make it anew.

use std::time::{Duration, Instant};

use postern_e2e::api::Api;
use postern_e2e::key_file::KeyFile;
use postern_e2e::mode::Mode;
use postern_e2e::opaque_client::{Registering, bytes_of};
use postern_e2e::password_protocol::{start_registration, verify_with};
use postern_e2e::person::Member;
use postern_e2e::server::Server;
use tokio::time::sleep;

#[tokio::test]
async fn a_record_moves_to_the_new_root_with_its_owner_and_needs_the_old_one_until_then() {
    let keys = KeyFile::new();
    let mut server = Server::start_with(&[Mode::Opaque.variable()], Some(keys.export()));
    let keys = keys.with_records(server.state());
    let api = Mode::Opaque.client_of(&server);
    let (active, dormant) = (Member::new(&api).await, Member::new(&api).await);
    let in_plain = Member::new(&api).await;
    let (_, element) = Registering::start("a guess");
    let of_root_1 = evaluated(&api, &active, &element).await;

    assert!(keys.run(&["add"]).succeeded);
    deploy(&mut server, &keys);
    let api = Mode::Opaque.client_of(&server);
    let begun = active.person.start_login(&api).await;
    assert!(keys.run(&["promote", "2", "--now"]).succeeded);
    deploy(&mut server, &keys);
    let api = Mode::Opaque.client_of(&server);

    // The element that the password is mixed with stays, or every name with a record would show;
    // the public key is the new one, for everybody.
    let of_root_2 = evaluated(&api, &active, &element).await;
    assert_eq!(of_root_1.first_chunk::<32>(), of_root_2.first_chunk::<32>());
    assert_ne!(of_root_1.last_chunk::<32>(), of_root_2.last_chunk::<32>());

    // Begun before, proved after.
    let answer = begun.send(&api, &active.person.username).await;
    let _ = answer.expect(200);
    // Offered, and taken.
    let login = active.person.start_login(&api).await;
    let (answer, renewed) = login.send_with_request(&api, &active.person).await;
    let challenge = answer.expect(200).field("challenge");
    let renewed = renewed.expect("a record under the new root is asked for");
    let code = active.phone.code().await;
    verify_with(&api, &challenge, &code, &renewed)
        .await
        .expect(200);
    let login = active.person.start_login(&api).await;
    let (answer, offered) = login.send_with_request(&api, &active.person).await;
    let _ = answer.expect(200);
    assert!(offered.is_none(), "it has moved");
    in_plain.sign_in(&server.api()).await;

    // The old root goes; what is left of it serves the one record that has not moved.
    let retired = retire(&server, &keys).await;
    assert!(retired.contains("checks 1 passwords"), "{retired}");
    let ring = keys.export();
    assert!(ring.contains("pepper-1:") && !ring.contains(",1:"));
    let refused = keys.run_on_records(&["retire", "1"]);
    assert!(!refused.succeeded, "{}", refused.output);
    deploy(&mut server, &keys);
    let api = Mode::Opaque.client_of(&server);
    active.person.login(&api).await.expect(200);
    in_plain.person.login(&api).await.expect(200);
    let login = dormant.person.start_login(&api).await;
    let (answer, renewed) = login.send_with_request(&api, &dormant.person).await;
    let challenge = answer.expect(200).field("challenge");
    let renewed = renewed.expect("still asked for");
    let code = dormant.phone.code().await;
    verify_with(&api, &challenge, &code, &renewed)
        .await
        .expect(200);

    // Nobody needs it any more.
    retire(&server, &keys).await;
    let ring = keys.export();
    assert!(!ring.contains("pepper-1:"), "nothing is left of root 1");
    deploy(&mut server, &keys);
    let api = Mode::Opaque.client_of(&server);
    for member in [&active, &dormant, &in_plain] {
        member.sign_in(&api).await;
    }
}

/// What `register/start` evaluates one element to for the name, and the key that it goes with.
async fn evaluated(api: &Api, member: &Member, element: &str) -> Vec<u8> {
    let answer = start_registration(api, &member.person.username, element).await;
    bytes_of(&answer.expect(200).field("registration_response"))
}

fn deploy(server: &mut Server, keys: &KeyFile) {
    server.stop();
    server.set_keys(&keys.export());
    server.start_again();
}

/// Runs what the platform runs each hour, until nothing is sealed under root 1.
async fn retire(server: &Server, keys: &KeyFile) -> String {
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        let run = server.api().get("/cdn-cgi/local/scheduled").send().await;
        assert_eq!(run.expect(200).text(), "ok");
        sleep(Duration::from_secs(1)).await;
        let outcome = keys.run_on_records(&["retire", "1", "--now"]);
        if outcome.succeeded {
            return outcome.output;
        }
        assert!(Instant::now() < deadline, "{}", outcome.errors);
    }
}
